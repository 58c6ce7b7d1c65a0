/**
 * Checks that the host never received requests faster than the rate limit, from all workers together. The site's log has
 * each request, but a busy machine logs one up to 55 ms late (measured on two cores). So an archived request counts from
 * its sender's time stamp, once the log has confirmed it. The log alone must show that any ten requests in a row keep the
 * pace, because over ten a late entry no longer hides two workers sending at once.
 */
import { clockStepMs } from './machine-clock.ts'
import type { SeenRequest } from './site.ts'

export interface SentCapture {
  readonly url: string
  readonly sentAt: number
}

interface Start {
  readonly at: number
  /** Stamped by the sender, rather than noted on arrival. */
  readonly isExact: boolean
}

/** A request that its sender stamped this long before the site noted it is not the one. */
const longestWayMs = 2_000
/** Stamps are whole milliseconds, and a timer of Node may fire one early. */
const stampErrorMs = 2
const logErrorMs = 80
const inARow = 10
const logErrorInARowMs = 200

/** A process hears of a jump of its clock this late, on a busy machine. */
const longestHearingMs = 1_000

/**
 * `gap`: milliseconds from start to start. `jumps`: when clocks were set, in real time. A process whose clock was set back
 * goes on from its last time stamp, so that its stamps are behind from then on: those before and after a jump are not
 * compared.
 */
export function judgePace(
  requests: readonly SeenRequest[],
  captures: readonly SentCapture[],
  gap: number,
  jumps: readonly number[] = [],
): { smallestGap: number; faults: string[] } {
  const starts = startsOf(requests, captures).sort((a, b) => a.at - b.at)
  const faults: string[] = []
  let smallestGap = Number.POSITIVE_INFINITY
  for (const [place, start] of starts.entries()) {
    const before = starts[place - 1]
    if (before === undefined) continue
    const found = start.at - before.at
    const isExact = start.isExact && before.isExact && !jumps.some((jump) => isBeside(jump, before, start))
    const error = isExact ? stampErrorMs : logErrorMs
    if (isExact) smallestGap = Math.min(smallestGap, found)
    if (found < gap - error) faults.push(`a gap of ${found} ms: the pace is ${gap} ms`)
  }
  for (const [place, { at }] of requests.entries()) {
    const first = requests[place - inARow]
    if (first === undefined || at - first.at >= inARow * gap - logErrorInARowMs) continue
    faults.push(`${inARow} requests in ${at - first.at} ms: the pace is ${gap} ms`)
  }
  return { smallestGap, faults: faults.slice(0, 5) }
}

function isBeside(jump: number, before: Start, start: Start): boolean {
  return jump > before.at - longestHearingMs && jump < start.at
}

function startsOf(requests: readonly SeenRequest[], captures: readonly SentCapture[]): Start[] {
  const unmatched = new Set(captures)
  return requests.map(({ url, at }) => {
    for (const capture of unmatched) {
      if (capture.url !== url) continue
      // What its clock was off by when it was set back.
      const off = Math.round((at - capture.sentAt) / clockStepMs) * clockStepMs
      const sentAt = capture.sentAt + off
      if (at - sentAt < -stampErrorMs || at - sentAt > longestWayMs) continue
      unmatched.delete(capture)
      return { at: sentAt, isExact: true }
    }
    return { at, isExact: false }
  })
}
