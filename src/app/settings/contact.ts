/** The contact of a crawl: a mail address or a URL at which the operator of a site can reach a person. */
import { MondoError } from '../../model/errors.ts'

/** What is wrong with a contact; null for a mail address, an http or https URL, or `mailto:`. An empty one is none. */
export function contactFault(contact: string): string | null {
  const text = contact.trim()
  if (text === '') return null
  const url = /^[a-z]+:/i.test(text) ? URL.parse(text) : null
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return null
  const address = url?.protocol === 'mailto:' ? url.pathname : text
  const at = address.lastIndexOf('@')
  const host = address.slice(at + 1)
  const isMail = at > 0 && !/[\s,;:/@]/.test(host) && !/\s/.test(address) && /[^.]\.[^.]/.test(host)
  return isMail ? null : `the contact ${JSON.stringify(text)} is neither a mail address nor a URL`
}

/** Domains that belong to nobody (RFC 2606, section 3, and RFC 6761): those of documentation and tests. */
const exampleDomain = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/

/** A warning for a contact that is copied from the documentation, at whose domain nobody can be reached; else null. */
export function exampleContact(contact: string): string | null {
  const text = contact.trim()
  const url = /^[a-z]+:/i.test(text) ? URL.parse(text) : null
  const host = url?.hostname || text.slice(text.lastIndexOf('@') + 1)
  return exampleDomain.test(host.toLowerCase())
    ? `the contact ${text} is an example: sites can reach nobody there. Give your own mail address or URL`
    : null
}

/** @throws MondoError `usage` */
export function assertContact(contact: string): void {
  const fault = contactFault(contact)
  if (fault === null) return
  throw new MondoError('usage', fault, {
    hint: 'Give one at which a person can be reached, as in you@example.org or https://example.org/crawler',
  })
}
