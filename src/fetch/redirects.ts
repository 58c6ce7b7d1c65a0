/** Where a response points to. Following is the crawl's business: each hop goes through robots, gate and guard anew. */
import { type Capture, headerOf } from '../model/capture.ts'

/** Hops that are followed. RFC 9309, section 2.3.1.2, asks for at least five on the way to robots.txt. */
export const maxRedirects = 5

const redirectStatuses = new Set([301, 302, 303, 307, 308])

export function isRedirect(capture: Pick<Capture, 'status'>): boolean {
  return redirectStatuses.has(capture.status)
}

/**
 * The absolute URL that a redirect leads to, without fragment; null when the response is no redirect, names no
 * target, or names one that mondo does not follow (another scheme than http and https, credentials in the URL).
 */
export function redirectTarget(capture: Pick<Capture, 'status' | 'url' | 'headers'>): string | null {
  const location = headerOf(capture.headers, 'location')?.trim()
  if (!isRedirect(capture) || location === undefined || location === '') return null
  const target = URL.parse(escapedBytes(location), capture.url)
  if (target === null || !['http:', 'https:'].includes(target.protocol)) return null
  if (target.username !== '' || target.password !== '') return null
  target.hash = ''
  return target.href
}

/**
 * Header values hold one character a byte (latin1). Raw bytes in a Location are UTF-8 on most servers and EUC-JP or
 * Shift_JIS on some: escaped as they came they lead back to the same server in its own encoding.
 */
function escapedBytes(location: string): string {
  return location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
