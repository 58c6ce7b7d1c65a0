/** Durations as people write them: `90s`, `30m`, `2h`, `1d`, `1h30m`. */

const longestSeconds = 100 * 366 * 24 * 60 * 60
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 }

/**
 * Seconds; null for a text that is not a duration, or is one of more than a hundred years. A bare number is seconds.
 *
 * @example durationSeconds('1h30m') // 5400
 */
export function durationSeconds(value: string): number | null {
  const text = value.trim()
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd]?)/g)]
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === text
  const isBare = parts.some(([, , unit]) => unit === '')
  if (!isWhole || (isBare && parts.length > 1)) return null
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit || 's'] ?? 1),
    0,
  )
  return seconds > longestSeconds ? null : seconds
}

/** `2 h 5 min`, `40 s`: at most two units. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}
