/**
 * Whether what a list says of a question is news: something that neither the database nor a list has said before. Pure.
 *
 * A list and a page may disagree for ever: one counts withdrawn answers, or is a day behind. So what a list has said is
 * remembered until the record changes, and brings the page forward once.
 */
import type { QuestionStatus } from '../../model/question-page.ts'
import type { ListedQuestion } from '../../parse/links/listed.ts'

/** What a list said, and when it was captured. */
export interface Listed extends Pick<ListedQuestion, 'answers' | 'status'> {
  /** ISO 8601. */
  readonly at: string
}

/** What the database holds of the question. */
export interface LoadedQuestion {
  readonly answers: number | null
  readonly status: QuestionStatus
  /** Of the newest capture loaded. */
  readonly seenAt: Date | null
  /** What lists have said since the record last changed. */
  readonly said: readonly string[]
}

/** However many lists disagree, one after another: the revisit rule takes care of the page all the same. */
const mostSaid = 16

/** What is remembered of it: `5 solved`, `5 -`. */
export function signalKey({ answers, status }: Pick<Listed, 'answers' | 'status'>): string {
  return `${answers ?? '-'} ${status ?? '-'}`
}

export function isNewSignal(listed: Listed, loaded: LoadedQuestion): boolean {
  const { answers, status } = listed
  const isOlder = loaded.seenAt !== null && loaded.seenAt.getTime() >= Date.parse(listed.at)
  if (isOlder || loaded.said.length >= mostSaid) return false
  const isOtherCount = answers !== null && loaded.answers !== null && answers !== loaded.answers
  // A list may call solved what the page calls closed, so only this is compared: open or not.
  const isOtherStatus =
    status !== null && loaded.status !== 'unknown' && (status === 'open') !== (loaded.status === 'open')
  return (isOtherCount || isOtherStatus) && !loaded.said.includes(signalKey(listed))
}
