/** `redirectTarget`: which targets a redirect may have. */
import { describe, expect, it } from 'vitest'
import { redirectTarget } from '../../src/fetch/redirects.ts'

function target(location: string, status = 301): string | null {
  return redirectTarget({ status, url: 'https://site.example/qa/q1.html', headers: [['Location', location]] })
}

describe('redirectTarget', () => {
  it.each([
    ['/list', 'https://site.example/list'],
    ['q2.html#answers', 'https://site.example/qa/q2.html'],
    ['//other.example/x', 'https://other.example/x'],
    ['http://other.example', 'http://other.example/'],
    [' /blank ', 'https://site.example/blank'],
  ])('resolves %j to %s', (location, url) => {
    expect(target(location)).toBe(url)
  })

  it('percent-encodes raw bytes unchanged, whatever their encoding', () => {
    expect(target(Buffer.from('/問').toString('latin1'))).toBe('https://site.example/%E5%95%8F')
    expect(target('/\x96\xe2')).toBe('https://site.example/%96%E2')
  })

  it.each([
    'ftp://site.example/',
    'file:///etc/passwd',
    'javascript:1',
    'http://u:p@site.example/',
    'http://',
    '',
  ])('refuses %j', (location) => {
    expect(target(location)).toBeNull()
  })

  it.each([200, 201, 300, 304, 404])('is null for status %s', (status) => {
    expect(target('/list', status)).toBeNull()
  })

  it('is null without a Location', () => {
    expect(redirectTarget({ status: 302, url: 'https://site.example/', headers: [] })).toBeNull()
  })
})
