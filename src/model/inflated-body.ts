/** Removes the content codings of a capture's body (gzip, deflate, br, zstd), within limits on size and layers. */
import type { Capture } from './capture.ts'
import type { Check } from './check.ts'
import { decoderName } from './decoder-name.ts'
import { listed, statedLengths, transferCodings } from './http/framing.ts'
import {
  gunzipped,
  type Inflated,
  inflatedBrotli,
  inflatedDeflate,
  inflatedZstd,
  isGzip,
  isZlib,
} from './inflate.ts'

/** The decoded body, or why there is none. */
export type InflatedBody =
  /** `checks`: what the headers say of the body, and what it is not. They belong to the record of the page. */
  | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly checks: readonly Check[] }
  /** `unknown-encoding`: mondo has no decoder for it. `damaged`: the compressed data does not decode. */
  | { readonly kind: 'too-large' | 'damaged' | 'unknown-encoding' }

/** 20 MiB: the largest page seen in public suites is under 1 MiB. */
const maxInflatedBytes = 20 * 1024 * 1024

/** More than one coding is legal but not seen outside attacks; undici's own interceptor stops at five. */
const maxEncodings = 5

/**
 * Decodes the body of a capture. Never throws for bad data. Where a coding is not there that the headers name, or
 * something lies behind the compressed data, what is whole is read and a check says so.
 *
 * The fetcher bounds the size on the wire; zlib's `maxOutputLength` bounds the memory that a zip bomb can take.
 *
 * @param limit Bytes after decoding; 20 MiB by default.
 */
export function inflatedBody(
  capture: Pick<Capture, 'headers' | 'body'>,
  limit = maxInflatedBytes,
): InflatedBody {
  const encodings = contentCodings(capture)
  if (encodings.length > maxEncodings) return { kind: 'unknown-encoding' }
  const faults: string[] = []
  let bytes = capture.body
  for (const encoding of encodings.reverse()) {
    const inflater = inflaters.get(encoding)
    if (bytes.byteLength === 0 && inflater !== undefined) break
    const inflated = inflater?.(bytes, limit)
    if (inflated?.kind === 'whole') {
      bytes = inflated.bytes
      if (inflated.fault !== null) faults.push(inflated.fault)
    } else if (inflated?.kind === 'too-large') return { kind: 'too-large' }
    else if (isText(bytes)) faults.push(`the body is not in ${encoding}, as its headers say`)
    else return { kind: inflated === undefined ? 'unknown-encoding' : 'damaged' }
  }
  if (bytes.byteLength > limit) return { kind: 'too-large' }
  const codingCheck = faults.length === 0 ? [] : [warning('coding-doubtful', faults.join('; '))]
  return { kind: 'whole', bytes, checks: [...framingChecks(capture), ...codingCheck] }
}

/** Lower-case, in the order of their application, without those that are no coding at all. */
function contentCodings({ headers }: Pick<Capture, 'headers'>): string[] {
  return listed(headers, 'content-encoding')
    .map((member) => (member.split(';')[0] ?? '').replaceAll('"', '').trim().toLowerCase())
    .filter((name) => name !== '' && !isPlain(name))
}

/** What servers write into Content-Encoding for a body that is as it is: nothing, a charset, a media type. */
function isPlain(name: string): boolean {
  return plainNames.has(name) || name.includes('/') || decoderName(name.replace(/^charset=/, '')) !== null
}

const plainNames: ReadonlySet<string> = new Set(
  'identity none no null off false plain raw text html binary 7bit 8bit chunked aws-chunked'.split(' '),
)

type Inflate = (bytes: Uint8Array, limit: number) => Inflated

/** By what the data is, because servers take gzip and deflate for each other. */
function inflateEither(bytes: Uint8Array, limit: number, expected: 'gzip' | 'deflate'): Inflated {
  if (isGzip(bytes)) return mistaken(gunzipped(bytes, limit), expected === 'gzip' ? null : 'gzip')
  if (expected === 'deflate') return inflatedDeflate(bytes, limit)
  return isZlib(bytes) ? mistaken(inflatedDeflate(bytes, limit), 'deflate') : { kind: 'damaged' }
}

function inflateOr(inflate: Inflate): Inflate {
  return (bytes, limit) => (isGzip(bytes) ? mistaken(gunzipped(bytes, limit), 'gzip') : inflate(bytes, limit))
}

function mistaken(inflated: Inflated, is: string | null): Inflated {
  return inflated.kind !== 'whole' || is === null
    ? inflated
    : { ...inflated, fault: `the body is in ${is}, and its headers name another coding` }
}

const gzip: Inflate = (bytes, limit) => inflateEither(bytes, limit, 'gzip')
const deflate: Inflate = (bytes, limit) => inflateEither(bytes, limit, 'deflate')

const inflaters: ReadonlyMap<string, Inflate> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', deflate],
  ['x-deflate', deflate],
  ['br', inflateOr(inflatedBrotli)],
  ['zstd', inflateOr(inflatedZstd)],
])

/** Bytes that tell text from compressed data: no encoding of text has control characters but these few. */
const looked = 1024
const ofText: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b])

/** Whether a body is text in some encoding; UTF-16 by its byte order mark. */
function isText(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return bytes.byteLength > 0 && bytes.subarray(0, looked).every((byte) => byte >= 0x20 || ofText.has(byte))
}

/** Of a body that was read to the end of the connection, because its headers name two lengths. */
function framingChecks({ headers }: Pick<Capture, 'headers'>): readonly Check[] {
  const lengths = statedLengths(headers)
  if (lengths.length < 2 || transferCodings(headers).includes('chunked')) return []
  return [warning('framing-doubtful', `Content-Length says ${lengths.join(' and ')}`)]
}

function warning(code: Check['code'], message: string): Check {
  return { code, severity: 'warning', message }
}
