/** A capture: one HTTP exchange, byte for byte. `fetch` makes it, `archive` stores it, `parse` reads its bytes. */
export interface Capture {
  /** WARC-Record-ID of the response record: `urn:uuid:…`, without angle brackets. */
  readonly id: string
  /** The requested URL, without fragment. */
  readonly url: string
  /** When the request was sent. */
  readonly capturedAt: Date
  readonly status: number
  readonly statusText: string
  /** In wire order, names as sent; a name may occur more than once. One character per byte (latin1). */
  readonly headers: readonly Header[]
  /** The body with its transfer coding removed and its content coding kept. `inflatedBody` removes the latter. */
  readonly body: Uint8Array
  /** Why the body is incomplete; null when it is complete. A truncated body is archived as such and never parsed. */
  readonly truncated: TruncatedBecause | null
  /** IP address of the server; null when unknown (a proxy, another tool's archive). */
  readonly ipAddress: string | null
  readonly request: CaptureRequest
  /**
   * Head and body as they came, where the lenient reader read them: such a head cannot be written again from its parts, so
   * this is archived. Absent in captures that were read from an archive.
   */
  readonly raw?: Uint8Array
}

/** A capture without its bytes. */
export type CaptureHead = Omit<Capture, 'body' | 'raw'>

/** One header field. Name and value hold one character per byte (latin1). */
export type Header = readonly [name: string, value: string]

/** WARC-Truncated reasons (WARC 1.1, section 5.13). */
export type TruncatedBecause = 'length' | 'time' | 'disconnect'

/** The request that a capture answers. */
export interface CaptureRequest {
  readonly method: 'GET'
  readonly headers: readonly Header[]
}

/** Where a capture is stored: a WARC file and the byte range of the record in it. */
export interface CaptureLocation {
  /** File name within the archive folder. */
  readonly file: string
  /** Bytes from the start of the file. */
  readonly offset: number
  /** Bytes, compressed. */
  readonly length: number
}

/** The first value of a header, by case-insensitive name; null when absent. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  const wanted = name.toLowerCase()
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null
}
