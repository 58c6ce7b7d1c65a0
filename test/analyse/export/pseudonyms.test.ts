import { expect, test } from 'vitest'
import { pseudonyms, stillIdentifying } from '../../../src/analyse/export/pseudonyms.ts'

test('a check keeps its code and drops what its message quotes from the page, which may be a name', () => {
  const column = { name: 'checks', type: 'jsonb', kind: 'json', nullable: false, sql: '"checks"' } as const
  const replace = pseudonyms('0123456789abcdef').forColumn(column, 'question')
  const checks = [
    {
      code: 'text-unclaimed',
      severity: 'warning',
      message: '2 texts that no field took: 「goomarie\nさん」 「kotae」',
    },
    {
      code: 'best-answer',
      severity: 'warning',
      message: 'the question is solved but no best answer is shown',
    },
  ]
  expect(JSON.parse(String(replace?.(JSON.stringify(checks))))).toEqual([
    { ...checks[0], message: '2 texts that no field took: …' },
    checks[1],
  ])
})

test('a name that changed is hashed in qa.change as elsewhere, and other fields stay', () => {
  const text = (name: string) => ({ name, type: 'text', kind: 'text', nullable: true, sql: name }) as const
  const hidden = pseudonyms('0123456789abcdef')
  const elsewhere = (column: string, value: string) => hidden.forColumn(text(column), 'question')?.(value)
  const columns = ['before', 'field', 'after'].map(text)
  const changed = hidden.forRow(columns, 'change')
  expect(changed(['himitsu', 'asker_name', null])).toEqual([
    elsewhere('asker_name', 'himitsu'),
    'asker_name',
    null,
  ])
  const url = 'https://sample.example/u/himitsu'
  expect(changed([null, 'author_url', url])).toEqual([null, 'author_url', elsewhere('author_url', url)])
  expect(changed(['open', 'status', 'solved'])).toEqual(['open', 'status', 'solved'])
  const fieldFirst = hidden.forRow(['field', 'before'].map(text), 'change')
  expect(fieldFirst(['asker_name', 'himitsu'])).toEqual(['asker_name', elsewhere('asker_name', 'himitsu')])
  const relation = { schema: 'qa', name: 'change', kind: 'view', comment: '', columns: [], constraints: [] }
  const told = stillIdentifying([{ relation: { ...relation, kind: 'view', indexes: [] }, columns }], hidden)
  expect(told['change.after']).toMatch(/names and profile URLs of people are replaced$/)
})
