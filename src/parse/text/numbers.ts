import { fold } from './fold.ts'

/** A count as people write it, in both widths, with separators: `１，０２４`, `1,024`. Null when it is not one. */
export function parseCount(text: string): number | null {
  const digits = fold(text).replaceAll(',', '')
  if (!/^\d{1,15}$/.test(digits)) return null
  return Number(digits)
}
