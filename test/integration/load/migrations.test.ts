import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/database/schema/migrate.ts'
import { migrations } from '../../../src/database/schema/migrations/index.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { pgliteParsers, postgresTypes } from '../../../src/database/value-types.ts'
import { loadPages } from '../../../src/load/load-pages.ts'
import { recordDigest } from '../../../src/load/record-digest.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { everyStoreName, freshUrl, type StoreName } from '../stores.ts'

/** The first three were released together, as version 0.1; what it held goes through all versions since. */
const versions = Object.keys(migrations).toSorted().slice(2)
const [oldest = ''] = versions

const monday = new Date('2026-11-02T00:00:00Z')
const tuesday = new Date('2026-11-03T00:00:00Z')
const wednesday = new Date('2026-11-04T00:00:00Z')
const thursday = new Date('2026-11-05T00:00:00Z')

async function emptyDatabase(name: StoreName): Promise<Kysely<Database>> {
  const dialect =
    name === 'pglite'
      ? new PGliteDialect({ pglite: await PGlite.create({ parsers: pgliteParsers }) })
      : new PostgresDialect({
          pool: new pg.Pool({ connectionString: await freshUrl(name), types: postgresTypes }),
        })
  return new Kysely<Database>({ dialect })
}

async function migrateTo(db: Kysely<Database>, version: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'crawl',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const { error } = await migrator.migrateTo(version)
  if (error !== undefined) throw error
}

const page = aPage({ answers: [anAnswer('1', { isBest: true })], related: [], replies: [] })

/** As version 0.1 left it: answer 2 was there on Monday, and was gone from the whole question on Tuesday. */
async function fill(db: Kysely<Database>): Promise<void> {
  const answer = (key: string, isBest: boolean, gone: Date | null) => sql`
    insert into qa.answer (site, question_id, answer_key, answer_number, position, is_best, author_name, best_answer_percent,
      best_answer_best, best_answer_answers, body, posted_on, thanks_count, image_urls, first_seen_at, changed_at, gone_at)
    values ('sample', '101', ${key}, ${Number(key)}, 1, ${isBest}, ${`kotae${key}`}, 25, 14, 56, ${`回答の本文 ${key}`},
      '2013-07-08', 1, '{}', ${monday}, ${monday}, ${gone})`
  await sql`
    insert into qa.question (site, question_id, url, aliases, title, body, status, categories, asker_name, asker_url,
      posted_at, posted_on, answer_count, thanks_count, complete, image_urls, layout, checks, first_seen_at, changed_at)
    values ('sample', '101', ${page.url}, '{}', ${page.title}, ${page.body}, 'solved', '{暮らし,洗濯}', 'ameagari',
      'https://sample.example/u/ameagari', ${page.postedAt}, '2013-07-08', 2, 0, true,
      '{https://sample.example/img/1.png}', 'okwave/current', '[]', ${monday}, ${monday})`.execute(db)
  await answer('1', true, null).execute(db)
  await answer('2', false, tuesday).execute(db)
  await sql`
    insert into crawl.page (site, path, origin, host_group, kind, question_id, discovered_at, record_digest, parser_version,
      last_seen_at, changed_at)
    values ('sample', '/qa/q101.html', 'https://sample.example', 'sample.example', 'question', '101', ${monday},
      ${recordDigest(page)}, 'a', ${wednesday}, ${tuesday})`.execute(db)
}

describe.each(everyStoreName)('%s', (name) => {
  let db: Kysely<Database>
  beforeAll(async () => {
    db = await emptyDatabase(name)
  })
  afterAll(() => db.destroy())

  test.each(versions)('a database of version %s keeps its rows, and its history goes on', async (version) => {
    await sql`drop schema if exists qa, crawl cascade`.execute(db)
    await migrateTo(db, oldest)
    await fill(db)
    await migrateTo(db, version)
    await migrate(db)
    const seen = () =>
      db
        .selectFrom('qa.answer')
        .select(['answer_key', 'first_seen_at', 'changed_at', 'gone_at'])
        .orderBy('answer_key')
        .execute()
    const before = [
      { answer_key: '1', first_seen_at: monday, changed_at: monday, gone_at: null },
      { answer_key: '2', first_seen_at: monday, changed_at: monday, gone_at: tuesday },
    ]
    expect(await seen()).toEqual(before)

    const counts = await loadPages(db, [{ ...page, title: '別の題' }], { capturedAt: thursday })
    expect(counts).toMatchObject({ question: { changed: 1 }, answer: { unchanged: 1, changed: 0, gone: 0 } })
    expect(await seen()).toEqual(before)
    const [question] = await db
      .selectFrom('qa.question')
      .select(['title', 'first_seen_at', 'changed_at'])
      .execute()
    expect(question).toEqual({ title: '別の題', first_seen_at: monday, changed_at: thursday })
    const [earlier] = await db.selectFrom('qa.question_version').selectAll().execute()
    expect(earlier).toMatchObject({ title: page.title, valid_to: thursday, ended_by: 'edited' })
  })
})
