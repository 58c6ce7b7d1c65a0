/** Estimates how long a crawl still takes, and whether the estimate is a bound. Pure. */
import { durationText } from '../../app/duration.ts'

export interface Pace {
  readonly visited: number
  /** Known pages to visit. */
  readonly known: number
  /** Null without limit. */
  readonly maxPages: number | null
  /** Null while it is unknown. */
  readonly pagesPerSecond: number | null
  /** Whether links have brought new pages lately. */
  readonly isGrowing: boolean
  /** Whether a host is parked: its pages are known and will not be visited. */
  readonly hasParked: boolean
  /** Until the time budget ends; null without limit. */
  readonly secondsLeft: number | null
  /** Until the first host may be asked again, where all of them wait. Default: 0. */
  readonly pausedSeconds?: number
}

/** `at-least`: links still bring pages. `at-most`: pages of parked hosts are counted, or only the time budget is known. */
export interface Remaining {
  readonly bound: 'about' | 'at-least' | 'at-most'
  readonly seconds: number
}

/** Pages that are left to visit: never more than the budget allows. */
export function pagesToVisit({ known, maxPages }: Pick<Pace, 'known' | 'maxPages'>): number {
  return maxPages === null ? known : Math.min(known, maxPages)
}

/** Null without an estimate: no rate yet, or every host waits. */
export function remainingTime(pace: Pace): Remaining | null {
  const { visited, known, maxPages, pagesPerSecond, isGrowing, hasParked, secondsLeft } = pace
  const { pausedSeconds = 0 } = pace
  if (pagesPerSecond === null || pagesPerSecond <= 0) {
    return secondsLeft === null ? null : { bound: 'at-most', seconds: Math.max(0, secondsLeft) }
  }
  const seconds = pausedSeconds + Math.max(0, pagesToVisit(pace) - visited) / pagesPerSecond
  if (secondsLeft !== null && secondsLeft <= seconds)
    return { bound: 'about', seconds: Math.max(0, secondsLeft) }
  const isCapped = maxPages !== null && known >= maxPages
  if (isCapped || isGrowing === hasParked) return { bound: 'about', seconds }
  return { bound: isGrowing ? 'at-least' : 'at-most', seconds }
}

const words = { about: 'about', 'at-least': 'at least', 'at-most': 'at most' } as const

/** `about 5 min left`; empty without an estimate. */
export function remainingText(remaining: Remaining | null): string {
  return remaining === null ? '' : `${words[remaining.bound]} ${durationText(remaining.seconds)} left`
}
