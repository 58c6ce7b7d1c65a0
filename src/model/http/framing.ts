/** Where the body of a response ends, by its headers (RFC 9112, section 6.3), for headers that contradict one another too. */
import type { Header } from '../capture.ts'
import type { ResponseHead } from './response-head.ts'

/**
 * `none`: there is no body. `length`: so many bytes. `close`: up to the end of the connection, and whole only with at
 * least so many bytes. `chunked`: what is no chunked body from its first line on is read to the end of the connection.
 */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'close'; readonly atLeast: number }
  | { readonly kind: 'chunked'; readonly atLeast: number }

export function framingOf({ status, headers }: Pick<ResponseHead, 'status' | 'headers'>): Framing {
  if (status < 200 || status === 204 || status === 304) return { kind: 'none' }
  const lengths = statedLengths(headers)
  const atLeast = Math.max(0, ...lengths)
  if (transferCodings(headers).includes('chunked')) return { kind: 'chunked', atLeast }
  const [only, other] = lengths
  if (only === undefined || other !== undefined) return { kind: 'close', atLeast }
  return { kind: 'length', bytes: only }
}

/** The different lengths that Content-Length names, whichever way it repeats them. What is no number counts for nothing. */
export function statedLengths(headers: readonly Header[]): readonly number[] {
  const lengths = listed(headers, 'content-length').flatMap((value) =>
    /^\+?[0-9]{1,15}$/.test(value) ? [Number(value)] : [],
  )
  return [...new Set(lengths)]
}

/** Transfer codings in the order of their application, lower-case, without `identity`. */
export function transferCodings(headers: readonly Header[]): readonly string[] {
  return listed(headers, 'transfer-encoding')
    .map((coding) => (coding.split(';')[0] ?? '').trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
}

/** The members of a comma-separated list that may go over several headers. */
export function listed(headers: readonly Header[], name: string): readonly string[] {
  return headers
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value.split(','))
    .map((member) => member.trim())
    .filter((member) => member !== '')
}
