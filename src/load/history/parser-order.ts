/** Which of two parser versions is the newer: date and letter (`2026-11-23a`), or any text with numbers in it. */

/** Negative when `a` is older. Null, an unknown version, is older than any. `1.10` is newer than `1.9`. */
export function compareParserVersions(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return collator.compare(a, b) || (a < b ? -1 : 1)
}

/** Whether a difference between what two parsers read may be theirs. An unknown version counts as the same. */
export function areDifferentParsers(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b
}

const collator = new Intl.Collator('en', { numeric: true })
