/** Sizes as people write them: `500MB`, `2GB`; a bare number is bytes. Powers of ten, as disks are sold. */
import { MondoError } from '../model/errors.ts'

const units: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/** Bytes. `option` names the option in the error: `--min-free`. */
export function byteSize(value: string | number, option: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/i.exec(String(value).trim()) ?? []
  const factor = units[(unit ?? '').toLowerCase()]
  if (amount === undefined || factor === undefined) {
    throw new MondoError('usage', `${option}: not a size: ${value}`, { hint: 'Write it as 500MB or 2GB' })
  }
  return Math.round(Number(amount) * factor)
}

/** `1.5 GB`, for people. */
export function byteText(bytes: number): string {
  const [unit, factor] = (['TB', 'GB', 'MB', 'kB'] as const)
    .map((name) => [name, units[name.toLowerCase()] ?? 1] as const)
    .find(([, size]) => bytes >= size) ?? ['bytes', 1]
  return `${(bytes / factor).toFixed(factor === 1 ? 0 : 1)} ${unit}`
}
