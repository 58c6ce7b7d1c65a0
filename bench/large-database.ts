/**
 * A large database to read from: invented Japanese questions of the sample site, 5,000 of them loaded as a crawl loads them,
 * then copied in SQL under other ids, names and days. Words of known frequency are added, because the sample site has few:
 * の and です stand in nearly every text, 教えて in two of five questions, パソコン in one of seven texts, プリンター in one of 50.
 */
import { type Kysely, sql } from 'kysely'
import { loadPages } from '../src/app/load-pages.ts'
import { keepSites } from '../src/app/settings/keep-sites.ts'
import type { Database } from '../src/database/schema/schema.ts'
import type { QuestionPage, RelatedQuestion } from '../src/model/question-page.ts'
import { sampleQuestion } from '../src/sample-site/question.ts'
import { randomFor } from '../src/sample-site/random.ts'

const loadedPart = 5_000
const searchIndexes = ['question_search', 'answer_search', 'question_title_search']

export interface LargeDatabase {
  /** A multiple of 5,000. */
  readonly questions: number
  /** Without the search indexes it is made in a fifth of the time. */
  readonly search: boolean
}

/** Fills an empty database; one that has as many questions already is left as it is. Needs a superuser. */
export async function fillLargeDatabase(
  db: Kysely<Database>,
  { questions, search }: LargeDatabase,
): Promise<void> {
  const { rows: there } = await sql<{ count: number }>`
    select count(*)::int as count from qa.question`.execute(db)
  if (there[0]?.count === questions) return
  if (there[0]?.count !== 0) throw new Error(`The database has ${there[0]?.count} questions already.`)
  await keepSites(db)
  const definitions: string[] = []
  for (const index of searchIndexes) {
    const { rows } = await sql<{ text: string }>`
      select pg_get_indexdef(${`qa.${index}`}::regclass) as text`.execute(db)
    definitions.push(rows[0]?.text ?? '')
    await sql.raw(`drop index qa.${index}`).execute(db)
  }
  await loadPages(db, pages(0), { capturedAt: '2026-01-01T00:00:00Z' })
  await loadPages(db, pages(1), { capturedAt: '2026-01-01T01:00:00Z' })
  await copyRows(db, Math.max(0, Math.round(questions / loadedPart) - 1))
  if (search) {
    for (const definition of definitions) {
      await db.connection().execute(async (one) => {
        await sql`set maintenance_work_mem = '1GB'`.execute(one)
        await sql.raw(definition).execute(one)
      })
    }
  }
  await sql`vacuum analyze`.execute(db)
}

/** With `change` 1 every seventh question has another number of thanks, and every list has lost its first entry: earlier states. */
function* pages(change: number): Generator<QuestionPage> {
  const world = { seed: 7, questions: loadedPart }
  for (let index = 0; index < loadedPart; index++) {
    const { page } = sampleQuestion(world, index)
    const random = randomFor(world.seed, 'words', index)
    const word = () =>
      (random.chance(0.1) ? '古いパソコンの調子が悪いです。' : '') +
      (random.chance(0.02) ? 'プリンターを買いました。' : '') +
      (random.chance(0.0002) ? '蜃気楼を見ました。' : '')
    yield {
      ...page,
      title: random.chance(0.03) ? `パソコンの件：${page.title}` : page.title,
      body: `${page.body}\n${word()}${random.chance(0.2) ? '詳しく教えてください。' : ''}`.trimEnd(),
      categories: [`その${index % 50}`, `細目${index % 700}`],
      thanksCount: (page.thanksCount ?? 0) + (index % 7 === 0 ? change : 0),
      related: change === 0 ? page.related : page.related.slice(1).map(oneUp),
      answers: page.answers.map((answer) => ({ ...answer, body: `${answer.body}\n${word()}`.trimEnd() })),
    }
  }
}

function oneUp(link: RelatedQuestion): RelatedQuestion {
  return { ...link, rank: link.rank - 1 }
}

/** Without triggers and foreign keys: the copies are as whole as what they are made from. */
async function copyRows(db: Kysely<Database>, copies: number): Promise<void> {
  await db.connection().execute(async (one) => {
    await sql`set session_replication_role = replica`.execute(one)
    const { rows: tables } = await sql<{ table: string }>`
      select relname as "table" from pg_class where relnamespace = 'qa'::regnamespace and relkind = 'r'`.execute(
      one,
    )
    for (const { table } of tables) {
      const { rows } = await sql<{ name: string }>`
        select attname as name from pg_attribute where attrelid = ${`qa.${table}`}::regclass and attnum > 0
          and attgenerated = '' and not attisdropped order by attnum`.execute(one)
      const names = rows.map(({ name }) => name)
      const copied = names.map((name) => {
        if (name === 'question_id' || name === 'related_question_id') return `${name} || '-' || copy`
        if (name === 'author_name' || name === 'asker_name') return `${name} || copy % 10`
        if (name === 'posted_on') return 'posted_on + copy'
        return name === 'posted_at' ? "posted_at + copy * interval '1 day'" : name
      })
      await sql
        .raw(
          `insert into qa.${table} (${names.join(', ')}) select ${copied.join(', ')}
           from qa.${table}, generate_series(1, ${copies}) copy`,
        )
        .execute(one)
    }
    await sql`set session_replication_role = origin`.execute(one)
  })
}
