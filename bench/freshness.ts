/** How fresh a database was over a period: compares what visits saw of each question with its true state. */
import { countUntil, type TrueQuestion } from './revisit-truth.ts'

export interface Freshness {
  /** Of the loaded questions, the share that was up to date, as a mean over time. */
  readonly ofLoaded: number
  /** Of all questions that had been asked. */
  readonly ofAll: number
  /** Of those asked in the last 30 days. */
  readonly ofYoung: number
  /** Mean over the loaded questions and time of how long ago the first change was that was not seen yet; hours. */
  readonly staleHours: number
  /** Until an answer was loaded: the median over all answers to questions that were loaded before it came; hours. */
  readonly answerHours: number
}

interface Tally {
  time: number
  fresh: number
}

const hour = 3_600_000
const youth = 30 * 24 * hour

/** `visits`: times of the visits to each question, in order. */
export function freshnessOf(
  truth: readonly TrueQuestion[],
  visits: readonly (readonly number[])[],
  from: number,
  to: number,
): Freshness {
  const loaded: Tally = { time: 0, fresh: 0 }
  const all: Tally = { time: 0, fresh: 0 }
  const young: Tally = { time: 0, fresh: 0 }
  let staleArea = 0
  for (const [index, question] of truth.entries()) {
    const times = (visits[index] ?? []).filter((at) => at < to)
    const youngUntil = Math.min(to, question.askedAt + youth)
    all.time += length(question.askedAt, to, from)
    young.time += length(question.askedAt, youngUntil, from)
    for (const [place, at] of times.entries()) {
      const next = Math.min(times[place + 1] ?? to, to)
      const stale = Math.min(question.changes[countUntil(question.changes, at)] ?? next, next)
      loaded.time += length(at, next, from)
      loaded.fresh += length(at, stale, from)
      young.fresh += length(at, Math.min(stale, youngUntil), from)
      staleArea += areaOf(Math.max(stale, from) - stale, next - stale)
    }
  }
  return {
    ofLoaded: loaded.fresh / loaded.time,
    ofAll: loaded.fresh / all.time,
    ofYoung: young.fresh / young.time,
    staleHours: staleArea / loaded.time / hour,
    answerHours: medianAnswerDelay(truth, visits, from, to) / hour,
  }
}

function medianAnswerDelay(
  truth: readonly TrueQuestion[],
  visits: readonly (readonly number[])[],
  from: number,
  to: number,
): number {
  const delays = truth.flatMap(({ arrivals }, index) => {
    const times = visits[index] ?? []
    const first = times[0] ?? Number.POSITIVE_INFINITY
    return arrivals
      .filter((at) => at >= from && at < to && at >= first)
      .map((at) => (times.find((visit) => visit >= at) ?? Number.POSITIVE_INFINITY) - at)
  })
  return delays.sort((a, b) => a - b)[delays.length >> 1] ?? 0
}

function length(from: number, to: number, notBefore: number): number {
  return Math.max(0, to - Math.max(from, notBefore))
}

/** Of a staleness that grows with time, between two of its ages. */
function areaOf(from: number, to: number): number {
  return to <= from ? 0 : (to * to - from * from) / 2
}
