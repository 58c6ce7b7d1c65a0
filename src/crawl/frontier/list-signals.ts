/**
 * Whether what a list says of a question is new: something that neither the database nor a list has said before. Pure.
 *
 * A list and a page may disagree forever: one counts withdrawn answers, or is a day behind. So what a list has said is
 * remembered until the record changes, and expedites the page once.
 */
import type { QuestionStatus } from '../../model/question-page.ts'
import type { ListedQuestion } from '../../parse/links/listed.ts'

/** What a list said, and when it was captured. */
export interface Listed extends Pick<ListedQuestion, 'answers' | 'status'> {
  /** ISO 8601. */
  readonly at: string
}

/** The question as loaded. */
export interface LoadedQuestion {
  readonly answers: number | null
  readonly status: QuestionStatus
  /** Of the newest capture loaded. */
  readonly seenAt: Date | null
  /** What lists have said since the record last changed. */
  readonly said: readonly string[]
}

/** An upper bound where many lists disagree: the revisit rule still visits the page. */
const mostSaid = 16

/** The form in which a signal is remembered: `5 solved`, `5 -`. */
export function signalKey({ answers, status }: Pick<Listed, 'answers' | 'status'>): string {
  return `${answers ?? '-'} ${status ?? '-'}`
}

export function isNewSignal(listed: Listed, loaded: LoadedQuestion): boolean {
  const { answers, status } = listed
  const isOlder = loaded.seenAt !== null && loaded.seenAt.getTime() >= Date.parse(listed.at)
  if (isOlder || loaded.said.length >= mostSaid) return false
  const isOtherCount = answers !== null && loaded.answers !== null && answers !== loaded.answers
  // A list may say solved where the page says closed, so only open or not open is compared.
  const isOtherStatus =
    status !== null && loaded.status !== 'unknown' && (status === 'open') !== (loaded.status === 'open')
  return (isOtherCount || isOtherStatus) && !loaded.said.includes(signalKey(listed))
}
