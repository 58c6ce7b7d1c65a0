/** Dates and numbers of one page's structured data, and what was wrong with those that are left out. */
import { inZone } from '../text/zones.ts'
import { countOf } from './counts.ts'
import { type Instant, instantOf } from './instants.ts'
import { shortTextOf, type Thing, things } from './thing.ts'

export class Values {
  zoneless = 0
  readonly leftOut: string[] = []
  readonly #zone: string | null
  readonly #zoned: (clock: string) => string | null

  /**
   * @param zone Of times without an offset: `+09:00`, an IANA name; null where it is not known.
   * @param zoned The same time with its offset, where the page shows it elsewhere; null where it does not.
   */
  constructor(zone: string | null, zoned: (clock: string) => string | null) {
    this.#zone = zone
    this.#zoned = zoned
  }

  time(thing: Thing): string | null {
    const written = shortTextOf(thing, 'dateCreated') ?? shortTextOf(thing, 'datePublished')
    const instant: Instant = instantOf(written)
    if (instant.kind === 'instant') return instant.postedAt
    if (instant.kind === 'impossible') this.leftOut.push(`date ${written}`)
    if (instant.kind !== 'zone-unknown') return null
    const zoned = this.#zone === null ? this.#zoned(instant.clock) : inZone(instant.clock, this.#zone)
    if (zoned === null) this.zoneless += 1
    return zoned
  }

  number(thing: Thing, property: string, least: number): number | null {
    return this.#count(shortTextOf(thing, property), property, least)
  }

  /** Votes, else likes, which forums declare as interactions. */
  votes(thing: Thing, least: number): number | null {
    const votes = this.number(thing, 'upvoteCount', least)
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
