/** `mondo status --watch`: look again and again until a signal; drawn over on a terminal, a block or a line elsewhere. */
import type { Status } from '../analyse/status.ts'
import { type Clock, slept } from '../model/clock.ts'
import type { Terminal } from './output.ts'
import { statusReport } from './status-report.ts'

export interface Watching {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly everyMs: number
  readonly json: boolean
  readonly look: () => Promise<Status | null>
}

/** Since the look before; null where there was none, or it was another crawl's. */
interface Rates {
  readonly visitsPerSecond: number | null
  readonly requestsPerSecond: number | null
}

interface Look {
  readonly at: Date
  readonly status: Status | null
}

/** Until the signal; throws what a look throws. */
export async function watchStatus(watching: Watching): Promise<void> {
  const { clock, signal, everyMs, json, terminal, look } = watching
  const screen = !json && terminal.stdoutIsTTY ? new Redrawn(terminal) : null
  let before: Look | null = null
  try {
    do {
      const status = await look()
      const at = clock.now()
      const rates = ratesBetween(before, { at, status })
      before = { at, status }
      if (json) await terminal.printJson(statusJson(status, { at, ...rates }))
      else {
        const block = watchReport(status, at, rates)
        await (screen === null ? terminal.print(`${block}\n`) : screen.draw(block))
      }
    } while (!signal.aborted && (await slept(clock, everyMs, signal)))
  } finally {
    await screen?.end()
  }
}

/** What `status --json` prints: the summary of the last crawl, and what is beside it. Null before any crawl or re-parse. */
export function statusJson(status: Status | null, more: object = {}): object | null {
  if (status === null || (status.lastRun === null && status.reparse === null)) return null
  const { lastRun, ...beside } = status
  return { ...lastRun, ...beside, ...more }
}

function watchReport(status: Status | null, at: Date, rates: Rates): string {
  const { visitsPerSecond, requestsPerSecond } = rates
  const pace =
    visitsPerSecond === null || requestsPerSecond === null
      ? ''
      : `  ${visitsPerSecond.toFixed(1)} visits/s, ${requestsPerSecond.toFixed(1)} requests/s since the last look`
  return `${at.toISOString()}${pace}\n\n${statusReport(status, at)}`
}

/** Of what is committed: a slice comes as a whole. */
function ratesBetween(before: Look | null, { at, status }: Look): Rates {
  const lastRun = status?.lastRun ?? null
  const earlier = before?.status?.lastRun ?? null
  const seconds = (at.getTime() - (before?.at.getTime() ?? 0)) / 1000
  if (lastRun === null || earlier?.runId !== lastRun.runId || seconds <= 0) {
    return { visitsPerSecond: null, requestsPerSecond: null }
  }
  const visits = visitsOf(lastRun.outcomes) - visitsOf(earlier.outcomes)
  const requests = lastRun.requests - earlier.requests
  return { visitsPerSecond: visits / seconds, requestsPerSecond: requests / seconds }
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
