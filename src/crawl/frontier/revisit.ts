/**
 * The revisit rule: when a page is due again. The interval adapts to the page, within limits by its status: halved after
 * a change, 1.5 times as long after none. A change is a change of the record, never of the HTML. Pure.
 */
import type { QuestionStatus } from '../../model/question-page.ts'

const day = 24 * 60 * 60

export interface Limits {
  /** Seconds. */
  readonly first: number
  readonly shortest: number
  readonly longest: number
}

/** The kind of page that a visit found, as far as the next visit is concerned. */
export type Seen = QuestionStatus | 'list' | 'sitemap' | 'gone' | 'other' | 'failed' | 'rejected'

const limits: Readonly<Record<Seen, Limits>> = {
  // Answers arrive in the first days.
  open: { first: day, shortest: day / 4, longest: 30 * day },
  unknown: { first: 7 * day, shortest: day, longest: 90 * day },
  closed: { first: 30 * day, shortest: 7 * day, longest: 365 * day },
  solved: { first: 30 * day, shortest: 7 * day, longest: 365 * day },
  list: { first: day, shortest: day / 24, longest: 7 * day },
  // A sitemap may be megabytes where a list is one page.
  sitemap: { first: day, shortest: day / 2, longest: 7 * day },
  // One more visit (settle.ts).
  gone: { first: 30 * day, shortest: 30 * day, longest: 365 * day },
  other: { first: 90 * day, shortest: 30 * day, longest: 365 * day },
  failed: { first: 7 * day, shortest: day, longest: 30 * day },
  // Waits for a better parser rather than for a better page.
  rejected: { first: 7 * day, shortest: day, longest: 30 * day },
}

/**
 * The older a question, the rarer new answers: the first interval of an open one is this share of its age, so that a
 * ten-year-old question is not visited daily because it was found today.
 */
const ageShare = 1 / 2

export interface Revisit {
  readonly dueAt: Date
  /** Seconds: the interval that the next decision starts from; null where the rule was overridden. */
  readonly intervalSeconds: number | null
}

export interface RevisitInput {
  readonly seen: Seen
  readonly changed: boolean
  /** The interval that led to this visit; null at the first. */
  readonly intervalSeconds: number | null
  /** Age of the question; null where it is unknown, or the page is no question. */
  readonly ageSeconds?: number | null
  readonly now: Date
  /** Seconds, in place of the rule. 0 makes every page due again at once. */
  readonly override: number | null
}

export function revisit(input: RevisitInput): Revisit {
  const { now, override } = input
  const interval = override ?? nextInterval(input)
  return {
    dueAt: new Date(now.getTime() + interval * 1000),
    intervalSeconds: override === null ? interval : null,
  }
}

function nextInterval({ seen, changed, intervalSeconds, ageSeconds = null }: RevisitInput): number {
  const { first, shortest, longest } = limits[seen]
  const within = (seconds: number) => Math.min(longest, Math.max(shortest, seconds))
  if (intervalSeconds !== null) return within(changed ? intervalSeconds / 2 : intervalSeconds * 1.5)
  return seen === 'open' && ageSeconds !== null ? within(ageSeconds * ageShare) : first
}
