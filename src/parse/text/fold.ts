/**
 * Folding: one form of a text for matching landmarks, never for storing. Full-width ASCII and half-width katakana become
 * their usual forms (NFKC), every run of white space one space.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim()
}
