import { expect, test } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { detached } from '../../src/parse/finished-record.ts'
import { record } from '../records.ts'

test('the record that a reader gives away is what JSON would make of it', () => {
  // A definition's function may leave a field without a value.
  const page = { ...record(), extra: undefined } as QuestionPage
  expect(detached({ kind: 'question', page })).toStrictEqual({ kind: 'question', page: record() })
})
