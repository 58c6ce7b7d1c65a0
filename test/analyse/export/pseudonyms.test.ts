import { expect, test } from 'vitest'
import { pseudonyms } from '../../../src/analyse/export/pseudonyms.ts'

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
