/** Folds text for matching: width variants and white space must not hide a landmark. */

/**
 * One form of a text for matching, never for storing. NFKC turns full-width ASCII and half-width katakana into their
 * usual forms, and every run of white space becomes one space.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim()
}

/** 2,147,483,647: the database's integers end here. */
export const largestCount = 2 ** 31 - 1

/** Parses a count in either width, with separators: `１，０２４`, `1,024`. Null when the text is not a count or is larger than `largestCount`. */
export function parseCount(text: string): number | null {
  const digits = fold(text).replaceAll(',', '')
  if (!/^\d{1,15}$/.test(digits)) return null
  return Number(digits) <= largestCount ? Number(digits) : null
}
