/** Content that is wrong although every constraint holds: each corruption of the sample site is found, and the site as it is passes. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { runChecks } from '../../../src/analyse/run-checks.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { keepSites } from '../../../src/app/settings/keep-sites.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage, Reply } from '../../../src/model/question-page.ts'
import { sampleQuestion } from '../../../src/sample-site/question.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { type Corruption, corruptions } from './corruptions.ts'
import { laterCorruptions } from './later-corruptions.ts'

const tables = ['question', 'answer', 'reply', 'related_question']

describe.each(storeNames)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const run = async (...statements: readonly string[]) => {
    for (const statement of statements) await sql.raw(statement).execute(store.db)
  }
  const found = async (...names: readonly string[]) =>
    (await runChecks(store, names.length === 0 ? {} : { names })).filter(({ offending }) => offending > 0)

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

  const save = async () => {
    await run(
      'drop schema if exists saved cascade',
      'create schema saved',
      ...tables.map((table) => `create table saved.${table} as table qa.${table}`),
    )
  }
  const restore = async () => {
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
  }
  const finds = async ({ check, by }: Corruption) => {
    await run(...[by].flat())
    const results = await found(check)
    await restore()
    expect(results.map(({ name, severity, result }) => [name, `${severity} ${result}`])).toEqual([
      [check, expect.stringMatching(/^(error failed|warning warned)$/)],
    ])
  }

  describe('of 60 questions', () => {
    beforeAll(async () => {
      await emptyTables(store.db)
      await keepSites(store.db)
      const site = await startSampleSite({ questions: 60, seed: 1 })
      await loadPages(store.db, site.expected(), { capturedAt: '2026-11-01T00:00:00Z' })
      await site.close()
      await save()
    })

    test.each(corruptions)('$check finds $what', finds)

    test('and passes what they were made from', async () => {
      expect(await found()).toEqual([])
    })
  })

  test.each([1, -1])('new questions of which most have %i vote pass', async (vote) => {
    await emptyTables(store.db)
    const pages = Array.from({ length: 120 }, (_, index): QuestionPage => {
      const { page } = sampleQuestion({ questions: 120, seed: 5 }, index)
      return { ...page, thanksCount: index < 80 ? 3 + ((index * 17) % 58) : index % 3 === 0 ? 0 : vote }
    })
    await loadPages(store.db, pages.slice(0, 80), { capturedAt: '2026-10-01T00:00:00Z' })
    await loadPages(store.db, pages.slice(80), { capturedAt: '2026-11-01T00:00:00Z' })
    const features = (results: Awaited<ReturnType<typeof found>>) =>
      results.flatMap(({ examples }) => examples.map(({ feature }) => feature))
    expect(features(await found())).not.toContain('one number of thanks to questions')
    await run("update qa.question set thanks_count = 7 where changed_at > '2026-10-15'")
    expect(features(await found())).toContain('one number of thanks to questions')
  })

  describe('of 240 questions, the last of which were loaded a month later', () => {
    beforeAll(async () => {
      await emptyTables(store.db)
      await keepSites(store.db)
      const pages = Array.from({ length: 240 }, (_, index) =>
        withDatedReplies(sampleQuestion({ questions: 240, seed: 5 }, index).page),
      )
      await loadPages(store.db, pages.slice(0, 160), { capturedAt: '2026-10-01T00:00:00Z' })
      await loadPages(store.db, pages.slice(160), { capturedAt: '2026-11-01T00:00:00Z' })
      await save()
    })

    test.each(laterCorruptions)('$check finds $what', finds)

    test('and passes what they were made from', async () => {
      expect(await found()).toEqual([])
    })
  })

  test('questions whose title is their text, and questions without a text, are right where their pages are so', async () => {
    await emptyTables(store.db)
    await keepSites(store.db)
    const page = (index: number) => sampleQuestion({ questions: 40, seed: 1 }, index).page
    const untitled = Array.from(
      { length: 20 },
      (_, index): QuestionPage => ({
        ...page(index),
        site: 'chiebukuro',
        layout: 'chiebukuro/2020',
        title: page(index).body,
      }),
    )
    const textless = Array.from(
      { length: 20 },
      (_, index): QuestionPage => ({
        ...page(20 + index),
        site: 'example.com',
        layout: 'schema-org/json-ld',
        body: '',
        checks: [
          { code: 'empty-body' as const, severity: 'warning' as const, message: 'the question has no text' },
        ],
      }),
    )
    await loadPages(store.db, [...untitled, ...textless], { capturedAt: '2026-11-01T00:00:00Z' })
    expect((await found()).map((each) => each.name)).toEqual([])
  })
})

/** Pages of the sample site do not say when replies were posted. */
function withDatedReplies(page: QuestionPage): QuestionPage {
  const dated = (postedAt: string | null) => (reply: Reply) => ({ ...reply, postedAt })
  return {
    ...page,
    replies: page.replies.map(dated(page.postedAt)),
    answers: page.answers.map((answer) => ({
      ...answer,
      replies: answer.replies.map(dated(answer.postedAt)),
    })),
  }
}
