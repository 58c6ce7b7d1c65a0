/** Who mondo says it is, and the name that robots.txt knows it by. */
import { MondoError } from '../model/errors.ts'
import { mondoVersion } from '../model/version.ts'

/** RFC 9309 section 2.2.1: letters, `_` and `-` only. */
export const productToken = 'mondo'

/**
 * `mondo/VERSION (+CONTACT)`. The contact is a URL or a mail address under which a site's operator reaches whoever
 * runs the crawl; without one the agent is the bare product, which only hosts of our own are asked with.
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
      `the contact ${JSON.stringify(contact)} cannot stand in a User-Agent header`,
      {
        hint: 'Give one URL or mail address, in ASCII and without spaces or parentheses.',
      },
    )
  }
  return `${product} (+${trimmed})`
}
