/**
 * A capture: one HTTP response kept as it came. `fetch` makes captures, `archive` writes and reads them,
 * `parse` is given their bytes.
 */
export interface Capture {
  /** WARC-Record-ID of the response record: `urn:uuid:…`, without angle brackets. */
  readonly id: string
  /** The URL that was asked for, without fragment. */
  readonly url: string
  /** When the request was sent. */
  readonly capturedAt: Date
  readonly status: number
  readonly statusText: string
  /** In order, names as they came; a name may stand more than once. */
  readonly headers: readonly Header[]
  /** The body after transfer decoding, still content-encoded where `Content-Encoding` says so. See `inflatedBody`. */
  readonly body: Uint8Array
  /** Why the body is not whole; null when it is. A truncated body is archived as such and never parsed. */
  readonly truncated: TruncatedBecause | null
  /** The address that answered; null where it is not known (a proxy, an archive of others). */
  readonly ipAddress: string | null
  readonly request: CaptureRequest
}

export type Header = readonly [name: string, value: string]

/** WARC-Truncated reasons (WARC 1.1, section 5.13). */
export type TruncatedBecause = 'length' | 'time' | 'disconnect'

export interface CaptureRequest {
  readonly method: 'GET'
  readonly headers: readonly Header[]
}

/** Where a capture lies: a WARC file by its name within the archive folder, and the record's byte range in it. */
export interface CaptureLocation {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** The first value of a header, by case-insensitive name; null when absent. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  const wanted = name.toLowerCase()
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null
}
