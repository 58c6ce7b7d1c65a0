/**
 * Whose each element is: the question's, an answer's, or a reply's. What stands inside an answer or a reply belongs to it
 * alone, so that a question without a name is not given the name of who answered.
 */
import type { RepliesAt, SiteLayout } from '../../sites/site-definition.ts'
import { inherited } from '../html/inherited.ts'
import type { Element } from '../html/nodes.ts'
import { guarded } from './layout-context.ts'
import type { PageView } from './page-view.ts'

/** Where places are looked for. */
export interface Scope {
  /** Null: the whole page. */
  readonly element: Element | null
  /** Whether an element inside it belongs to it and to no answer or reply within. */
  readonly owns: (element: Element) => boolean
  /** Whether an answer or a reply begins with an element: its text is no part of a text around it. */
  readonly isOther: (element: Element) => boolean
}

/** A reply's element, and the rule that found it. */
export interface FoundReply {
  readonly scope: Scope
  readonly rule: RepliesAt
}

/** The parts of one page. */
export interface Scopes {
  readonly question: Scope
  readonly answers: readonly Scope[]
  /** Those of an answer, or of the question for null, in page order. */
  readonly repliesOf: (answer: Element | null) => readonly FoundReply[]
}

/** Finds the elements of answers and replies. */
export function scopesOf(view: PageView, { answers, question }: SiteLayout): Scopes {
  const answerElements = answers === undefined ? [] : guarded('answers.each', () => view.all(answers.each))
  const isAnswer = new Set(answerElements)
  const answerAround = inherited<Element | null>(
    (element, above) => (isAnswer.has(element) ? element : above),
    null,
  )

  const rules = new Map<Element, RepliesAt>()
  const add = (rule: RepliesAt, found: readonly Element[]) => {
    for (const element of found) if (!isAnswer.has(element) && !rules.has(element)) rules.set(element, rule)
  }
  for (const rule of listed(question.replies)) {
    const found = guarded('question.replies', () => view.all(rule.each))
    add(
      rule,
      found.filter((element) => answerAround(element) === null),
    )
  }
  for (const rule of listed(answers?.replies)) {
    for (const answer of answerElements)
      add(
        rule,
        guarded('answers.replies', () => view.within(answer, rule.each)),
      )
  }

  const scopeAround = inherited<Element | null>(
    (element, above) => (isAnswer.has(element) || rules.has(element) ? element : above),
    null,
  )
  const isOther = (element: Element) => isAnswer.has(element) || rules.has(element)
  const scopeOf = (element: Element | null): Scope => ({
    element,
    owns: (inner) => scopeAround(inner) === element,
    isOther: (inner) => inner !== element && isOther(inner),
  })

  const inPageOrder = [...rules].sort(
    ([a], [b]) => (view.positionOf(a)?.start ?? 0) - (view.positionOf(b)?.start ?? 0),
  )
  const replies = Map.groupBy(inPageOrder, ([element]) => answerAround(element))
  return {
    question: scopeOf(null),
    answers: answerElements.map(scopeOf),
    repliesOf: (answer) =>
      (replies.get(answer) ?? []).map(([element, rule]) => ({ scope: scopeOf(element), rule })),
  }
}

/** The whole page, answers and replies included. */
export const wholePage: Scope = { element: null, owns: () => true, isOther: () => false }

/** The scope of one element without parts of its own, such as an entry of a list. */
export function wholeElement(element: Element): Scope {
  return { element, owns: () => true, isOther: () => false }
}

function listed(replies: RepliesAt | readonly RepliesAt[] | undefined): readonly RepliesAt[] {
  if (replies === undefined) return []
  return 'each' in replies ? [replies] : replies
}
