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
  /** What a selector matches in it and in no answer or reply within, in page order. */
  readonly find: (selector: string) => readonly Element[]
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
    const found = guarded('answers.replies', () =>
      view.isRelative(rule.each)
        ? answerElements.flatMap((answer) => view.within(answer, rule.each))
        : view.all(rule.each),
    )
    add(
      rule,
      found.filter((element) => answerAround(element) !== null),
    )
  }

  const scopeAround = inherited<Element | null>(
    (element, above) => (isAnswer.has(element) || rules.has(element) ? element : above),
    null,
  )
  const isOther = (element: Element) => isAnswer.has(element) || rules.has(element)
  // By selector and scope: scopes may lie within one another, and each would look through all that is inside.
  const known = new Map<string, ReadonlyMap<Element | null, readonly Element[]>>()
  const grouped = (selector: string) => {
    const before = known.get(selector)
    if (before !== undefined) return before
    const groups = Map.groupBy(view.all(selector), scopeAround)
    known.set(selector, groups)
    return groups
  }
  const scopeOf = (element: Element | null): Scope => ({
    element,
    find: (selector) =>
      element !== null && view.isRelative(selector)
        ? view.within(element, selector).filter((inner) => scopeAround(inner) === element)
        : (grouped(selector).get(element) ?? []),
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
export function wholePage(view: PageView): Scope {
  return { element: null, find: view.all, isOther: () => false }
}

/** The scope of one element without parts of its own, such as an entry of a list. */
export function wholeElement(view: PageView, element: Element): Scope {
  return { element, find: (selector) => view.within(element, selector), isOther: () => false }
}

function listed(replies: RepliesAt | readonly RepliesAt[] | undefined): readonly RepliesAt[] {
  if (replies === undefined) return []
  return 'each' in replies ? [replies] : replies
}
