/** Cookies that sites set, by RFC 6265: which are taken, when they are sent again, and to whom they never are. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cookies } from '../../src/fetch/cookies.ts'
import type { Header } from '../../src/model/capture.ts'
import { FakeClock } from './clocks.ts'

const page = new URL('https://site.example/qa/q1.html')
const set = (...values: readonly string[]): Header[] => values.map((value) => ['Set-Cookie', value])

function taking(values: readonly string[], url = page, clock = new FakeClock()): Cookies {
  const cookies = new Cookies(clock)
  cookies.take(url, set(...values))
  return cookies
}

describe('cookies', () => {
  it.each<[string, readonly string[], string | null]>([
    ['one', ['seen=1'], 'seen=1'],
    ['with attributes', ['seen=1; Path=/; HttpOnly; SameSite=Strict; Secure; Priority=High'], 'seen=1'],
    ['several, the longer path first', ['a=1; Path=/', 'b=2; Path=/qa/'], 'b=2; a=1'],
    ['replaced', ['a=1; Path=/', 'a=2; Path=/'], 'a=2'],
    ['deleted by Max-Age', ['a=1; Path=/', 'a=; Path=/; Max-Age=0'], null],
    ['deleted by Expires', ['a=1; Path=/', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], null],
    ['with an old date form', ['a=1; expires=Sunday, 06-Nov-94 08:49:37 GMT'], null],
    ['with a date that is none', ['a=1; Expires=soon'], 'a=1'],
    ['of another path', ['a=1; Path=/login'], null],
    ['without a name', ['=a'], 'a'],
    ['with = and quotes in the value', ['a="b=c=="; Path=/'], 'a="b=c=="'],
    ['with bytes above ASCII', ['a=\xe3\x81\x82'], 'a=\xe3\x81\x82'],
    ['with a control character', ['a=1\x01', 'b=\x7f', 'c=3'], 'c=3'],
    ['empty', ['', ';', '; Path=/'], null],
    ['too long', [`a=${'x'.repeat(5000)}`, 'b=2'], 'b=2'],
    ['of the host itself', ['a=1; Domain=site.example'], 'a=1'],
    ['of the host itself, with a dot', ['a=1; Domain=.site.example'], 'a=1'],
    ['of another host', ['a=1; Domain=other.example'], null],
    ['of a host below', ['a=1; Domain=www.site.example'], null],
    ['that needs a secure host', ['__Host-a=1; Path=/; Secure', '__Host-b=1; Path=/'], '__Host-a=1'],
  ])('%s', (_, values, sent) => {
    expect(taking(values).headerFor(page)).toBe(sent)
  })

  it.each([
    ['https://www.shop.co.jp/', 'co.jp'],
    ['https://me.github.io/', 'github.io'],
    ['https://shop.example.com/', 'com'],
  ])('%s sets none for the public suffix %s', (url, domain) => {
    const cookies = taking([`a=1; Domain=${domain}`, 'b=2'], new URL(url))
    expect(cookies.headerFor(new URL(url))).toBe('b=2')
  })

  it.each(['http://127.0.0.1:8080/', 'http://localhost/', 'http://[::1]:81/', 'http://intranet/'])(
    'of %s may name it as their domain',
    (url) => {
      const at = new URL(url)
      expect(taking([`a=1; Domain=${at.hostname}`], at).headerFor(at)).toBe('a=1')
    },
  )

  it.each([
    ['https://site.example/', 'https://www.site.example/'],
    ['https://www.site.example/', 'https://site.example/'],
    ['https://site.example/', 'http://site.example/'],
    ['http://site.example/', 'https://site.example/'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8081/'],
  ])('set at %s are not sent to %s', (from, to) => {
    const domain = new URL(from).hostname.replace('www.', '')
    const cookies = taking([`a=1; Domain=${domain}`, 'b=1'], new URL(from))
    expect(cookies.headerFor(new URL(to))).toBeNull()
    expect(cookies.headerFor(new URL(from))).not.toBeNull()
  })

  it('that are Secure are not taken over http', () => {
    const http = new URL('http://site.example/')
    expect(taking(['a=1; Secure', 'b=1'], http).headerFor(http)).toBe('b=1')
  })

  it('expire by the clock, counted from when they were set', () => {
    const clock = new FakeClock()
    const cookies = taking(
      ['a=1; Max-Age=60', 'b=1; Expires=Sun, 01 Mar 2026 00:02:00 GMT', 'c=1'],
      page,
      clock,
    )
    clock.advance(59_000)
    expect(cookies.headerFor(page)).toBe('a=1; b=1; c=1')
    clock.advance(1_000)
    expect(cookies.headerFor(page)).toBe('b=1; c=1')
    clock.advance(60_000)
    expect(cookies.headerFor(page)).toBe('c=1')
  })

  it('with a Max-Age beyond all dates stay', () => {
    expect(taking(['a=1; Max-Age=99999999999999999999']).headerFor(page)).toBe('a=1')
  })

  it('are at most 50 of an origin, the newest', () => {
    const cookies = new Cookies(new FakeClock())
    for (let i = 0; i < 60; i += 1) cookies.take(page, set(`a${i}=1`))
    const sent = cookies.headerFor(page)?.split('; ') ?? []
    expect(sent).toHaveLength(50)
    expect(sent).toContain('a59=1')
    expect(sent).not.toContain('a9=1')
  })

  it('that are configured go to every path, and the site may replace and delete them', () => {
    const cookies = new Cookies(new FakeClock())
    cookies.configure(page, [
      ['sid', 'secret'],
      ['lang', 'ja'],
    ])
    expect(cookies.headerFor(new URL('/x/y', page))).toBe('sid=secret; lang=ja')
    cookies.take(page, set('sid=renewed; Path=/', 'lang=; Path=/; Max-Age=0'))
    cookies.configure(page, [['sid', 'secret']])
    expect(cookies.headerFor(page)).toBe('sid=renewed')
  })

  it('of any bytes throw nothing, and what is sent is a valid header', () => {
    const piece = fc.constantFrom(
      'a',
      'sid',
      '=',
      ';',
      ' ',
      'Path=/',
      'Domain=',
      '.',
      'site.example',
      'xn--',
      'Max-Age=',
      '9',
      '-',
    )
    const attribute = fc.constantFrom(
      'Expires=Thu, 01 Jan 2099 00:00:00 GMT',
      'Secure',
      'SameSite=None',
      'Path=',
    )
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))
    const value = fc.array(fc.oneof(piece, attribute, byte), { maxLength: 30 }).map((parts) => parts.join(''))
    const at = fc.constantFrom(
      'https://site.example/',
      'http://127.0.0.1:80/',
      'http://[::1]/',
      'https://a.b.co.jp/x',
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), at, (values, url) => {
        const sent = taking(values, new URL(url)).headerFor(new URL(url))
        expect(sent ?? '').toMatch(/^[\t\x20-\x7e\x80-\xff]*$/)
      }),
      { numRuns: 500 },
    )
  })
})
