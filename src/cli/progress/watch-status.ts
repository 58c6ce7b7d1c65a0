/** `mondo status --watch`: look again and again until a signal; drawn over on a terminal, a block or a line elsewhere. */
import type { Status } from '../../analyse/status.ts'
import { type Clock, slept } from '../../model/clock.ts'
import type { Terminal } from '../output/terminal.ts'
import { statusReport } from '../reports/status-report.ts'

export interface Watching {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly everyMs: number
  readonly json: boolean
  readonly look: () => Promise<Status | null>
}

/** Over the last minute of looks at this crawl; null at the first of them. */
interface Rates {
  readonly overSeconds: number | null
  readonly visitsPerSecond: number | null
  readonly requestsPerSecond: number | null
}

/** A slice is committed as a whole: between two looks there is none or a heap. */
const windowMs = 60_000

interface Look {
  readonly at: Date
  readonly status: Status | null
}

/** Until the signal; throws what a look throws. */
export async function watchStatus(watching: Watching): Promise<void> {
  const { clock, signal, everyMs, json, terminal, look } = watching
  const screen = !json && terminal.stdoutIsTTY ? new Redrawn(terminal) : null
  let looks: Look[] = []
  try {
    do {
      const status = await look()
      const at = clock.now()
      looks = [...looks.filter((earlier) => isOfLate(earlier, { at, status })), { at, status }]
      const rates = ratesOver(looks)
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
  const { visitsPerSecond, requestsPerSecond, overSeconds } = rates
  const pace =
    visitsPerSecond === null || requestsPerSecond === null || overSeconds === null
      ? ''
      : `  ${visitsPerSecond.toFixed(1)} visits/s, ${requestsPerSecond.toFixed(1)} requests/s in the last ${Math.round(overSeconds)} s`
  return `${at.toISOString()}${pace}\n\n${statusReport(status, at)}`
}

function isOfLate(earlier: Look, { at, status }: Look): boolean {
  const runId = status?.lastRun?.runId
  return (
    runId !== undefined &&
    earlier.status?.lastRun?.runId === runId &&
    earlier.at.getTime() >= at.getTime() - windowMs
  )
}

function ratesOver(looks: readonly Look[]): Rates {
  const [first] = looks
  const last = looks.at(-1)
  const [before, now] = [first?.status?.lastRun, last?.status?.lastRun]
  const seconds = ((last?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)) / 1000
  if (before == null || now == null || seconds <= 0) {
    return { overSeconds: null, visitsPerSecond: null, requestsPerSecond: null }
  }
  return {
    overSeconds: seconds,
    visitsPerSecond: (visitsOf(now.outcomes) - visitsOf(before.outcomes)) / seconds,
    requestsPerSecond: (now.requests - before.requests) / seconds,
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
