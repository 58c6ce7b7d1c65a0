/** The last step of every reader: a record that loads, in a copy of its own, or the reason why it cannot be stored. */
import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { recordFaults } from '../model/record-faults.ts'
import { mayNeedRepair, storableText } from '../model/storable-text.ts'
import { notLoadable, repairedCheck } from './checks.ts'
import { assertWithin, pageLimits } from './limits.ts'
import { isSavedCopy } from './site/claimed-identity.ts'

/** @param pageUrl The URL that was read, for the outcome of a page that is rejected. */
export function finishedRecord(page: QuestionPage, pageUrl: string): ParseOutcome {
  assertWithin(page.answers.length, pageLimits.answers, 'answers')
  assertWithin(charactersIn(page), pageLimits.recordText, 'characters in the record')
  const record = storableCopy(page)
  const [fault] = recordFaults(record)
  if (fault !== undefined) return { ...notLoadable(fault, record.checks), url: pageUrl }
  const isClaimed = isSavedCopy(pageUrl) && !isSavedCopy(page.url)
  return { kind: 'question', page: record, ...(isClaimed ? { urlFrom: 'canonical' } : {}) }
}

/**
 * A JSON round trip, because V8's sliced strings would keep the whole page in memory with each record (measured: 400 records
 * held 62 MB without it, 12 MB with it). The page's own text is repaired before it is parsed, but character references may
 * bring in what cannot be stored.
 */
function storableCopy(page: QuestionPage): QuestionPage {
  const json = JSON.stringify(page)
  if (!mayNeedRepair(json)) return JSON.parse(json) as QuestionPage
  const copy = JSON.parse(json, (_key, value: unknown) =>
    typeof value === 'string' ? storableText(value) : value,
  ) as QuestionPage
  const isFlagged = copy.checks.some(({ code }) => code === repairedCheck.code)
  return isFlagged || JSON.stringify(copy) === json
    ? copy
    : { ...copy, checks: [...copy.checks, repairedCheck] }
}

/** Counted before the copy: texts that structured data refers to a thousand times are one string until then. */
function charactersIn(record: QuestionPage): number {
  let characters = 0
  const waiting: unknown[] = [record]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value === 'string') characters += value.length
    else if (typeof value === 'object' && value !== null)
      for (const one of Object.values(value)) waiting.push(one)
  }
  return characters
}
