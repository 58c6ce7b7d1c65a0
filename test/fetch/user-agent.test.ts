/** `userAgent`: the header with and without a contact. */
import { describe, expect, it } from 'vitest'
import { productToken, userAgent } from '../../src/fetch/user-agent.ts'

describe('userAgent', () => {
  it('names product, version and contact', () => {
    expect(userAgent('https://crawler.example/about')).toMatch(
      /^mondo\/\d+\.\d+\.\d+\S* \(\+https:\/\/crawler\.example\/about\)$/,
    )
  })

  it('is the bare product without a contact', () => {
    expect(userAgent(' ')).toMatch(/^mondo\/\d+\.\d+\.\d+\S*$/)
  })

  it.each(['me\r\nX-Injected: 1', 'two words', 'a)b', '連絡先'])('refuses the contact %j', (contact) => {
    expect(() => userAgent(contact)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('begins with mondo’s product token', () => {
    expect(userAgent('x@example.org').startsWith(`${productToken}/`)).toBe(true)
    expect(productToken).toMatch(/^[A-Za-z_-]+$/)
  })
})
