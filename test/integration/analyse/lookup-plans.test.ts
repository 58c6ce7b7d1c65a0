/** How Postgres answers the lookups that docs/analysts.md says have an index: over 20,000 rows of each table, never by reading all. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { listings } from '../../../src/analyse/browse/listings.ts'
import type { Store } from '../../../src/database/store.ts'
import { freshStore } from '../stores.ts'

const rows = 20_000

describe.each(['postgres 15', 'postgres 18'] as const)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
    const at = "timestamptz '2010-01-01Z' + n * interval '3 hours'"
    const seen = `${at}, ${at}`
    await store.db.connection().execute(async (db) => {
      // Keys and the log of changes are not what is tried here.
      for (const statement of [
        'set session_replication_role = replica',
        `insert into qa.question (site, question_id, url, title, body, status, categories, asker_name, posted_at, posted_on, complete,
            layout, aliases, image_urls, checks, first_seen_at, changed_at)
          select 'sample', n::text, 'https://sample.example/qa/q' || n || '.html', 'q' || n, 'b', 'solved',
            array['c' || n % 500], 'asker ' || n % 2000, ${at}, (${at})::date, true, 'okwave/current', '{}', '{}', '[]', ${seen}
          from generate_series(1, ${rows}) n`,
        `insert into qa.answer (site, question_id, answer_key, position, is_best, author_name, body, image_urls, posted_at, posted_on, first_seen_at, changed_at)
          select 'sample', n::text, '1', 1, n % 3 = 0, 'author ' || n % 2000, 'b', '{}', ${at}, (${at})::date, ${seen}
          from generate_series(1, ${rows}) n`,
        `insert into qa.related_question (site, question_id, rank, related_question_id, title, first_seen_at, changed_at)
          select 'sample', n::text, 1, (n * 7 % ${rows})::text, 'x', ${seen} from generate_series(1, ${rows}) n`,
        'analyze qa.question, qa.answer, qa.related_question',
        'reset session_replication_role',
      ]) {
        await sql.raw(statement).execute(db)
      }
    })
  })

  const plan = async (statement: string) => {
    const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`explain ${statement}`).execute(store.db)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  test.each([
    ['a question by its key', "qa.question where site = 'sample' and question_id = '77'"],
    ['a thread by its key', "qa.thread where site = 'sample' and question_id = '77'"],
    ['answers of a question', "qa.answer where site = 'sample' and question_id = '77'"],
    ['questions of a person', "qa.question where site = 'sample' and asker_name = 'asker 7'"],
    ['answers by a person', "qa.answer where site = 'sample' and author_name = 'author 7'"],
    ['questions of a day', "qa.question where posted_on = '2011-02-03'"],
    ['answers of a day', "qa.answer where posted_on = '2011-02-03'"],
    ['questions changed since', "qa.question where changed_at >= '2016-11-01'"],
    ['answers changed since', "qa.answer where changed_at >= '2016-11-01'"],
    ['questions of a category', "qa.question where categories @> array['c7']"],
    ['what lists a question', "qa.related_question where site = 'sample' and related_question_id = '77'"],
  ])('%s', async (_, from) => {
    const text = await plan(`select * from ${from}`)
    expect(text).toMatch(/Index|Bitmap/)
    expect(text).not.toMatch(/Seq Scan/)
  })

  test('a category in the form that docs/analysts.md warns of reads every row', async () => {
    expect(await plan("select * from qa.question where 'c7' = any (categories)")).toMatch(
      /Seq Scan on question/,
    )
  })

  test('every list of one question, and those of a person, read no table as a whole', async () => {
    const given = new URLSearchParams({ site: 'sample', id: '77', name: 'author 7' })
    const lists = [
      'question',
      'answers',
      'replies',
      'related',
      'edits',
      'changes',
      'listed',
      'lineage',
      'asked',
      'answered',
    ] as const
    for (const list of lists) {
      const text = await plan(listings[list].statement(given) ?? '')
      expect([list, /Seq Scan on (question|answer|related_question)\b/.exec(text)?.[0] ?? null]).toEqual([
        list,
        null,
      ])
    }
  })
})
