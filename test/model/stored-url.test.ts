/** URLs in the database are stored whole up to 2,000 bytes; longer ones are cut and get a digest of the whole. */
import { expect, test } from 'vitest'
import { storedUrl } from '../../src/model/stored-url.ts'

test('a URL of 2,000 bytes is stored unchanged; one of 2,001 is cut and gets a digest', () => {
  const whole = `https://site.example/${'q'.repeat(1_979)}`
  expect(whole).toHaveLength(2_000)
  expect(storedUrl(whole)).toBe(whole)
  const cut = storedUrl(`${whole}q`)
  expect(cut).toMatch(/^https:\/\/site\.example\/q+…sha256:[\da-f]{64}$/)
  expect(Buffer.byteLength(cut)).toBe(2_000)
})

test('two long URLs with the same beginning stay distinct', () => {
  const long = `/${'q'.repeat(9_000)}`
  expect(storedUrl(`${long}1`)).not.toBe(storedUrl(`${long}2`))
  expect(storedUrl(long)).toBe(storedUrl(long))
})

test('no character is split', () => {
  for (const before of ['', 'a', 'ab']) {
    const cut = storedUrl(`/${before}${'問'.repeat(3_000)}`)
    expect(cut).toMatch(/^\/a?b?問+…sha256:[\da-f]{64}$/u)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2_000)
  }
})
