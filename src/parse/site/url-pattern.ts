/**
 * Patterns of URLs in site definitions: `/questions/{id}/*`, `/list/*`, `/viewtopic.php?t={id}`. Matched segment by segment
 * and without regular expressions, so that no pattern may stall a crawl by backtracking.
 */
import { glob } from '../../model/glob.ts'

/** A pattern, ready to be matched. */
export interface UrlPattern {
  /** The id; '' where the pattern has none; null where the URL does not match. Upper and lower case are alike. */
  match(url: URL): string | null
  /** Path and query of the question; null where the pattern has a `*` that cannot be left out. */
  readonly fill: ((id: string) => string) | null
}

/** What an id looks like where the definition does not say: `123`, `0jh2pmdlsdvvdd`, never `tagged` or `ask`. */
const usualId = /\d/
const idCharacters = /^[\w-]+/
/** Longer ones are none. */
const longestId = 100

/** Why the text is no pattern; null if it is one. `needsId`: of questions. */
export function patternFault(pattern: string, needsId: boolean): string | null {
  if (!/^[/*]/.test(pattern)) return `${pattern} does not begin with / or *`
  if (/[\s#]/.test(pattern)) return `${pattern} has a space or # in it`
  const ids = pattern.split('{id}').length - 1
  if (needsId && ids === 0) return `no {id} in ${pattern}`
  if (ids > (needsId ? 1 : 0)) return `${needsId ? 'two {id}' : '{id}'} in ${pattern}`
  if (/[{}]/.test(pattern.replace('{id}', ''))) return `${pattern} has braces that are not {id}`
  return null
}

/** @param ids Which texts are ids. */
export function urlPattern(pattern: string, ids: RegExp = usualId): UrlPattern {
  const [path = '', query] = pattern.split('?', 2)
  const matchPath = pathMatcher(path, ids)
  const parameters = [...new URLSearchParams(query ?? '')].map(([name, value]) => ({
    name,
    match: segmentMatcher(value.toLowerCase(), ids),
  }))
  return {
    match(url) {
      let id = matchPath(url.pathname)
      for (const { name, match } of parameters) {
        const value = url.searchParams.get(name)
        const found = value === null || id === null ? null : match(value)
        id = found === null ? null : found === '' ? id : found
      }
      return id
    },
    fill: filled(path, query),
  }
}

function filled(path: string, query: string | undefined): UrlPattern['fill'] {
  const plain = path.replace(/^\*(?=\/)/, '').replace(/\/\*$/, '') + (query === undefined ? '' : `?${query}`)
  return plain.includes('*') ? null : (id) => plain.replace('{id}', id)
}

type Matcher = (text: string) => string | null

function pathMatcher(path: string, ids: RegExp): Matcher {
  const isOpenBefore = path.startsWith('*')
  const isOpenBehind = path.endsWith('*')
  const parts = segmentsOf(
    path
      .toLowerCase()
      .replace(/^\*(?=\/)/, '')
      .replace(/\/\*$/, ''),
  )
  const matchers = parts.map((part) => segmentMatcher(part, ids))
  return (pathname) => {
    const segments = segmentsOf(pathname)
    const spare = segments.length - matchers.length
    if (spare < 0 || (spare > 0 && !isOpenBefore && !isOpenBehind)) return null
    const first = isOpenBehind ? 0 : spare
    const last = isOpenBefore ? spare : 0
    for (let from = first; from <= last; from += 1) {
      const id = matchAll(matchers, segments, from)
      if (id !== null) return id
    }
    return null
  }
}

function matchAll(matchers: readonly Matcher[], segments: readonly string[], from: number): string | null {
  let id = ''
  for (const [at, match] of matchers.entries()) {
    const found = match(segments[from + at] ?? '')
    if (found === null) return null
    if (found !== '') id = found
  }
  return id
}

/** A final `/` says nothing. */
function segmentsOf(path: string): readonly string[] {
  if (path !== lastSplit.path) {
    lastSplit = { path, segments: path.replace(/^\//, '').replace(/\/$/, '').split('/') }
  }
  return lastSplit.segments
}

/** A site's patterns are tried one after another on the same path. */
let lastSplit: { readonly path: string; readonly segments: readonly string[] } = { path: '/', segments: [''] }

/** @param pattern In lower case. */
function segmentMatcher(pattern: string, ids: RegExp): Matcher {
  const [before = '', behind] = pattern.split('{id}', 2)
  if (behind === undefined) {
    const isMatch = glob(before)
    return (text) => (isMatch(text.toLowerCase()) ? '' : null)
  }
  const fitsBefore = glob(before)
  const fitsBehind = glob(behind)
  const isRigid = !before.includes('*')
  const isRigidBehind = !behind.includes('*')
  return (text) => {
    const lower = text.toLowerCase()
    // `*-{id}`: the id is as far behind as it can be.
    for (let from = isRigid ? before.length : lower.length - 1; from >= 0; from -= 1) {
      if (!fitsBefore(lower.slice(0, from))) {
        if (isRigid) return null
        continue
      }
      const run = idCharacters.exec(text.slice(from, from + longestId))?.[0] ?? ''
      const lengths = isRigidBehind
        ? [lower.length - from - behind.length].filter((length) => length > 0 && length <= run.length)
        : Array.from({ length: run.length }, (_, at) => at + 1)
      // `{id}-*` ends at the first `-`, `{id}*` takes what it can.
      if (behind.startsWith('*')) lengths.reverse()
      for (const length of lengths) {
        const id = run.slice(0, length)
        if (fitsBehind(lower.slice(from + length)) && id.search(ids) >= 0) return id
      }
      if (isRigid) return null
    }
    return null
  }
}
