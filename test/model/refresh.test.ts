/** The values of `Refresh` and `<meta http-equiv="refresh">` that the web has, as browsers read them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRefresh } from '../../src/model/refresh.ts'

const url = 'https://site.example/dir/page?x=1'
const at = (path: string) => `https://site.example${path}`

describe('a refresh', () => {
  test.each<[string, number, string]>([
    ['0; url=/b', 0, '/b'],
    ['0;URL=/b', 0, '/b'],
    ["0; URL='/b'", 0, '/b'],
    ['0; url="/b"', 0, '/b'],
    ["0; url='/b", 0, '/b'],
    ["0; url='/b' and more", 0, '/b'],
    ['0,url=/b', 0, '/b'],
    ['0 url=/b', 0, '/b'],
    ['5; /b', 5, '/b'],
    ["5; '/b'", 5, '/b'],
    ['5 /b', 5, '/b'],
    [' \n 3 ;\turl \n=\t /b ', 3, '/b'],
    ['0.5; url=b', 0, '/dir/b'],
    ['.5; url=../b', 0, '/b'],
    ['1.2.3; url=?y=2', 1, '/dir/page?y=2'],
    ['0; url=/b#part', 0, '/b'],
    ['0; url=//other.example/b', 0, '//other.example/b'],
    ['0; url', 0, '/dir/url'],
    ['0; urls=/b', 0, '/dir/urls=/b'],
    ['0; url=url=/b', 0, '/dir/url=/b'],
    ['0;', 0, '/dir/page?x=1'],
    ['300', 300, '/dir/page?x=1'],
    ['0; url=', 0, '/dir/page?x=1'],
    ['0; url=#top', 0, '/dir/page?x=1'],
    ['0;url=/検索?q=あ', 0, '/%E6%A4%9C%E7%B4%A2?q=%E3%81%82'],
  ])('%j', (content, seconds, path) => {
    expect(readRefresh(content, url, url)).toEqual({
      seconds,
      to: path.startsWith('//') ? `https:${path}` : at(path),
    })
  })

  test.each([
    '',
    'url=/b',
    ' ; url=/b',
    '-1; url=/b',
    'x0; url=/b',
    '0x; url=/b',
    '0: url=/b',
    '0; url=javascript:alert(1)',
    '0; url=data:text/html,x',
    '0; url=ftp://site.example/',
    '0; url=https://user:password@site.example/',
    '0; url=http://[/',
    `0; url=/${'x'.repeat(3000)}`,
  ])('%j is none', (content) => {
    expect(readRefresh(content, url, url)).toBeNull()
  })

  test('is resolved against the base of the page, and reloads the page where it names no URL', () => {
    expect(readRefresh('0; url=b', url, at('/other/'))?.to).toBe(at('/other/b'))
    expect(readRefresh('0', url, at('/other/'))?.to).toBe(url)
  })

  test('of any text throws nothing, and leads to an http or https URL', () => {
    const piece = fc.constantFrom(
      '0',
      '5',
      '.',
      ';',
      ',',
      ' ',
      'url',
      '=',
      "'",
      '"',
      '/',
      'http:',
      '//',
      '#',
      '@',
    )
    const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 20 })
    fc.assert(
      fc.property(text, (parts) => {
        const to = readRefresh(parts.join(''), url, url)?.to ?? url
        expect(to).toMatch(/^https?:/)
        expect(to).not.toContain('#')
      }),
      { numRuns: 500 },
    )
  })
})
