import { expect, test } from 'vitest'
import { FaultTable } from './chaos/fault-table.ts'

test('counts faults by kind, and what was seen for the kind that a round is about', () => {
  const table = new FaultTable()
  table.add('poison', { poison: 5, kill: 2 }, { lost: 1, doubled: 0, wrong: 0 })
  table.add('kill', { kill: 3 }, { lost: 0, doubled: 2, wrong: 1 })
  expect(table.injected).toBe(10)
  expect(table.seen).toEqual({ lost: 1, doubled: 2, wrong: 1 })
  const cells = table.lines().map((line) => line.split(' | '))
  expect(cells.map((row) => [row[0], ...row.slice(-2)])).toEqual([
    ['| fault', 'injected', 'lost / doubled / wrong |'],
    ['|---|---|---|---|---|', '|---|---|---|---|---|'],
    ['| kill -9', '5', '0 / 2 / 1 |'],
    ['| poison page', '5', '1 / 0 / 0 |'],
    ['| all', '10', '1 / 2 / 1 |'],
  ])
})
