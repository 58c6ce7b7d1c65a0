/** The User-Agent header of mondo, and its product token in robots.txt. */
import { MondoError } from '../model/errors.ts'
import { mondoVersion } from '../model/package-files.ts'

/** The name to use in robots.txt. RFC 9309, section 2.2.1: letters, `_` and `-` only. */
export const productToken = 'mondo'

/**
 * `mondo/VERSION (+CONTACT)`, or `mondo/VERSION` for an empty contact. The contact is a URL or mail address where a
 * site's operator can reach you; only your own hosts can be crawled without one. Throws `usage` for a contact that a
 * header cannot carry.
 *
 * @example userAgent('https://crawler.example/about') // 'mondo/0.1.0 (+https://crawler.example/about)'
 */
export function userAgent(contact: string): string {
  const product = `${productToken}/${mondoVersion()}`
  const trimmed = contact.trim()
  if (trimmed === '') return product
  if (!/^[!-'*-~]+$/.test(trimmed)) {
    throw new MondoError(
      'usage',
      `the contact ${JSON.stringify(contact)} cannot be part of a User-Agent header`,
      {
        hint: 'Give one URL or mail address, in ASCII and without spaces or parentheses.',
      },
    )
  }
  return `${product} (+${trimmed})`
}
