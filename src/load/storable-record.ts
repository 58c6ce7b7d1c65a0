/**
 * Repairs records and refuses those that the database's constraints would. The parser repairs and checks its own records;
 * files may come from anywhere, and one bad record must not break a batch of a thousand.
 */
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { recordFaults } from '../model/record-faults.ts'
import { mayNeedRepair, storableText } from '../model/storable-text.ts'

/** The record with texts that can be stored, which is the same record where they already are. */
export function repairRecord(page: QuestionPage): QuestionPage {
  const json = JSON.stringify(page)
  if (!mayNeedRepair(json)) return page
  return JSON.parse(json, (_key, value: unknown) => (typeof value === 'string' ? storableText(value) : value))
}

/** Throws `invalid-record` for a record that the constraints of the database would refuse. */
export function assertStorable(page: QuestionPage): void {
  const [fault] = recordFaults(page)
  if (fault === undefined) return
  throw new MondoError('invalid-record', `Question ${page.questionId} of ${page.site}: ${fault}.`, {
    hint: 'Correct the record, or parse its page again; nothing of this batch was loaded.',
  })
}
