/** A question of the evolving mode as of a given time, cut back from its final state. */
import type { Answer, QuestionPage, QuestionStatus } from '../model/question-page.ts'
import { type Course, replyTimes } from './course.ts'
import { askedAt, type World } from './world.ts'

interface Timed {
  readonly answer: Answer
  readonly at: number
  readonly replyTimes: readonly number[]
}

/** `page`: with all answers that it will ever have. `at`: minutes since 1970 on a Japanese clock. */
export function asOf(
  page: QuestionPage,
  course: Course,
  world: World,
  index: number,
  at: number,
): QuestionPage {
  const isOver = course.endsAt !== null && course.endsAt <= at
  const best = isOver ? course.best : null
  const answers = timed(page, course, world, index).flatMap(({ answer, ...times }, place): Answer[] => {
    const replies = answer.replies.slice(0, times.replyTimes.filter((time) => time <= at).length)
    return times.at <= at ? [{ ...answer, isBest: place === best, replies }] : []
  })
  const replies = page.replies.slice(
    0,
    supplementTimes(page, world, index).filter((time) => time <= at).length,
  )
  const shown = [...replies, ...answers.flatMap((answer) => answer.replies)]
  return {
    ...page,
    status: statusOf(isOver, best),
    asker: shown[0]?.author ?? null,
    answerCount: answers.length,
    answers: inPageOrder(answers),
    replies,
  }
}

/** When anything of the question changes after it was asked, in order: minutes since 1970 on a Japanese clock. */
export function changeTimes(page: QuestionPage, course: Course, world: World, index: number): number[] {
  const times = [
    ...timed(page, course, world, index).flatMap((each) => [each.at, ...each.replyTimes]),
    ...supplementTimes(page, world, index),
    ...(course.endsAt === null ? [] : [course.endsAt]),
  ]
  return times.sort((a, b) => a - b)
}

/** The answers in the order of their arrival. */
function timed(page: QuestionPage, course: Course, world: World, index: number): Timed[] {
  const answers = page.answers.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
  return answers.map((answer, place) => {
    const at = course.arrivals[place] ?? 0
    const replies = answer.replies.length
    return { answer, at, replyTimes: replyTimes(world, index, { key: answer.key, at, replies }) }
  })
}

function supplementTimes(page: QuestionPage, world: World, index: number): number[] {
  return replyTimes(world, index, { key: '', at: askedAt(world, index), replies: page.replies.length })
}

/** The best answer first, then from the highest number down. */
function inPageOrder(answers: readonly Answer[]): Answer[] {
  const down = answers.toReversed()
  return [...down.filter(({ isBest }) => isBest), ...down.filter(({ isBest }) => !isBest)]
}

function statusOf(isOver: boolean, best: number | null): QuestionStatus {
  if (!isOver) return 'open'
  return best === null ? 'closed' : 'solved'
}
