/** The last steps of every reader: a record that loads, or the reason why it cannot be stored; and its copy for the caller. */
import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { recordFaults } from '../model/record-faults.ts'
import { isStorable, storableText } from '../model/storable-text.ts'
import { notLoadable, repairedCheck } from './checks.ts'
import { assertWithin, pageLimits } from './limits.ts'
import { ownText } from './own-text.ts'
import { isSavedCopy } from './site/claimed-identity.ts'

/** @param pageUrl The URL that was read, for the outcome of a page that is rejected. */
export function finishedRecord(page: QuestionPage, pageUrl: string): ParseOutcome {
  assertWithin(page.answers.length, pageLimits.answers, 'answers')
  const record = holdsStorableTexts(page) ? page : repairedCopy(page)
  const [fault] = recordFaults(record)
  if (fault !== undefined) return { ...notLoadable(fault, record.checks), url: pageUrl }
  const isClaimed = isSavedCopy(pageUrl) && !isSavedCopy(page.url)
  return { kind: 'question', page: record, ...(isClaimed ? { urlFrom: 'canonical' } : {}) }
}

/**
 * The outcome with a record of its own, because V8's sliced strings would keep the whole page in memory with each record (measured: 400
 * records held 62 MB without it, 12 MB with it). Made once a page, of the record that is returned.
 */
export function detached(outcome: ParseOutcome): ParseOutcome {
  return outcome.kind === 'question' ? { ...outcome, page: withTexts(outcome.page, ownText) } : outcome
}

/** A copy of plain data with other texts; fields without a value are left out, as JSON leaves them out. */
function withTexts<Value>(value: Value, textOf: (text: string) => string): Value
function withTexts(value: unknown, textOf: (text: string) => string): unknown {
  if (typeof value === 'string') return textOf(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((inner) => withTexts(inner, textOf))
  const copy: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value))
    if (inner !== undefined) copy[key] = withTexts(inner, textOf)
  return copy
}

/** Character references may bring in what cannot be stored, although the page's own text is repaired before it is parsed. */
function repairedCopy(page: QuestionPage): QuestionPage {
  const copy = withTexts(page, storableText)
  const isFlagged = copy.checks.some(({ code }) => code === repairedCheck.code)
  return isFlagged ? copy : { ...copy, checks: [...copy.checks, repairedCheck] }
}

/** Texts are counted as they are looked at: structured data may refer to one a thousand times, and the copy has each of them. */
function holdsStorableTexts(record: QuestionPage): boolean {
  let characters = 0
  let areStorable = true
  const waiting: unknown[] = [record]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value === 'string') {
      characters += value.length
      assertWithin(characters, pageLimits.recordText, 'characters in the record')
      areStorable &&= isStorable(value)
    } else if (typeof value === 'object' && value !== null)
      for (const one of Object.values(value)) waiting.push(one)
  }
  return areStorable
}
