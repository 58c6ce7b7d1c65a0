/**
 * Folding: one form of a text for matching landmarks, never for storing. Full-width ASCII and half-width katakana become
 * their usual forms (NFKC), every run of white space one space.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim()
}

/** A count as people write it, in both widths, with separators: `１，０２４`, `1,024`. Null when it is not one. */
export function parseCount(text: string): number | null {
  const digits = fold(text).replaceAll(',', '')
  if (!/^\d{1,15}$/.test(digits)) return null
  return Number(digits)
}
