/** Content that is wrong although every constraint holds: each corruption of the sample site is found, and the site as it is passes. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { runChecks } from '../../../src/analyse/run-checks.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { corruptions } from './corruptions.ts'

const tables = ['question', 'answer', 'reply', 'related_question']

describe.each(storeNames)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const run = async (...statements: readonly string[]) => {
    for (const statement of statements) await sql.raw(statement).execute(store.db)
  }
  const found = async () => (await runChecks(store)).filter(({ offending }) => offending > 0)

  test.each([
    { questions: 12, seed: 1 },
    { questions: 60, seed: 2 },
    { questions: 150, seed: 3 },
  ])('the sample site of $questions questions passes every check', async (options) => {
    await emptyTables(store.db)
    const site = await startSampleSite(options)
    await loadPages(store.db, site.expected(), { capturedAt: '2026-11-01T00:00:00Z' })
    await site.close()
    expect(await found()).toEqual([])
  })

  test('one odd answer and one odd link of few are no failure of the site', async () => {
    await emptyTables(store.db)
    const site = await startSampleSite({ questions: 12, seed: 1 })
    await loadPages(store.db, site.expected(), { capturedAt: '2026-11-01T00:00:00Z' })
    await site.close()
    await run(
      `delete from qa.related_question where ctid not in (select ctid from qa.related_question limit 9)`,
      `update qa.related_question set related_question_id = question_id where ctid = (select min(ctid) from qa.related_question)`,
      `update qa.answer set posted_at = '2001-02-03T04:05:06Z', posted_on = '2001-02-03'
        where ctid = (select min(ctid) from qa.answer)`,
    )
    expect((await found()).map((each) => `${each.name} ${each.result}`)).toEqual([
      'older-than-question warned',
    ])
  })

  describe('of 60 questions', () => {
    beforeAll(async () => {
      await emptyTables(store.db)
      const site = await startSampleSite({ questions: 60, seed: 1 })
      await loadPages(store.db, site.expected(), { capturedAt: '2026-11-01T00:00:00Z' })
      await site.close()
      await run(
        'create schema saved',
        ...tables.map((table) => `create table saved.${table} as table qa.${table}`),
      )
    })

    test.each(corruptions)('$check finds $what', async ({ check, by }) => {
      await run(by)
      const results = await found()
      await run(
        'truncate crawl.field_coverage',
        `truncate ${tables.map((table) => `qa.${table}`).join(', ')} cascade`,
      )
      for (const table of tables) {
        const { rows } = await sql<{ names: string }>`
          select string_agg(quote_ident(attname), ', ') as names from pg_attribute
          where attrelid = ${`qa.${table}`}::regclass and attnum > 0 and attgenerated = ''`.execute(store.db)
        const names = rows[0]?.names ?? ''
        await run(`insert into qa.${table} (${names}) select ${names} from saved.${table}`)
      }
      expect(results.map((each) => each.name)).toContain(check)
      const severities = results.map(({ severity, result }) => `${severity} ${result}`)
      expect(new Set(severities)).toEqual(
        new Set(severities.filter((one) => /^(error failed|warning warned)$/.test(one))),
      )
      expect(await found()).toEqual([])
    })
  })
})
