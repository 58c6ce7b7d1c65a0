/**
 * Path patterns of robots.txt (RFC 9309, sections 2.2.2 and 2.2.3): `*` matches any octets, a final `$` matches the end
 * of the URL, and every other pattern matches as a prefix.
 */
export interface RobotsPattern {
  /** Octets of the normalised pattern; the longest matching rule is the most specific. */
  readonly length: number
  /** The literal runs between the asterisks; the first is a prefix. */
  readonly literals: readonly string[]
  readonly anchored: boolean
}

/** Compiles a pattern. `text` has one character per byte. */
export function robotsPattern(text: string): RobotsPattern {
  const escaped = escaped8bit(text)
  const anchored = escaped.endsWith('$')
  const literals = (anchored ? escaped.slice(0, -1) : escaped).split('*')
  return { length: escaped.length, literals, anchored }
}

/**
 * Whether a normalised path matches. Each literal is searched once, from the end of the one before: the leftmost match
 * is as good as any later one, so there is no backtracking and the cost is linear, however many asterisks there are.
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

/** The path and query of a URL, normalised for matching. Raw non-ASCII characters stay and match nothing. */
export function robotsPath(url: string): string {
  const afterHost = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^#]*)/.exec(url)?.[1] ?? ''
  const path = afterHost.startsWith('/') ? afterHost : `/${afterHost}`
  return path.replace(unsafe, percentEncoded).replace(triplets, upperCase)
}

/** Characters that a URL cannot contain unescaped; a rule that contains them means the escaped form. */
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
