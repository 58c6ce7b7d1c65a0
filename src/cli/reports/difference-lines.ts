/** Prints differences of records, one line each; long texts are cut to where they differ. */
import type { Difference } from '../../model/differences.ts'

export function differenceLine({ place, before, after }: Difference): string {
  return `${place}: ${changeText(before, after)}`
}

/** `old → new`; a text that begins alike is shown from shortly before its first difference. */
export function changeText(before: unknown, after: unknown): string {
  const from =
    typeof before === 'string' && typeof after === 'string'
      ? Math.max(0, commonStart(before, after) - shownBefore)
      : 0
  return `${valueText(before, from)} → ${valueText(after, from)}`
}

const shownBefore = 12
const longestValue = 60

function valueText(value: unknown, from: number): string {
  if (value === undefined) return '(nothing)'
  if (typeof value !== 'string') return cut(JSON.stringify(value))
  return `${from > 0 ? '…' : ''}${cut(JSON.stringify(value.slice(from)))}`
}

function cut(text: string): string {
  const characters = [...text.slice(0, 2 * longestValue + 1)]
  return characters.length > longestValue ? `${characters.slice(0, longestValue).join('')}…` : text
}

function commonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}
