import { expect, test } from 'vitest'
import { readPage } from '../../../src/parse/read-page.ts'

const url = 'https://site.example/dir/page'
const page = (head: string, body = '<p>moved') =>
  `<!doctype html><html><head><title>Moved</title>${head}</head><body>${body}</body></html>`
const refresh = (html: string) => readPage(html, { url }).refresh
const to = (path: string, seconds = 0) => ({ seconds, to: `https://site.example${path}` })

test.each<[string, string, object | null]>([
  ['in the head', page('<meta http-equiv="refresh" content="0; url=/b">'), to('/b')],
  ['in capitals', page('<META HTTP-EQUIV="REFRESH" CONTENT="0; URL=/b">'), to('/b')],
  ['content first', page('<meta content="0;url=/b" http-equiv="refresh">'), to('/b')],
  ['without quotes', page('<meta http-equiv=refresh content=0;url=/b>'), to('/b')],
  [
    'with entities',
    page('<meta http-equiv="refresh" content="3; url=&#39;/b?x=1&amp;y=2&#39;">'),
    to('/b?x=1&y=2', 3),
  ],
  ['in the body', page('', '<div><meta http-equiv="refresh" content="0; url=/b"></div>'), to('/b')],
  [
    'with a base',
    page('<base href="/other/"><meta http-equiv="refresh" content="0; url=b">'),
    to('/other/b'),
  ],
  [
    'the first valid one',
    page(
      '<meta http-equiv="refresh" content="soon"><meta http-equiv="refresh" content="9; url=/b"><meta http-equiv="refresh" content="0; url=/c">',
    ),
    to('/b', 9),
  ],
  ['in noscript', page('<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript>'), null],
  [
    'in noscript of the body',
    page('', '<noscript><p><meta http-equiv="refresh" content="0; url=/nojs"></p></noscript>'),
    null,
  ],
  ['in a template', page('', '<template><meta http-equiv="refresh" content="0; url=/b"></template>'), null],
  ['in a comment', page('<!-- <meta http-equiv="refresh" content="0; url=/b"> -->'), null],
  ['in a script', page('<script>"<meta http-equiv=\\"refresh\\" content=\\"0; url=/b\\">"</script>'), null],
  ['in a textarea', page('', '<textarea><meta http-equiv="refresh" content="0; url=/b"></textarea>'), null],
  ['of another name', page('<meta name="refresh" content="0; url=/b">'), null],
  ['without content', page('<meta http-equiv="refresh">'), null],
])('a refresh %s', (_, html, wanted) => {
  expect(refresh(html)).toEqual(wanted)
})

test('a refresh behind an unclosed noscript of the head', () => {
  const html =
    '<html><head><noscript><link rel=x></noscript><meta http-equiv=refresh content="0;url=/b"></head><p>x'
  expect(refresh(html)).toEqual(to('/b'))
})
