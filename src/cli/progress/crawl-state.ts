/** What a crawl is at, for whoever shows it: counts, the pace of the last minute, the time left, the hosts. */
import type { CrawlProgress, HostActivity } from '../../crawl/observer.ts'
import type { Clock } from '../../model/clock.ts'
import type { HostActivities } from './host-lines.ts'
import { RateWindow } from './rate-window.ts'
import { type Remaining, remainingTime } from './remaining-time.ts'

export interface CrawlStateOptions {
  readonly clock: Pick<Clock, 'now'>
  /** Null without limit, both. */
  readonly maxPages: number | null
  readonly maxTime: number | null
}

const nothingYet: CrawlProgress = { visited: 0, known: 0, requests: 0, bytes: 0 }

/** Times count from the first report: opening the database is no part of the pace. */
interface Begun {
  readonly endsAt: number | null
  readonly visits: RateWindow
}

export class CrawlState {
  readonly #options: CrawlStateOptions
  readonly #hosts = new Map<string, HostActivity>()
  #begun: Begun | null = null
  /** Of pages that become known; the first progress tells what was known before. */
  #finds: RateWindow | null = null
  progress = nothingYet

  constructor(options: CrawlStateOptions) {
    this.#options = options
  }

  note(progress: CrawlProgress): void {
    this.progress = progress
    this.#begin().visits.note(progress.visited)
    this.#finds ??= new RateWindow(this.#options.clock, progress.known)
    this.#finds.note(progress.known)
  }

  hostIs(hostGroup: string, activity: HostActivity): void {
    this.#begin()
    this.#hosts.set(hostGroup, activity)
  }

  get hosts(): HostActivities {
    return this.#hosts
  }

  get now(): Date {
    return this.#options.clock.now()
  }

  get pagesPerSecond(): number | null {
    return this.#begun?.visits.perSecond ?? null
  }

  get remaining(): Remaining | null {
    const { visited, known } = this.progress
    const endsAt = this.#begun?.endsAt ?? null
    return remainingTime({
      visited,
      known,
      maxPages: this.#options.maxPages,
      pagesPerSecond: this.pagesPerSecond,
      isGrowing: (this.#finds?.perSecond ?? 0) > 0,
      hasParked: [...this.#hosts.values()].some(({ kind }) => kind === 'parked'),
      secondsLeft: endsAt === null ? null : (endsAt - this.now.getTime()) / 1000,
    })
  }

  #begin(): Begun {
    const { clock, maxTime } = this.#options
    this.#begun ??= {
      endsAt: maxTime === null ? null : clock.now().getTime() + maxTime * 1000,
      visits: new RateWindow(clock),
    }
    return this.#begun
  }
}
