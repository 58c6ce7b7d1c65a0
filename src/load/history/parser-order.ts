/**
 * Decides which of two parsers is newer. A version is `CORE+SITE.VERSION` (`2026-12-01a+goo.2`), or `CORE` if no site
 * definition applied. A core is a date and a letter, or any text that contains numbers.
 */

/**
 * Negative if `a` is older. Compares the cores, then the versions of the same definition. A parser without a definition is
 * older than the same core with one, so that a forgotten `--sites` undoes nothing. For two different definitions the result is
 * 0, whatever their versions. Null, an unknown version, is older than any. `1.10` is newer than `1.9`.
 */
export function compareParserVersions(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  const [one, other] = [partsOf(a), partsOf(b)]
  if (one.core !== other.core)
    return collator.compare(one.core, other.core) || (one.core < other.core ? -1 : 1)
  if (one.site === null) return -1
  if (other.site === null) return 1
  return one.site === other.site ? one.version - other.version : 0
}

/** Whether a difference between two records may come from the parsers. An unknown version counts as the same. */
export function areDifferentParsers(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b
}

interface Parts {
  readonly core: string
  readonly site: string | null
  readonly version: number
}

/** A name may contain dots: the version follows the last one. */
function partsOf(version: string): Parts {
  const plus = version.indexOf('+')
  if (plus < 0) return { core: version, site: null, version: 0 }
  const definition = version.slice(plus + 1)
  const dot = definition.lastIndexOf('.')
  const number = Number(definition.slice(dot + 1))
  return { core: version.slice(0, plus), site: definition.slice(0, dot), version: number || 0 }
}

const collator = new Intl.Collator('en', { numeric: true })
