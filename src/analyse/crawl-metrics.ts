/**
 * Collects the metrics of one process: observes crawls, queries the database at each scrape, and renders Prometheus text.
 * It has its own registry; nothing is global.
 */
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { CommittedSlice, CrawlObserver, EndedExchange, HostActivity } from '../crawl/observer.ts'
import { type Clock, slept } from '../model/clock.ts'
import type { Log } from '../model/log.ts'
import { mondoVersion } from '../model/package-files.ts'
import { parserVersion } from '../parse/parser-version.ts'
import type { FrontierGauges } from './frontier-gauges.ts'
import { instruments } from './instruments.ts'

export interface CrawlMetricsOptions {
  readonly clock: Clock
  readonly log: Log
  /** Include metrics of the Node.js process: memory, CPU, event loop. Off for a file that node_exporter reads. */
  readonly ofProcess: boolean
}

/** Queries the database at a scrape. */
export type GaugeSource = () => Promise<FrontierGauges>

/** Prometheus gives up a scrape after 10 s. */
const lookWithinMs = 5_000
/** Counting a frontier of millions takes a second; queries may take up at most this share of the time. */
const lookingShare = 0.05

export class CrawlMetrics implements CrawlObserver {
  readonly #clock: Clock
  readonly #log: Log
  readonly #registry = new Registry()
  readonly #instruments = instruments(this.#registry)
  readonly #working = new Set<string>()
  #look: GaugeSource | null = null
  #looking: Promise<void> | null = null
  #lookAgainAt = 0

  constructor({ clock, log, ofProcess }: CrawlMetricsOptions) {
    this.#clock = clock
    this.#log = log
    const { buildInfo, slicesInFlight } = this.#instruments
    const node_version = process.version
    buildInfo.set({ version: mondoVersion(), parser_version: parserVersion, node_version }, 1)
    slicesInFlight.set(0)
    if (ofProcess) collectProcessMetrics(this.#registry)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** Prometheus' text format. */
  async text(): Promise<string> {
    if (this.#look !== null) await this.#lookNow(this.#look)
    return await this.#registry.metrics()
  }

  /** The database to query from now on; null: none. */
  setGaugeSource(look: GaugeSource | null): void {
    this.#look = look
    this.#lookAgainAt = 0
    if (look === null) this.#databaseIsAway()
  }

  /** StatusReader a last time; what it saw stays. */
  async collectFinal(): Promise<void> {
    this.#lookAgainAt = 0
    if (this.#look !== null) await this.#lookNow(this.#look)
    this.#look = null
  }

  runStarted(schedule: string): void {
    this.#instruments.runStarted.set({ schedule }, this.#clock.now().getTime() / 1000)
  }

  runEnded(schedule: string, exitCode: number): void {
    this.#instruments.runEnded.set({ schedule }, this.#clock.now().getTime() / 1000)
    this.#instruments.runExitCode.set({ schedule }, exitCode)
  }

  exchanged({ hostGroup, answer, bytes, seconds }: EndedExchange): void {
    const { requests, requestSeconds, receivedBytes } = this.#instruments
    const status_class = typeof answer === 'number' ? `${Math.floor(answer / 100)}xx` : answer
    requests.inc({ host_group: hostGroup, status_class })
    if (answer === 'blocked') return
    requestSeconds.observe({ host_group: hostGroup }, seconds)
    receivedBytes.inc({ host_group: hostGroup }, bytes)
  }

  hostIs(hostGroup: string, activity: HostActivity): void {
    if (activity.kind === 'working') this.#working.add(hostGroup)
    else this.#working.delete(hostGroup)
    this.#instruments.slicesInFlight.set(this.#working.size)
  }

  committed({ hostGroup, seconds, counts, visits, added }: CommittedSlice): void {
    const { sliceSeconds, pagesFound, rows, visits: visited, rejects } = this.#instruments
    sliceSeconds.observe(seconds)
    pagesFound.inc({ host_group: hostGroup }, added)
    for (const { outcome } of visits) {
      visited.inc({ host_group: hostGroup, outcome: outcome.kind })
      if (outcome.kind === 'rejected') rejects.inc({ host_group: hostGroup, reason: outcome.reason })
    }
    for (const [table, changes] of Object.entries(counts)) {
      for (const [change, count] of Object.entries<number>(changes)) rows.inc({ table, change }, count)
    }
  }

  leaseLost(hostGroup: string): void {
    this.#instruments.leaseLost.inc({ host_group: hostGroup })
  }

  /** Simultaneous scrapes share one query. */
  async #lookNow(look: GaugeSource): Promise<void> {
    this.#looking ??= this.#lookOnce(look).finally(() => {
      this.#looking = null
    })
    await this.#looking
  }

  async #lookOnce(look: GaugeSource): Promise<void> {
    const startedAt = this.#clock.now().getTime()
    if (startedAt < this.#lookAgainAt) return
    try {
      this.#saw(await within(this.#clock, lookWithinMs, look()), startedAt)
    } catch (error) {
      // A scrape must not fail for this: an unreachable database is a metric.
      this.#log.warn({ err: error }, 'metrics: the database did not answer')
      this.#databaseIsAway()
    }
    const endedAt = this.#clock.now().getTime()
    this.#lookAgainAt = endedAt + (endedAt - startedAt) / lookingShare
  }

  #saw({ hosts, activeSlices, waitingSlices }: FrontierGauges, at: number): void {
    const { databaseUp, pagesDue, hostParked, hostBlockedUntil, queueSlices } = this.#instruments
    databaseUp.set(1)
    hostBlockedUntil.reset()
    for (const { hostGroup, due, isParked, backoffUntil } of hosts) {
      pagesDue.set({ host_group: hostGroup }, due)
      hostParked.set({ host_group: hostGroup }, isParked ? 1 : 0)
      const until = backoffUntil?.getTime() ?? 0
      if (until > at) hostBlockedUntil.set({ host_group: hostGroup }, until / 1000)
    }
    queueSlices.set({ state: 'active' }, activeSlices)
    queueSlices.set({ state: 'waiting' }, waitingSlices)
  }

  #databaseIsAway(): void {
    const { databaseUp, pagesDue, hostParked, hostBlockedUntil, queueSlices } = this.#instruments
    databaseUp.set(0)
    for (const gauge of [pagesDue, hostParked, hostBlockedUntil, queueSlices]) gauge.reset()
  }
}

/** Rejects after the time limit. */
async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = slept(clock, ms, over.signal).then((isLate) => {
    if (isLate) throw new Error(`no answer within ${ms} ms`)
    return work
  })
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

/** Metrics of the Node.js process, without the three gauges that are named like counters (`promtool check metrics`). */
function collectProcessMetrics(register: Registry): void {
  collectDefaultMetrics({ register })
  for (const counted of ['handles', 'requests', 'resources'])
    register.removeSingleMetric(`nodejs_active_${counted}_total`)
}
