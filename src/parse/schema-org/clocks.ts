/**
 * Finds the offsets of times that a page gives twice, once with an offset. Stack Exchange writes
 * `datetime="2014-02-06T20:37:20"` for programs and `title="2014-02-06 20:37:20Z"` for readers.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { select } from '../html/query.ts'
import { instantOf } from './instants.ts'

/** Returns a function from a local time (`2014-02-06T20:37:20`) to the same time with its offset, or null if there is none. */
export function zonedTimes($: CheerioAPI): (clock: string) => string | null {
  let known: ReadonlyMap<string, string | null> | null = null
  return (clock) => {
    known ??= timesIn($)
    return known.get(clock) ?? null
  }
}

/** A time to the second with an offset. It is unlikely that two different moments of a page have the same local time. */
const exact = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\s?(?:Z|UTC|[+-]\d\d:?\d\d)(?:$|,)/

/** By local time; null if it has two offsets. */
function timesIn($: CheerioAPI): ReadonlyMap<string, string | null> {
  const times = new Map<string, string | null>()
  for (const name of ['title', 'datetime']) {
    for (const { attribs } of select($, `[${name}]`)) {
      const written = attribs[name]
      if (written === undefined || !exact.test(written)) continue
      // Newer pages add the licence: `2014-02-06 20:37:20Z, License: CC BY-SA 3.0`.
      const instant = instantOf(written.split(',', 1)[0] ?? '')
      if (instant.kind !== 'instant') continue
      const clock = instant.postedAt.slice(0, 19)
      const other = times.get(clock)
      times.set(clock, other === undefined || other === instant.postedAt ? instant.postedAt : null)
    }
  }
  return times
}
