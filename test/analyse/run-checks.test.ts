/** Data checks: which are run, what each may find, and what is said where they cannot be run. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { failedChecks, runChecks } from '../../src/analyse/run-checks.ts'
import type { Answer } from '../database/answers.ts'
import { answeringStore } from './answering-store.ts'

const files = readdirSync(new URL('../../sql/checks', import.meta.url)).filter((file) =>
  file.endsWith('.sql'),
)
const relations = (...names: readonly string[]): Answer => ({
  columns: { schemas: 'jsonb', relations: 'jsonb', functions: 'jsonb' },
  rows: [
    ['[]', JSON.stringify(names.map((name) => ({ schema: 'qa', name, columns: [], constraints: [] }))), '[]'],
  ],
})
const columns = { offending: 'bigint', site: 'text', question_id: 'text' } as const
const none: Answer = { columns, rows: [] }
const found: Answer = {
  columns,
  rows: [
    ['7', 'sample', '1'],
    ['7', 'sample', '2'],
  ],
}

test('every file of sql/checks is a check, with what it checks and how severe it is', async () => {
  const { store, asked } = answeringStore([
    [/jsonb_agg/, relations()],
    [/./, none],
  ])
  const results = await runChecks(store)
  expect(results.map(({ name }) => `${name}.sql`)).toEqual(files.toSorted())
  for (const { description, severity, result, offending, examples } of results) {
    expect(description).toMatch(/^[A-Z].*[.:?]$/)
    expect(description).not.toMatch(/severity|needs|--/)
    expect(['error', 'warning']).toContain(severity)
    expect(['passed', 'skipped']).toContain(result)
    expect([offending, examples]).toEqual([0, []])
  }
  for (const statement of asked.slice(1)) {
    expect(statement).toMatch(
      /^select count\(\*\) over \(\) as offending, found\.\* from \(\n[\s\S]*[^;\s]\n\) found limit 5$/,
    )
  }
})

test('checks that are named are run alone', async () => {
  const { store, asked } = answeringStore([
    [/jsonb_agg/, relations()],
    [/./, found],
  ])
  const results = await runChecks(store, { names: ['orphans', 'answer-count'] })
  expect(results.map(({ name, result }) => [name, result])).toEqual([
    ['answer-count', 'failed'],
    ['orphans', 'failed'],
  ])
  expect(asked).toHaveLength(3)
})

test('a check that needs a table which the database lacks is skipped, and not asked', async () => {
  const all = answeringStore([
    [/jsonb_agg/, relations()],
    [/./, found],
  ])
  const skipped = (await runChecks(all.store)).filter(({ result }) => result === 'skipped')
  expect(skipped.length).toBeGreaterThan(0)
  expect(all.asked).toHaveLength(1 + files.length - skipped.length)
  expect(skipped[0]).toMatchObject({ offending: 0, examples: [] })
})

test('rows found are counted in all, shown a few at a time, and fail or warn by severity', async () => {
  const { store } = answeringStore([
    [/jsonb_agg/, relations()],
    [/./, found],
  ])
  const results = (await runChecks(store)).filter(({ result }) => result !== 'skipped')
  const examples = [
    { site: 'sample', question_id: '1' },
    { site: 'sample', question_id: '2' },
  ]
  for (const one of results) {
    expect(one).toMatchObject({
      offending: 7,
      examples,
      result: one.severity === 'error' ? 'failed' : 'warned',
    })
  }
  const failed = results.filter(({ result }) => result === 'failed')
  expect(failed.length).toBeLessThan(results.length)
  expect(await failedChecks(store)).toEqual(failed.map(({ name }) => ({ name, offending: 7 })))
})

describe('checks that cannot be run', () => {
  const refused = (code: string) =>
    answeringStore([
      [/jsonb_agg/, relations()],
      [/./, Object.assign(new Error('no such table'), { code })],
    ]).store

  test('for an analyst say that they read more than qa', async () => {
    await expect(runChecks(refused('42501'))).rejects.toMatchObject({
      code: 'usage',
      message: 'This login may read qa only, and data checks read crawl too.',
      hint: 'Connect as the owner of the database.',
    })
  })

  test('on an old database name the check and what to do', async () => {
    await expect(runChecks(refused('42P01'))).rejects.toMatchObject({
      code: 'database-refused',
      message: expect.stringMatching(/^The data check [\w-]+ cannot be run: no such table\.$/),
      hint: 'Bring the database up to date with mondo db migrate, and connect as its owner: checks read crawl too.',
    })
  })
})
