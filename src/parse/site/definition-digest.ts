/**
 * The digest of a site definition: it tells whether a definition has changed under the same version. It is made of what the
 * definition says, so comments and layout of the file do not matter. Functions may call others of their file: a definition
 * that has any counts by the text of its file too.
 */
import { createHash } from 'node:crypto'
import type { SiteDefinition } from '../../sites/site-definition.ts'

/** @param source The text of its file. */
export function definitionDigest(definition: SiteDefinition, source: string): string {
  let hasFunction = false
  const said = JSON.stringify(definition, (_key, value: unknown) => {
    if (value instanceof RegExp) return String(value)
    if (typeof value === 'function') {
      hasFunction = true
      return 'function'
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
  const text = hasFunction ? source.replaceAll(/\s+/g, ' ').trim() : ''
  return createHash('sha256').update(`${said}\n${text}`).digest('hex').slice(0, 16)
}

/** What to say of one that has changed under its version. @param definition `NAME.VERSION` */
export function changedDefinition(definition: string): string {
  return (
    `the site definition ${definition} has changed and its version has not: raise its version, ` +
    'else its pages are not read again and what changes passes for an edit by the site'
  )
}
