/** `mondo status --watch`: redraws the status on a terminal until a signal; prints blocks or JSON lines elsewhere. */
import type { Status } from '../../analyse/status.ts'
import { Outage } from '../../database/outage.ts'
import { type Clock, slept } from '../../model/clock.ts'
import type { Terminal } from '../output/terminal.ts'
import { type StatusView, statusReport } from '../reports/status-report.ts'
import { RateWindow } from './rate-window.ts'
import { ReparseRates } from './reparse-progress.ts'

export interface Watching {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly everyMs: number
  readonly json: boolean
  /** As in `StatusView`. */
  readonly place?: string
  readonly look: () => Promise<Status | null>
}

/** Measured between looks at the same crawl; null at the first of them. */
interface Rates {
  readonly overSeconds: number | null
  readonly visitsPerSecond: number | null
  readonly requestsPerSecond: number | null
}

/** As long as a crawl waits by default. */
const outageSeconds = 120

/** Returns when the signal aborts or the reader has left; throws what `look` throws, but waits for a database that restarts. */
export async function watchStatus(watching: Watching): Promise<void> {
  const { clock, signal, everyMs, json, place = '', terminal, look } = watching
  const outage = new Outage({
    clock,
    signal,
    waitSeconds: outageSeconds,
    onStart: () => terminal.note(`the database went away: waiting up to ${outageSeconds} s for it`),
  })
  const screen = !json && terminal.stdoutIsTTY ? new Redrawn(terminal) : null
  const crawlRates = new CrawlRates(clock)
  const reparseRates = new ReparseRates(clock)
  try {
    do {
      let found: Status | null
      try {
        found = await look()
        outage.end()
      } catch (error) {
        if (await outage.mayPass(error)) continue
        if (signal.aborted) return
        throw error
      }
      const at = clock.now()
      const status = found === null ? null : { ...found, reparse: reparseRates.measured(found.reparse) }
      const rates = crawlRates.measured(status?.lastRun ?? null)
      if (json) await terminal.printJson(statusJson(status, { at, ...rates }))
      else {
        const block = watchReport({ status, at, rates }, { place, width: terminal.columns })
        await (screen === null ? terminal.print(`${block}\n`) : screen.draw(block))
      }
    } while (!signal.aborted && !terminal.readerIsGone && (await slept(clock, everyMs, signal)))
  } finally {
    await screen?.end()
  }
}

/** The object that `status --json` prints: the last crawl's summary and the other parts. Null before any crawl or re-parse, if no host is read leniently. */
export function statusJson(status: Status | null, more: object = {}): object | null {
  if (status === null) return null
  if (
    status.lastRun === null &&
    status.reparse === null &&
    status.lenient.length === 0 &&
    status.paused.length === 0
  )
    return null
  const { lastRun, ...beside } = status
  return { ...lastRun, ...beside, ...more }
}

interface Look {
  readonly status: Status | null
  readonly at: Date
  readonly rates: Rates
}

function watchReport({ status, at, rates }: Look, view: StatusView): string {
  const { visitsPerSecond, requestsPerSecond, overSeconds } = rates
  const pace =
    visitsPerSecond === null || requestsPerSecond === null || overSeconds === null
      ? ''
      : `  ${visitsPerSecond.toFixed(1)} visits/s, ${requestsPerSecond.toFixed(1)} requests/s in the last ${Math.round(overSeconds)} s`
  return `${at.toISOString()}${pace}\n\n${statusReport(status, at, view)}`
}

const noRates: Rates = { overSeconds: null, visitsPerSecond: null, requestsPerSecond: null }

/** A slice is committed as a whole, so two looks see none or many visits: hence a window, and not the last two looks. */
class CrawlRates {
  readonly #clock: Pick<Clock, 'now'>
  #crawl: { readonly runId: string; readonly visits: RateWindow; readonly requests: RateWindow } | null = null

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  measured(run: Status['lastRun']): Rates {
    if (run === null) {
      this.#crawl = null
      return noRates
    }
    const visits = visitsOf(run.outcomes)
    if (this.#crawl?.runId !== run.runId) {
      this.#crawl = {
        runId: run.runId,
        visits: new RateWindow(this.#clock, visits, 'looks'),
        requests: new RateWindow(this.#clock, run.requests, 'looks'),
      }
      return noRates
    }
    this.#crawl.visits.note(visits)
    this.#crawl.requests.note(run.requests)
    const { rate } = this.#crawl.visits
    return {
      overSeconds: rate?.overSeconds ?? null,
      visitsPerSecond: rate?.perSecond ?? null,
      requestsPerSecond: this.#crawl.requests.perSecond,
    }
  }
}

function visitsOf(outcomes: Readonly<Record<string, number>>): number {
  return Object.values(outcomes).reduce((sum, visits) => sum + visits, 0)
}

const clearAll = '\u001b[H\u001b[2J'
const home = '\u001b[H'
const clearRight = '\u001b[K'
const clearBelow = '\u001b[J'
/** Lines that are too long are cut: wrapped, they would push the first ones off the screen. */
const wrapOff = '\u001b[?7l'
const wrapOn = '\u001b[?7h'

/** A block of text that takes the screen, drawn over line by line so that it does not flicker. */
class Redrawn {
  readonly #terminal: Terminal
  #isDrawn = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  async draw(block: string): Promise<void> {
    const start = this.#isDrawn ? home : `${clearAll}${wrapOff}`
    this.#isDrawn = true
    const lines = block.split('\n').slice(0, Math.max(1, this.#terminal.rows - 1))
    await this.#terminal.write(
      `${start}${lines.map((line) => `${line}${clearRight}\n`).join('')}${clearBelow}`,
    )
  }

  async end(): Promise<void> {
    if (this.#isDrawn) await this.#terminal.write(wrapOn)
  }
}
