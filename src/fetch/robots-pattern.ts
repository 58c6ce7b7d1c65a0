/**
 * Path patterns of robots.txt (RFC 9309, sections 2.2.2 and 2.2.3): `*` matches any octets, a final `$` matches the end
 * of the URL, and every other pattern matches as a prefix.
 *
 * Percent-encoding is compared in two forms, because Google's library differs from section 2.2.2: `encoded` leaves
 * every triplet as it is, `standard` decodes those of unreserved characters (`%71` is `q`) and encodes reserved ones.
 */
export interface RobotsPattern {
  /** Octets of the normalised pattern; the longest matching rule is the most specific. */
  readonly length: number
  /** The literal runs between the asterisks; the first is a prefix. */
  readonly literals: readonly string[]
  readonly anchored: boolean
}

/** See the head of this file. */
export type PathForm = 'encoded' | 'standard'

/** Compiles a pattern. `text` has one character per byte. */
export function robotsPattern(text: string, form: PathForm = 'encoded'): RobotsPattern {
  const escaped = escaped8bit(text)
  const anchored = escaped.endsWith('$')
  const literals = (anchored ? escaped.slice(0, -1) : escaped).split('*')
  if (form === 'encoded') return { length: escaped.length, literals, anchored }
  const standard = inStandardForm(literals)
  const length = standard.reduce((sum, literal) => sum + literal.length, literals.length - 1)
  return { length: anchored ? length + 1 : length, literals: standard, anchored }
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
export function robotsPath(url: string, form: PathForm = 'encoded'): string {
  const afterHost = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^#]*)/.exec(url)?.[1] ?? ''
  const path = afterHost.startsWith('/') ? afterHost : `/${afterHost}`
  const encoded = path.replace(unsafe, percentEncoded).replace(triplets, upperCase)
  return form === 'encoded' ? encoded : inStandardForm([encoded]).join('')
}

/** The runs of one path or pattern, in order. The first `?` begins the query, where a slash is a reserved character too. */
function inStandardForm(runs: readonly string[]): string[] {
  let isQuery = false
  return runs.map((run) =>
    run.replace(/%[0-9A-F]{2}|[!#$&'()*+,/:;=?@[\]]/g, (part) => {
      if (part.startsWith('%')) return unreservedOf(part)
      if (part === '/' && !isQuery) return part
      if (part !== '?' || isQuery) return percentEncoded(part)
      isQuery = true
      return part
    }),
  )
}

/** `q` for `%71`; every other triplet as it is. */
function unreservedOf(triplet: string): string {
  const char = String.fromCharCode(Number.parseInt(triplet.slice(1), 16))
  return /[A-Za-z0-9._~-]/.test(char) ? char : triplet
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
