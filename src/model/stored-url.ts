/** How the database stores URLs: long ones are cut and get a digest. */

/**
 * Bytes. A URL, or a path and query, up to this length is stored whole. A btree entry of Postgres holds 2,704 bytes, and a
 * key contains the name of a site too.
 */
export const longestUrl = 2_000

/**
 * A URL, or a path and query, as the database stores it: whole, or cut and with the SHA-256 of the whole, so that two long
 * URLs stay distinct. The archive keeps it whole.
 *
 * ```ts
 * storedUrl('/qa/q1.html') // '/qa/q1.html'
 * storedUrl(`/?${'q'.repeat(9_000)}`) // '/?qqq…sha256:5f2c…', 2,000 bytes
 * ```
 */
export function storedUrl(url: string): string {
  const bytes = Buffer.from(url)
  if (bytes.length <= longestUrl) return url
  // Loaded on demand: node:crypto takes some milliseconds to load, and such a URL is rare.
  const { createHash } = process.getBuiltinModule('node:crypto')
  const mark = `…sha256:${createHash('sha256').update(bytes).digest('hex')}`
  // Drops a character that the cut would split.
  return (
    new TextDecoder().decode(bytes.subarray(0, longestUrl - Buffer.byteLength(mark)), { stream: true }) + mark
  )
}
