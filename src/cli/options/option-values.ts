/** Parses the values of options: texts into numbers, dates and lists, with what to write instead of a wrong one. */
import { InvalidArgumentError } from 'commander'
import { byteSize } from '../../app/byte-size.ts'
import { durationSeconds } from '../../app/duration.ts'
import type { Follow } from '../../crawl/options.ts'

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

/** A TCP port; 0: any free port. */
export function portNumber(value: string): number {
  const port = Number(value)
  if (value.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('Give a port from 0 to 65535.')
}

/** Seconds, from `90s`, `30m`, `2h`, `1d` or a bare number. */
export function durationFlag(value: string): number {
  const seconds = durationSeconds(value)
  if (seconds === null) throw new InvalidArgumentError('Write it as 90s, 30m, 2h or 1d.')
  return seconds
}

/** Bytes, from `500MB`, `2GB` or a bare number. */
export function byteCount(value: string): number {
  const bytes = byteSize(value)
  if (bytes === null || bytes < 1) throw new InvalidArgumentError('Write it as 500MB or 2GB.')
  return bytes
}

/** Like `byteCount`, but 0 is allowed. */
export function freeSpace(value: string): number {
  return byteSize(value) === 0 ? 0 : byteCount(value)
}

/** `8165000-8166000`: the first and the last question id. */
export function idRangeFlag(value: string): { readonly first: number; readonly last: number } {
  const [, first, last] = /^(\d{1,15})-(\d{1,15})$/.exec(value) ?? []
  if (first !== undefined && last !== undefined && Number(first) <= Number(last)) {
    return { first: Number(first), last: Number(last) }
  }
  throw new InvalidArgumentError('It is not a range: give the first and the last id, as in 8165000-8166000.')
}

const followKinds: Readonly<Record<Follow, true>> = {
  related: true,
  list: true,
  sitemap: true,
  feed: true,
}

function isFollow(name: string): name is Follow {
  return Object.hasOwn(followKinds, name)
}

/** `related,list,sitemap,feed`; `none` is an empty list. */
export function followFlag(value: string): readonly Follow[] {
  const names = value.split(',').map((name) => name.trim())
  if (names.length === 1 && names[0] === 'none') return []
  if (names.every(isFollow)) return names
  throw new InvalidArgumentError(`Give one or more of ${Object.keys(followKinds).join(',')}, or none.`)
}

export function countFrom(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (value.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number
    throw new InvalidArgumentError(`Give a whole number from ${least}.`)
  }
}
