/** Reads the target of a redirect. The crawl follows it: each hop passes robots.txt, rate limiter and address guard. */
import { type Capture, headerOf } from '../model/capture.ts'
import { type PageRefresh, readRefresh } from '../model/refresh.ts'

/** Hops to follow. RFC 9309, section 2.3.1.2, asks for at least five on the way to robots.txt. */
export const maxRedirects = 5

const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** Whether the status is one of the redirects that carry a Location. */
export function isRedirect(capture: Pick<Capture, 'status'>): boolean {
  return redirectStatuses.has(capture.status)
}

/**
 * The absolute target URL of a redirect, without fragment. Null when the response is not a redirect, names no target,
 * or names one that mondo does not follow (a scheme other than http and https, credentials in the URL).
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

/** The header `Refresh`; null where there is none that a browser would follow. Whether it counts, the page decides. */
export function refreshHeader({ url, headers }: Pick<Capture, 'url' | 'headers'>): PageRefresh | null {
  const value = headerOf(headers, 'refresh')
  return value === null ? null : readRefresh(escapedBytes(value), url, url)
}

/**
 * Header values hold one character per byte (latin1). Raw bytes in a Location are UTF-8 on most servers, EUC-JP or
 * Shift_JIS on some. Percent-encoded unchanged, they reach the server in its own encoding.
 */
function escapedBytes(location: string): string {
  return location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
