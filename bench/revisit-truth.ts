/** The true history of every question of an evolving sample site, as input for simulated crawls. */
import type { QuestionStatus } from '../src/model/question-page.ts'
import { courseOf } from '../src/sample-site/course.ts'
import { worldAt } from '../src/sample-site/evolving.ts'
import { sampleQuestion } from '../src/sample-site/question.ts'
import { askedAt } from '../src/sample-site/world.ts'

export interface TrueQuestion {
  readonly postedAt: string
  /** Times in milliseconds since 1970, each in order. */
  readonly askedAt: number
  readonly changes: readonly number[]
  readonly arrivals: readonly number[]
  readonly endsAt: number
  readonly end: QuestionStatus
}

export interface TrueWorld {
  readonly seed: number
  readonly questions: number
  readonly from: Date
  readonly to: Date
}

/** Oldest first. */
export function truthOf({ seed, questions, from, to }: TrueWorld): TrueQuestion[] {
  const world = worldAt({ seed, questions }, { from, to }, to)
  // The site's minutes are those of a Japanese clock, nine hours ahead.
  const ms = (minutes: number) => (minutes - 9 * 60) * 60_000
  return Array.from({ length: world.questions }, (_, index) => {
    const course = courseOf(world, index)
    const asked = ms(askedAt(world, index))
    const endsAt = course?.endsAt ?? null
    return {
      postedAt: new Date(asked).toISOString(),
      askedAt: asked,
      changes: sampleQuestion(world, index).changes.map(ms),
      arrivals: course?.arrivals.map(ms) ?? [],
      endsAt: endsAt === null ? Number.POSITIVE_INFINITY : ms(endsAt),
      end: course?.best == null ? 'closed' : 'solved',
    }
  })
}

/** How many of the times have been. */
export function countUntil(times: readonly number[], at: number): number {
  let count = 0
  while (count < times.length && (times[count] ?? 0) <= at) count += 1
  return count
}

export function statusAt({ endsAt, end }: TrueQuestion, at: number): QuestionStatus {
  return endsAt <= at ? end : 'open'
}
