/** The media type of a Content-Type header. */

/**
 * Lower-case, without parameters; '' where the header names none. Of several in one header the last counts (WHATWG Fetch,
 * "extract a MIME type"); a name without a slash and a wildcard are none.
 *
 * @example mediaType('text/html, TEXT/HTML; charset=utf-8') // 'text/html'
 */
export function mediaType(contentType: string | null | undefined): string {
  const named = (contentType ?? '')
    .split(',')
    .map((one) => (one.split(';')[0] ?? '').trim().toLowerCase())
    .filter((one) => /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(one))
  return named.at(-1) ?? ''
}
