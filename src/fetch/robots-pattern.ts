/**
 * Path patterns of robots.txt (RFC 9309, section 2.2.2 and 2.2.3): `*` stands for any run of octets, a `$` at the end
 * for the end of the URL, and otherwise a pattern is a prefix.
 */
export interface RobotsPattern {
  /** Octets of the normalised pattern, by which the most specific rule is found. */
  readonly length: number
  /** The literal runs between the asterisks; the first is a prefix. */
  readonly literals: readonly string[]
  readonly anchored: boolean
}

/** `text` holds one character a byte. */
export function robotsPattern(text: string): RobotsPattern {
  const escaped = escaped8bit(text)
  const anchored = escaped.endsWith('$')
  const literals = (anchored ? escaped.slice(0, -1) : escaped).split('*')
  return { length: escaped.length, literals, anchored }
}

/**
 * Each literal is looked for once, from where the last one ended: the leftmost place is as good as any later one, so
 * there is nothing to go back to and the cost is linear, however many asterisks a hostile file holds.
 */
export function patternMatches({ literals, anchored }: RobotsPattern, path: string): boolean {
  const [prefix = '', ...rest] = literals
  if (!path.startsWith(prefix)) return false
  const last = anchored ? rest.pop() : undefined
  if (anchored && last === undefined) return path === prefix
  let end = prefix.length
  for (const literal of rest) {
    const found = path.indexOf(literal, end)
    if (found < 0) return false
    end = found + literal.length
  }
  return last === undefined || (path.length - last.length >= end && path.endsWith(last))
}

/** Path and query of a URL as it is asked for on the wire; raw non-ASCII characters are left, and match nothing. */
export function robotsPath(url: string): string {
  const afterHost = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^#]*)/.exec(url)?.[1] ?? ''
  const path = afterHost.startsWith('/') ? afterHost : `/${afterHost}`
  return path.replace(unsafe, percentEncoded).replace(triplets, upperCase)
}

/** Characters that no URL can hold as they are; a rule that spells them out means their escaped form. */
const unsafe = /[\x00-\x20"<>\\^`{|}\x7f]/g
const triplets = /%[0-9a-fA-F]{2}/g

function escaped8bit(pattern: string): string {
  return pattern
    .replace(unsafe, percentEncoded)
    .replace(/[\x80-\xff]/g, percentEncoded)
    .replace(triplets, upperCase)
}

function percentEncoded(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

function upperCase(triplet: string): string {
  return triplet.toUpperCase()
}
