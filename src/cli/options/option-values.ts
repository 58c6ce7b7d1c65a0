/** Values of options, checked where they are given. */
import { InvalidArgumentError } from 'commander'

export function absoluteUrl(value: string): string {
  if (!URL.canParse(value))
    throw new InvalidArgumentError('Give an absolute URL, as in https://okwave.jp/qa/q1.html.')
  return value
}

export function isoTime(value: string): Date {
  const time = new Date(value)
  if (!/^\d{4}-\d\d-\d\d/.test(value) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Give a time, as in 2026-11-20T09:00:00+09:00.')
  }
  return time
}

export function nameList(value: string): readonly string[] {
  const names = value.split(',').map((name) => name.trim())
  const given = names.filter((name) => name !== '')
  if (given.length > 0) return given
  throw new InvalidArgumentError('Give names separated by commas, as in question,answer.')
}

/** Requests a second. */
export function requestRate(value: string): number | 'unlimited' {
  if (value === 'unlimited') return value
  const rate = Number(value)
  if (!(rate > 0 && Number.isFinite(rate))) {
    throw new InvalidArgumentError('Give requests a second, as in 0.5, or unlimited.')
  }
  return rate
}

/** Of TCP; 0: any that is free. */
export function portNumber(value: string): number {
  const port = Number(value)
  if (value.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('Give a port from 0 to 65535.')
}

export function countFrom(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (value.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number
    throw new InvalidArgumentError(`Give a whole number from ${least}.`)
  }
}
