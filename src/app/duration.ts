/** Durations as people write them: `90s`, `30m`, `2h`, `1d`, `1h30m`; a bare number is seconds. */
import { MondoError } from '../model/errors.ts'

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 }

/** Seconds. `option` names the option in the error: `--max-time`. */
export function durationSeconds(value: string | number, option: string): number {
  const text = String(value).trim()
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd]?)/g)]
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === text
  const isBare = parts.some(([, , unit]) => unit === '')
  if (!isWhole || (isBare && parts.length > 1)) {
    throw new MondoError('usage', `${option}: not a duration: ${text}`, {
      hint: 'Write it as 90s, 30m, 2h or 1d',
    })
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit || 's'] ?? 1), 0)
}

/** `2 h 5 min`, `40 s`: two units at most, for people. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}
