/** An export as one SQLite database: values, keys, comments and search. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { ExportOptions } from '../../../src/analyse/export/export-tables.ts'
import { mondoVersion } from '../../../src/model/package-files.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { exportsTo } from './example-tables.ts'

const folder = temporaryFolder()
const { exported } = exportsTo(folder)

describe('SQLite', () => {
  const opened = async (changed: Partial<ExportOptions> = {}) => {
    const { out, manifest } = await exported({ format: 'sqlite', ...changed })
    const database = new DatabaseSync(join(out, 'mondo.sqlite'), { readOnly: true })
    const all = (statement: string) =>
      database
        .prepare(statement)
        .all()
        .map((one) => ({ ...one }))
    return { all, manifest }
  }

  test('keeps the values of all kinds, as text where it has no such type', async () => {
    const { all, manifest } = await opened()
    expect(manifest.tables.map(({ file }) => file)).toEqual(['mondo.sqlite', 'mondo.sqlite'])
    const views = 'cast(views as text) as views'
    const others = 'site, question_id, title, asker_name, solved, answer_count, score, price'
    const last = 'posted_on, changed_at, checks, tags'
    expect(all(`select ${others}, ${views}, ${last} from question where question_id = '1'`)).toEqual([
      {
        ...{ site: 'sample', question_id: '1', title: '猫が鳴く', asker_name: '花子', solved: 1 },
        ...{ answer_count: 2, views: '9007199254740993', score: 0.5, price: 0.1, posted_on: '2022-01-22' },
        ...{ changed_at: '2022-01-22T03:04:05.000001Z', checks: '[]', tags: '["ペット","猫"]' },
      },
    ])
    expect(all(`select solved, score, price, ${views} from question where question_id = '2'`)).toEqual([
      { solved: 0, score: 'NaN', price: null, views: '0' },
    ])
  })

  test('has the keys and comments of the database', async () => {
    const { all } = await opened()
    const [definition] = all("select sql from sqlite_schema where name = 'question'")
    expect(definition?.['sql']).toBe(`CREATE TABLE "question" ( -- Questions, one a row.
  "site" text not null, -- Which site.
  "question_id" text not null,
  "title" text not null,
  "asker_name" text,
  "solved" integer not null,
  "answer_count" integer not null,
  "views" integer not null,
  "score" real not null,
  "price" real,
  "posted_on" text,
  "changed_at" text,
  "checks" text not null,
  "tags" text not null,
  primary key ("site", "question_id")
)`)
    const [references] = all("select sql from sqlite_schema where name = 'answer'")
    expect(references?.['sql']).toContain(
      'primary key ("question_id", "answer_key"),\n  foreign key ("question_id") references "question" (question_id)\n)',
    )
  })

  test('of a part of the tables has no references to rows that are not there', async () => {
    const { all } = await opened({ tables: ['answer'] })
    expect(all("select sql from sqlite_schema where name = 'answer'")[0]?.['sql']).not.toContain(
      'foreign key',
    )
    expect(all("select name from sqlite_schema where name = 'question'")).toEqual([])
  })

  test('is searched by pairs of characters, signs included', async () => {
    const { all } = await opened()
    const found = (words: string) =>
      all(
        `select question_id, answer_key from search_text where id in (select rowid from search where search match '${words}')`,
      )
    expect(found('"猫が が"')).toEqual([{ question_id: '1', answer_key: null }])
    expect(found('鳴*')).toEqual([{ question_id: '1', answer_key: null }])
    expect(found('"c+ ++ +"')).toEqual([{ question_id: '1', answer_key: 'b' }])
    expect(found('"が鳴"')).toEqual([])
  })

  test('says where it comes from', async () => {
    const { all } = await opened({ since: new Date('2022-01-01T00:00:00Z'), tables: ['question'] })
    expect(all('select * from mondo_export')).toEqual([
      { name: 'mondo', value: mondoVersion() },
      { name: 'exportedAt', value: '2026-11-29T01:02:03.000Z' },
      { name: 'schemaVersion', value: '0007' },
      { name: 'since', value: '2022-01-01T00:00:00.000Z' },
    ])
  })
})
