/** Splits the bytes of a robots.txt into lines of key and value. */
export interface RobotsLine {
  /** Line number, from 1. */
  readonly number: number
  /** Lower case. */
  readonly key: string
  /** One character per byte (latin1). */
  readonly value: string
}

/** RFC 9309, section 2.5: at least 500 kibibytes must be parsed. The rest is ignored. */
const parsedBytes = 500 * 1024

/** The lines that have a key, in order. Accepts any bytes. */
export function* robotsLines(bytes: Uint8Array): Iterable<RobotsLine> {
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, parsedBytes)).toString(
    'latin1',
  )
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

/** Strips EF BB BF or a torn part of it: files with a broken mark exist, and their first group still counts. */
function withoutByteOrderMark(text: string): string {
  return text.replace(/^\xef(?:\xbb\xbf?)?/, '')
}

function keyAndValue(line: string): { key: string; value: string } | null {
  const content = trimmed(line.split('#', 1)[0] ?? '')
  const colon = content.indexOf(':')
  if (colon >= 0) {
    return { key: trimmed(content.slice(0, colon)).toLowerCase(), value: trimmed(content.slice(colon + 1)) }
  }
  // `Disallow /private` without the colon: the intent is plain, and Google accepts it too.
  const [key, value, more] = content.split(/[ \t]+/)
  return key !== undefined && value !== undefined && more === undefined
    ? { key: key.toLowerCase(), value }
    : null
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
