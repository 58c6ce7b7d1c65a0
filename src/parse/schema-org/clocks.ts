/**
 * Times that a page shows twice, once with their offset: Stack Exchange writes `datetime="2014-02-06T20:37:20"` for programs
 * and `title="2014-02-06 20:37:20Z"` for readers.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { instantOf } from './instants.ts'

/** A function from a clock (`2014-02-06T20:37:20`) to the time with its offset; null where the page does not show one. */
export function zonedTimes($: CheerioAPI): (clock: string) => string | null {
  let known: ReadonlyMap<string, string | null> | null = null
  return (clock) => {
    known ??= timesIn($)
    return known.get(clock) ?? null
  }
}

/** To the second and with an offset: two different moments of a page hardly have the same clock. */
const exact = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\s?(?:Z|UTC|[+-]\d\d:?\d\d)(?:$|,)/

/** By clock; null where the offsets differ. */
function timesIn($: CheerioAPI): ReadonlyMap<string, string | null> {
  const times = new Map<string, string | null>()
  for (const { attribs } of $('[title], [datetime]')) {
    for (const written of [attribs['title'], attribs['datetime']]) {
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
