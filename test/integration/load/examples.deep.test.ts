/**
 * The examples for analysts, run over the sample database against the results that they state: the lines after
 * `-- Over the sample database:`, one row of JSON each. With `MONDO_WRITE_EXAMPLES=1` the results are written instead.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { runSql } from '../../../src/analyse/run-sql.ts'
import type { Store } from '../../../src/database/store.ts'
import { everyStoreName, freshStore } from '../stores.ts'
import { type ExampleTruth, exampleTruths } from './example-truths.ts'
import { fillSampleDatabase } from './sample-database.ts'

const folder = new URL('../../../sql/examples/', import.meta.url)
const marker = '\n-- Over the sample database:\n'
const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()

const analystsPage = async () => await readFile(new URL('../../../docs/analysts.md', import.meta.url), 'utf8')

/** The queries of a page that ask `qa`. */
function queriesOf(page: string): readonly string[] {
  const blocks = page.split('```sql\n').slice(1)
  const queries = blocks.flatMap((block) => (block.split('\n```')[0] ?? '').split(';\n\n'))
  return queries.filter((query) => query.includes('qa.'))
}

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  let truths: Readonly<Record<string, ExampleTruth>>
  beforeAll(async () => {
    store = await freshStore(name)
    truths = exampleTruths(await fillSampleDatabase(store))
  })

  test.each(files)('%s returns the rows that it states', async (file) => {
    const text = await readFile(new URL(file, folder), 'utf8')
    const [query = '', stated = ''] = text.split(marker)
    const { columns, rows } = await runSql(store, query)
    const lines = rows.map(
      (row) =>
        `-- ${JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index]])))}\n`,
    )
    if (process.env['MONDO_WRITE_EXAMPLES'] === '1') {
      await writeFile(new URL(file, folder), `${query}${marker}${lines.join('')}`)
    } else {
      expect(lines.join('')).toBe(stated)
      expect(lines).not.toEqual([])
    }
  })

  test.each(files)('%s tells the truth about the pages', async (file) => {
    const { columns: wanted = [], rows: expected = [] } = truths[file.replace('.sql', '')] ?? {}
    const { columns, rows } = await runSql(store, await readFile(new URL(file, folder), 'utf8'))
    const places = wanted.map((column) => columns.indexOf(column))
    expect(rows.map((row) => places.map((place) => row[place]))).toEqual(expected)
    expect(expected).not.toEqual([])
  })

  test('the queries of docs/analysts.md run', async () => {
    const own = queriesOf(await analystsPage())
    expect(own.length).toBeGreaterThanOrEqual(6)
    for (const query of own) expect((await runSql(store, query)).columns, query).not.toEqual([])
  })

  test('the query of docs/analysts.md for local hours counts the hours of a Japanese clock', async () => {
    const query = queriesOf(await analystsPage()).find((each) => each.includes('extract(hour')) ?? ''
    const { columns, rows } = await runSql(store, query)
    expect(columns).toEqual(['hour', 'questions'])
    const { rows: posted } = await sql<{ posted_at: Date }>`
      select posted_at from qa.question where posted_at is not null`.execute(store.db)
    const hours = posted.map(({ posted_at }) => (posted_at.getUTCHours() + 9) % 24)
    const counted = [...Map.groupBy(hours, (hour) => hour)].map(([hour, same]) => [hour, same.length])
    expect(counted.length).toBeGreaterThan(1)
    expect(rows.map(([hour, count]) => [Number(hour), Number(count)])).toEqual(
      counted.sort(([one = 0], [other = 0]) => one - other),
    )
  })

  test('search folds what docs/analysts.md says that it does, and nothing else of it', async () => {
    const page = (await analystsPage()).replaceAll('\n', ' ')
    const said = (words: string) => expect(page).toContain(words)
    said(
      'Half and full width are equal (`ＡＢＣ`, `ABC`; `ｶﾞ`, `ガ`), and so are A to Z and a to z, but no other letters (`É` is not `é`)',
    )
    said('ひらがな and カタカナ differ, unless you ask for `kana => true`')
    said('〜 and ～, − and －, ‖ and ∥, ¢ £ ¬ and ￠ ￡ ￢, 髙 and 高')
    said('おかあさん is not おかーさん')
    const pairs: readonly (readonly [string, string, boolean, boolean?])[] = [
      ['ＡＢＣ', 'ABC', true],
      ['ｶﾞ', 'ガ', true],
      ['AZ', 'az', true],
      ['É', 'é', false],
      ['Я', 'я', false],
      ['ひらがな', 'ヒラガナ', false, true],
      ['〜', '～', true],
      ['−', '－', true],
      ['‖', '∥', true],
      ['¢£¬', '￠￡￢', true],
      ['髙', '高', true],
      ['おかあさん', 'おかーさん', false, false],
    ]
    for (const [one, other, isEqual, isEqualInKana = isEqual] of pairs) {
      const { rows } = await sql<object>`
        select qa.ja_fold(${one}) = qa.ja_fold(${other}) as equal, qa.ja_fold(${one}, true) = qa.ja_fold(${other}, true) as kana
      `.execute(store.db)
      expect([one, rows]).toEqual([one, [{ equal: isEqual, kana: isEqualInKana }]])
    }
  })

  test('the comments of the views with delays say how exact they are', async () => {
    for (const view of ['best_answer', 'answers_by_month']) {
      const { rows } = await sql<{ said: string }>`
        select obj_description(${`qa.${view}`}::regclass) as said`.execute(store.db)
      expect(rows[0]?.said).toMatch(/in hours where .* time of day, in days where they tell only the day/)
    }
  })

  test('every view and table function has an example', async () => {
    const { rows } = await sql<{ object: string }>`
      select relname as object from pg_class where relnamespace = 'qa'::regnamespace and relkind = 'v'
      union all
      select relname from pg_class where relnamespace = 'qa'::regnamespace and relname like '%_version' and relkind = 'r'
      union all
      select proname from pg_proc where pronamespace = 'qa'::regnamespace and proretset
    `.execute(store.db)
    expect(rows.map(({ object }) => `${object}.sql`).toSorted()).toEqual(files)
  })
})
