/** Reads dates and numbers of one page's structured data, and collects those that cannot be stored. */
import { largestCount } from '../text/fold.ts'
import { readShownTime } from '../text/shown-times.ts'
import { inZone } from '../text/zones.ts'
import { countOf } from './counts.ts'
import { instantOf } from './instants.ts'
import { shortTextOf, type Thing, things } from './thing.ts'

/** The properties that can tell when something was written, in the order of trust. */
export const timeProperties = ['dateCreated', 'datePublished'] as const

export class Values {
  zoneless = 0
  readonly leftOut: string[] = []
  readonly #zone: string | null
  readonly #capturedAt: Date | undefined
  readonly #zoned: (clock: string) => string | null

  /**
   * @param zone The zone of times without an offset: `+09:00` or an IANA name; null if unknown.
   * @param capturedAt When the page was captured, for times such as `3 days ago`.
   * @param zoned Finds the same time with an offset elsewhere on the page; null if there is none.
   */
  constructor(zone: string | null, zoned: (clock: string) => string | null, capturedAt: Date | undefined) {
    this.#capturedAt = capturedAt
    this.#zone = zone
    this.#zoned = zoned
  }

  time(thing: Thing): string | null {
    const written =
      timeProperties.map((property) => shortTextOf(thing, property)).find((text) => text !== null) ?? null
    const instant = instantOf(written)
    switch (instant.kind) {
      case 'instant':
        return instant.postedAt
      case 'zone-unknown': {
        const zoned = this.#zone === null ? this.#zoned(instant.clock) : inZone(instant.clock, this.#zone)
        if (zoned === null) this.zoneless += 1
        return zoned
      }
      case 'impossible':
        this.leftOut.push(`date ${written}`)
        return null
      case 'none':
        return written === null ? null : this.#shownTime(written)
    }
  }

  /** Markup may contain a time as readers see it: 3 days ago. */
  #shownTime(written: string): string | null {
    const time = readShownTime(written, { zone: this.#zone, capturedAt: this.#capturedAt })
    if (time.kind === 'posted') return time.postedAt
    if (time.kind === 'zone-unknown') this.zoneless += 1
    else this.leftOut.push(`date ${written}`)
    return null
  }

  number(thing: Thing, property: string, least: number): number | null {
    return this.#count(shortTextOf(thing, property), property, least)
  }

  /** The votes. Without votes, the likes, which forums declare as interactions. */
  votes(thing: Thing): number | null {
    const votes = this.number(thing, 'upvoteCount', -largestCount)
    if (votes !== null) return votes
    const likes = things(thing, 'interactionStatistic').find((one) =>
      /LikeAction$/.test(shortTextOf(one, 'interactionType') ?? typeOfInteraction(one)),
    )
    return likes === undefined ? null : this.number(likes, 'userInteractionCount', 0)
  }

  #count(written: string | null, property: string, least: number): number | null {
    const count = countOf(written, least)
    if (count.kind === 'count') return count.count
    if (count.kind === 'impossible') this.leftOut.push(`${property} ${written}`)
    return null
  }
}

function typeOfInteraction(statistic: Thing): string {
  const [type] = things(statistic, 'interactionType')
  return type?.types[0] ?? type?.id ?? ''
}
