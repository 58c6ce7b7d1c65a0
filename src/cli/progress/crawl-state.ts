/** The state of a crawl as its progress shows it: counts, rate, time left, and a line for each host group. */
import type { CrawlProgress, HostActivity } from '../../crawl/observer.ts'
import type { Clock } from '../../model/clock.ts'
import { oneLine } from '../output/one-line.ts'
import { plainReason } from '../output/plain-reason.ts'
import { RateWindow } from './rate-window.ts'
import { type Remaining, remainingTime } from './remaining-time.ts'

export type HostActivities = ReadonlyMap<string, HostActivity>

export interface CrawlStateOptions {
  readonly clock: Pick<Clock, 'now'>
  /** Null without limit, both. */
  readonly maxPages: number | null
  readonly maxTime: number | null
}

const nothingYet: CrawlProgress = { visited: 0, known: 0, requests: 0, bytes: 0 }

/** Times count from the first report, so that opening the database does not lower the rate. */
interface Begun {
  readonly at: number
  readonly endsAt: number | null
  readonly visits: RateWindow
}

export class CrawlState {
  readonly #options: CrawlStateOptions
  readonly #hosts = new Map<string, HostActivity>()
  #begun: Begun | null = null
  /** The rate of new pages; the first report has those known before. */
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
    const pausedSeconds = this.#pausedSeconds
    return remainingTime({
      visited,
      known,
      maxPages: this.#options.maxPages,
      // In a pause the last minute has no rate.
      pagesPerSecond: pausedSeconds > 0 ? this.#overallRate : this.pagesPerSecond,
      pausedSeconds,
      isGrowing: (this.#finds?.perSecond ?? 0) > 0,
      hasParked: [...this.#hosts.values()].some(({ kind }) => kind === 'parked'),
      secondsLeft: endsAt === null ? null : (endsAt - this.now.getTime()) / 1000,
    })
  }

  /** Until the first host may be asked again, where every one that is not done waits for longer than its pace. */
  get #pausedSeconds(): number {
    const open = [...this.#hosts.values()].filter(({ kind }) => kind === 'working' || kind === 'waiting')
    const waits = open.flatMap((activity) =>
      activity.kind === 'waiting' && (activity.because === 'backoff' || activity.because === 'retry')
        ? [(activity.until.getTime() - this.now.getTime()) / 1000]
        : [],
    )
    return waits.length === 0 || waits.length < open.length ? 0 : Math.max(0, Math.min(...waits))
  }

  get #overallRate(): number | null {
    const seconds = this.#begun === null ? 0 : (this.now.getTime() - this.#begun.at) / 1000
    return seconds <= 0 || this.progress.visited === 0 ? null : this.progress.visited / seconds
  }

  #begin(): Begun {
    const { clock, maxTime } = this.#options
    this.#begun ??= {
      at: clock.now().getTime(),
      endsAt: maxTime === null ? null : clock.now().getTime() + maxTime * 1000,
      visits: new RateWindow(clock),
    }
    return this.#begun
  }
}

/** More would push the log off the screen. */
export const hostsShown = 8

type State = 'working' | 'waiting' | 'parked' | 'done'

/** The order of the lines: active hosts first. */
const order: readonly State[] = ['working', 'waiting', 'parked', 'done']

const waits = {
  turn: 'for its turn',
  retry: 'to ask again',
  pace: 'its pace',
  backoff: 'asked for a pause',
} as const

/** One line for each of the first hosts, and one that counts the others. */
export function hostLines(hosts: HostActivities, now: Date): string[] {
  const sorted = sortedHosts(hosts)
  const lines = sorted
    .slice(0, hostsShown)
    .map(([hostGroup, activity]) => `  ${oneLine(hostGroup)}  ${activityText(activity, now)}`)
  const rest = sorted.slice(hostsShown)
  if (rest.length === 0) return lines
  const counts = order.flatMap((state) => {
    const count = rest.filter(([, { kind }]) => kind === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return [...lines, `  and ${rest.length} more: ${counts.join(', ')}`]
}

export function sortedHosts(hosts: HostActivities): (readonly [string, HostActivity])[] {
  return [...hosts].toSorted(
    ([a, first], [b, second]) =>
      order.indexOf(first.kind) - order.indexOf(second.kind) ||
      untilOf(first) - untilOf(second) ||
      (a < b ? -1 : 1),
  )
}

function untilOf(activity: HostActivity): number {
  return activity.kind === 'waiting' ? activity.until.getTime() : 0
}

function activityText(activity: HostActivity, now: Date): string {
  switch (activity.kind) {
    case 'working':
    case 'done':
      return activity.kind
    case 'parked':
      return oneLine(`parked: ${plainReason(activity.reason)}`)
    case 'waiting':
      return activity.until <= now
        ? `waiting ${waits.turn}`
        : `waiting until ${timeText(activity.until, now)} (${waits[activity.because]})`
  }
}

/** Local time; with its date if that is not today. */
function timeText(at: Date, now: Date): string {
  const time = at.toTimeString().slice(0, 8)
  if (at.toDateString() === now.toDateString()) return time
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${at.getFullYear()}-${month}-${day} ${time}`
}
