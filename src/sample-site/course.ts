/**
 * The course of a question in the evolving mode: when its answers arrive and how it ends. Delays are heavy-tailed
 * (Lomax): half of all answers are there after 7 hours, nine in ten after 3 days, and one in a hundred takes 6 weeks.
 *
 * | question | share | answers | an answer's delay: median, 90 % |
 * |---|---|---|---|
 * | dead | 25 % | none | |
 * | usual | 65 % | 1-6 | 7 hours, 3 days |
 * | hot | 10 % | 8-30 | 28 hours, 12 days |
 *
 * Of the questions with answers, half get a best answer, a day or so after that one; of the others and of the dead, three
 * in five are closed after two weeks to three months, and the rest stay open. A question that has ended gets no further answers.
 */
import { type Random, randomFor } from './random.ts'
import { askedAt, type World } from './world.ts'

/** Times in minutes since 1970 on a Japanese clock. */
export interface Course {
  /** When each answer arrives, in order. */
  readonly arrivals: readonly number[]
  /** Which of them becomes the best answer. */
  readonly best: number | null
  /** When the best answer is chosen or the question is closed; null: never. */
  readonly endsAt: number | null
}

const day = 24 * 60
const longest = 2 * 365 * day

/** The whole course of a question; null if the site does not evolve. */
export function courseOf(world: World, index: number): Course | null {
  if (world.evolution === undefined) return null
  const random = randomFor(world.seed, 'course', index)
  const asked = askedAt(world, index)
  const kind = random.int(100)
  const [count, scale] =
    kind < 25 ? [0, 0] : kind < 90 ? [random.between(1, 6), day / 4] : [random.between(8, 30), day]
  const arrivals = Array.from({ length: count }, () => asked + 1 + delay(random, scale, 0.9))
  arrivals.sort((a, b) => a - b)
  const best = count > 0 && random.chance(0.5) ? random.int(count) : null
  const chosenAt = best === null ? null : (arrivals[best] ?? asked) + 1 + delay(random, day, 1.2)
  const closedAt = random.chance(0.6) ? asked + random.between(14, 90) * day : null
  const endsAt = chosenAt ?? closedAt
  return { arrivals: arrivals.filter((at) => endsAt === null || at <= endsAt), best, endsAt }
}

/** When the asker's replies to an answer (or, with key '', the supplements to the question) are written, in order. */
export function replyTimes(
  world: World,
  index: number,
  to: { readonly key: string; readonly at: number; readonly replies: number },
): number[] {
  const random = randomFor(world.seed, 'reply times', index, to.key)
  let at = to.at
  return Array.from({ length: to.replies }, () => {
    at += 1 + delay(random, day / 2, 1.2)
    return at
  })
}

/** Lomax distribution (Pareto II) by inversion, in whole minutes. */
function delay(random: Random, scale: number, alpha: number): number {
  const share = random.int(1_000_000) / 1_000_000
  return Math.min(longest, Math.floor(scale * ((1 - share) ** (-1 / alpha) - 1)))
}
