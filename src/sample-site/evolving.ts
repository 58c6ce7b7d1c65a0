/** The evolving mode: questions are asked, answered and closed on a simulated clock. A world is its state at one time. */
import { askedAt, type World } from './world.ts'

export interface Evolving {
  /** The simulated clock. */
  readonly now: () => Date
  /** Questions are asked evenly from here … */
  readonly from: Date
  /** … to here. */
  readonly to: Date
}

/** `whole`: with every question of the simulation, future ones included. */
export function worldAt(
  whole: Pick<World, 'seed' | 'questions'>,
  { from, to }: Omit<Evolving, 'now'>,
  at: Date,
): World {
  const evolution = {
    from: minutesOf(from),
    to: minutesOf(to),
    questions: whole.questions,
    at: minutesOf(at),
  }
  let low = 0
  let high = whole.questions
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (askedAt({ ...whole, evolution }, middle) <= evolution.at) low = middle + 1
    else high = middle
  }
  return { seed: whole.seed, questions: low, evolution }
}

/** Minutes since 1970 on a Japanese clock, which is nine hours ahead. */
function minutesOf(time: Date): number {
  return Math.floor(time.getTime() / 60_000) + 9 * 60
}
