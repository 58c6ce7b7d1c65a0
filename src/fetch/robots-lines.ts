/** Splits the bytes of a robots.txt into lines of key and value, with the misspelt keys that Google's parser takes too. */
export interface RobotsLine {
  /** Line number, from 1. */
  readonly number: number
  readonly key: RobotsKey
  /** One character per byte (latin1). */
  readonly value: string
}

/** `other`: a key that means nothing here; a misspelling stands as the key that was meant. */
export type RobotsKey = 'user-agent' | 'allow' | 'disallow' | 'crawl-delay' | 'sitemap' | 'other'

/** RFC 9309, section 2.5: at least 500 kibibytes must be parsed. The rest is ignored. */
const parsedBytes = 500 * 1024

/** The lines that have a key, in order. Accepts any bytes. */
export function* robotsLines(bytes: Uint8Array): Iterable<RobotsLine> {
  let text = inUtf8(bytes.subarray(0, parsedBytes)).toString('latin1')
  if (bytes.length > parsedBytes) text = withoutLastLine(text)
  let number = 0
  for (const line of withoutByteOrderMark(text).split(/\r\n|\r|\n/)) {
    number++
    const pair = keyAndValue(line)
    if (pair !== null) yield { number, ...pair }
  }
}

/** A rule that is cut off would change its meaning: `Allow: /pub` from `Allow: /public-notice`. */
function withoutLastLine(text: string): string {
  return text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1)
}

/** Notepad's "Unicode" is UTF-16 with a byte order mark. Read as ASCII it would forbid nothing. */
function inUtf8(bytes: Uint8Array): Buffer {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (mark !== 0xfffe && mark !== 0xfeff) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return Buffer.from(new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes))
}

/** Strips EF BB BF or a torn part of it: files with a broken mark exist, and their first group still counts. */
function withoutByteOrderMark(text: string): string {
  return text.replace(/^\xef(?:\xbb\xbf?)?/, '')
}

function keyAndValue(line: string): Pick<RobotsLine, 'key' | 'value'> | null {
  const content = trimmed(line.split('#', 1)[0] ?? '')
  const colon = content.indexOf(':')
  if (colon >= 0) {
    return { key: keyOf(trimmed(content.slice(0, colon))), value: trimmed(content.slice(colon + 1)) }
  }
  // `Disallow /private` without the colon: the intent is plain, and Google accepts it too.
  const [key, value, more] = content.split(/[ \t]+/)
  return key !== undefined && value !== undefined && more === undefined ? { key: keyOf(key), value } : null
}

/**
 * The misspellings of `GetKeyType` in google/robotstxt (robots.cc), which compares only how a key begins: `Disallowed` and
 * `User-agents` count too. Not so for `Allow`, which nobody misspells to forbid. `Crawl-delay` is not in that parser.
 */
const keys: readonly (readonly [RobotsKey, RegExp])[] = [
  ['user-agent', /^user[- ]?agent/],
  ['allow', /^allow$/],
  ['disallow', /^(?:diss?allow|diss?alow|diasllow|disallaw)/],
  ['sitemap', /^site-?map/],
  ['crawl-delay', /^crawl[- ]?delay$/],
]

function keyOf(text: string): RobotsKey {
  const lower = text.toLowerCase()
  return keys.find(([, begins]) => begins.test(lower))?.[0] ?? 'other'
}

/** Not `String.trim`, which treats the latin1 byte A0 as a space. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** Space, and tab to form feed. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
