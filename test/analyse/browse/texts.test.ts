/** Texts on the pages: the words of a search are marked as the database finds them, and changes are told apart. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marked, queryWords, wordPlaces } from '../../../src/analyse/browse/highlight.ts'
import {
  imageLinks,
  languageOf,
  postText,
  shortText,
  withLinks,
} from '../../../src/analyse/browse/post-text.ts'
import { textChange } from '../../../src/analyse/browse/text-change.ts'
import { html } from '../../../src/analyse/page/markup.ts'

test.each([
  ['派遣 会社', ['派遣', '会社']],
  ['"a phrase" and', ['a phrase', 'and']],
  ['ＡＢＣ abc', ['abc']],
  ['ｶﾞ', ['ガ']],
  ['"" "　"', []],
])('the words of %j are %j', (query, words) => {
  expect(queryWords(query)).toEqual({ words, foldsKana: false })
})

test.each([
  ['カードとｶｰﾄﾞ', ['カード'], ['カード', 'ｶｰﾄﾞ']],
  ['ABC ａｂｃ', ['abc'], ['ABC', 'ａｂｃ']],
  ['3㌔の道', ['キロ'], ['㌔']],
  ['方法の方法', ['方法', '法の方'], ['方法の方法']],
  ['家族👨‍👩‍👧と', ['と'], ['と']],
  ['nothing', ['方法'], []],
])('in %j the words %j mark %j', (text, words, places) => {
  expect(wordPlaces(text, { words, foldsKana: false }).map(([from, to]) => text.slice(from, to))).toEqual(
    places,
  )
})

test('with kana alike, both kana are marked; characters that encodings split always are', () => {
  const places = (text: string, query: string, foldsKana: boolean) =>
    wordPlaces(text, queryWords(query, foldsKana)).map(([from, to]) => text.slice(from, to))
  expect(places('らーめんとラーメン、ﾗｰﾒﾝ', 'ラーめん', true)).toEqual(['らーめん', 'ラーメン', 'ﾗｰﾒﾝ'])
  expect(places('らーめんとラーメン', 'ラーメン', false)).toEqual(['ラーメン'])
  expect(places('5〜6と5～6', '5～6', false)).toEqual(['5〜6', '5～6'])
})

test('marking loses and adds no character, whatever the text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      async (text, query) => {
        const bare = String(await html`${text}`)
        expect(String(await marked(text, queryWords(query))).replaceAll(/<\/?mark>/g, '')).toBe(bare)
      },
    ),
    { numRuns: 200 },
  )
})

test('marks are the only markup in a hostile text', async () => {
  const text = `<script>方法</script><img src=x onerror=alert(1)>`
  expect(String(await marked(text, { words: ['方法', '<'], foldsKana: false }))).toBe(
    '<mark>&lt;</mark>script&gt;<mark>方法&lt;</mark>/script&gt;<mark>&lt;</mark>img src=x onerror=alert(1)&gt;',
  )
})

test('URLs of the web become links, and nothing else does', async () => {
  const links = String(
    await withLinks('見て：https://a.example/b?c=1。javascript:alert(1) http://x.example/.'),
  )
  expect([...links.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    'https://a.example/b?c=1',
    'http://x.example/',
  ])
  expect(links.replaceAll(/<[^>]*>/g, '')).toBe(
    '見て：https://a.example/b?c=1。javascript:alert(1) http://x.example/.',
  )
})

test('images are links that name their host, and nothing is fetched; what is no URL of the web is none', async () => {
  const shown = String(
    await imageLinks([
      'https://img.example/a b.png?x="1"&y=<2>',
      "javascript:document.title='owned'",
      'JaVaScRiPt:alert(1)',
      ' \tjavascript:alert(1)',
      'data:image/svg+xml,<svg onload=alert(1)>',
      'vbscript:x',
      'file:///etc/passwd',
      '/relative.png',
      'http://[',
    ]),
  )
  expect([...shown.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    'https://img.example/a%20b.png?x=%221%22&amp;y=%3C2%3E',
  ])
  expect(shown).not.toContain('<img')
  expect(shown.match(/<li>/g)).toHaveLength(9)
  expect(shown).toMatch(
    /<a [^>]*rel="noreferrer noopener external"><bdi>image 1<\/bdi><\/a> <span class="note-inline"><bdi>img\.example<\/bdi>/,
  )
  expect(imageLinks([])).toBeNull()
})

test('kana is Japanese, and without it the language is left open', async () => {
  expect([languageOf('部屋干しの'), languageOf('東京'), languageOf('plain')]).toEqual(['ja', '', ''])
  expect(String(await postText('ﾃｽﾄ'))).toContain('lang="ja" dir="auto"')
  expect(String(await postText(' \n'))).toContain('(no text)')
})

test('a change is what lies between the ends that stayed, and puts both states together again', () => {
  expect(textChange('質問です。急ぎません。', '質問です。急いでいます。')).toEqual({
    start: '質問です。急',
    before: 'ぎません',
    after: 'いでいます',
    end: '。',
  })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const { start, end, ...change } = textChange(before, after)
      expect([start + change.before + end, start + change.after + end]).toEqual([before, after])
    }),
  )
})

test('a title that is far too long is cut, between characters', async () => {
  const title = String(await shortText(`${'𠮷'.repeat(5_000)}`)).replaceAll(/<[^>]*>/g, '')
  expect(title).toBe(`${'𠮷'.repeat(200)}…`)
})
