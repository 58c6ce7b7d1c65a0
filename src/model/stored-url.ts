/** How long a URL may be in the database, and what stands there for a longer one. */
import { createHash } from 'node:crypto'

/**
 * Bytes of a URL, and of a path and query, that are stored whole. A btree entry of Postgres holds 2,704 bytes, and a key
 * has a site beside the path.
 */
export const longestUrl = 2_000

/**
 * A URL, or a path and query, as it is stored: whole, or cut and with the SHA-256 of all of it, so that two long ones stay
 * apart. The archive has it whole.
 *
 * ```ts
 * storedUrl('/qa/q1.html') // '/qa/q1.html'
 * storedUrl(`/?${'q'.repeat(9_000)}`) // '/?qqq…sha256:5f2c…', 2,000 bytes
 * ```
 */
export function storedUrl(url: string): string {
  const bytes = Buffer.from(url)
  if (bytes.length <= longestUrl) return url
  const mark = `…sha256:${createHash('sha256').update(bytes).digest('hex')}`
  // A character that the cut splits is dropped.
  return (
    new TextDecoder().decode(bytes.subarray(0, longestUrl - Buffer.byteLength(mark)), { stream: true }) + mark
  )
}
