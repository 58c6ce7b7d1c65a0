/** Converts headers between undici's raw form and a capture's: in order, names as sent, one character per byte. */
import type { Dispatcher } from 'undici'
import type { Header } from '../model/capture.ts'

type RawHeaders = Dispatcher.DispatchController['rawHeaders']

/** undici gives names and values in turn, as buffers; its mocks give strings or an object. */
export function receivedHeaders(raw: RawHeaders): Header[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) {
    return Object.entries(raw).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): Header => [name, one]),
    )
  }
  const headers: Header[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    headers.push([latin1(raw[i]), latin1(raw[i + 1])])
  }
  return headers
}

/** RFC 9110, section 5.5, gives bytes above 0x7f no meaning; latin1 preserves each one. */
function latin1(part: Buffer | string | undefined): string {
  return typeof part === 'string' ? part : (part?.toString('latin1') ?? '')
}

/** The validators of an earlier capture, for a conditional request (RFC 9110, section 13). */
export interface Validators {
  readonly etag: string | null
  readonly lastModified: string | null
}

/** What a request is made of, beside its URL. */
export interface RequestParts {
  readonly userAgent: string
  readonly validators?: Validators | undefined
  /** Configured for the host; they take the place of mondo's own of the same name. */
  readonly configured?: readonly Header[] | undefined
  /** The Cookie header; null for none. */
  readonly cookie?: string | null
  /** The connection is for later requests too. */
  readonly isKept?: boolean
}

/** The request headers in the order of sending. undici adds `host` and `connection` in this spelling. */
export function requestHeaders(
  url: URL,
  { userAgent, validators, configured = [], cookie = null, isKept = true }: RequestParts,
): Header[] {
  const names = new Set(configured.map(([name]) => name.toLowerCase()))
  const own: Header[] = [
    ['host', url.host],
    ['connection', isKept ? 'keep-alive' : 'close'],
    ['User-Agent', userAgent],
    ['Accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ]
  const headers = [...own.filter(([name]) => !names.has(name.toLowerCase())), ...configured]
  if (cookie !== null) headers.push(['Cookie', cookie])
  if (validators?.etag) headers.push(['If-None-Match', validators.etag])
  if (validators?.lastModified) headers.push(['If-Modified-Since', validators.lastModified])
  return headers
}

const secretNames: ReadonlySet<string> = new Set(['cookie', 'authorization', 'proxy-authorization'])

/** The headers as a capture keeps them: cookies, credentials and whatever is configured for the host are redacted. */
export function redactedHeaders(
  headers: readonly Header[],
  configured: readonly Header[] = [],
): readonly Header[] {
  const names = new Set(configured.map(([name]) => name.toLowerCase()))
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase()
    return [name, secretNames.has(lower) || names.has(lower) ? '[redacted]' : value]
  })
}
