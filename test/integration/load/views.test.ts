/** What the views of `qa` promise beyond the results that their examples state. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import { everyStoreName, freshStore } from '../stores.ts'
import { fillSampleDatabase } from './sample-database.ts'

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
    await fillSampleDatabase(store)
  })
  const rowsOf = async (query: string) => (await sql.raw(query).execute(store.db)).rows

  test('lineage leads from every row, earlier versions included, to capture, file, digest, parser, run and visit', async () => {
    const tables = {
      question: 'question',
      answer: 'answer',
      reply: 'reply',
      related: 'related_question',
      question_version: 'question_version',
      answer_version: 'answer_version',
      reply_version: 'reply_version',
      related_version: 'related_question_version',
    }
    for (const [kind, table] of Object.entries(tables)) {
      const [counted] = await rowsOf(`
        select count(*) as led, (select count(*) from qa.${table}) as rows,
          count(*) filter (where (capture_id, url, warc_file, warc_offset, warc_length, payload_digest, parser_version,
            run_id, visit_id) is not null) as whole, count(valid_from) as earlier
        from qa.lineage where row_kind = '${kind}'`)
      const rows = counted as { led: number; rows: number; whole: number; earlier: number }
      expect(rows.rows, kind).toBeGreaterThan(0)
      expect(rows, kind).toMatchObject({
        led: rows.rows,
        whole: rows.rows,
        earlier: kind.endsWith('_version') ? rows.rows : 0,
      })
    }
    expect(
      await rowsOf(`
        select l.run_id, l.captured_at, l.valid_from = v.valid_from as is_same
        from qa.question_version v join qa.lineage l using (site, question_id, valid_from)
        where v.ended_by = 'edited' and l.row_kind = 'question_version'`),
    ).toEqual([
      {
        run_id: '00000000-0000-4000-8000-000000000001',
        captured_at: new Date('2026-11-01T00:00:00Z'),
        is_same: true,
      },
    ])
  })

  test('a question that is gone counts neither for its asker nor for those who answered it', async () => {
    const count = async () =>
      rowsOf(`select sum(questions)::integer as questions, sum(answers)::integer as answers from qa.person`)
    const here = `from qa.question q left join qa.answer a on a.site = q.site and a.question_id = q.question_id
      and a.gone_at is null and a.author_name is not null where q.gone_at is null`
    expect(
      await rowsOf('select count(*)::integer as gone from qa.question where gone_at is not null'),
    ).toEqual([{ gone: 1 }])
    expect(await count()).toEqual(
      await rowsOf(
        `select count(distinct q.question_id) filter (where q.asker_name is not null)::integer as questions,
         count(a.answer_key)::integer as answers ${here}`,
      ),
    )
  })

  test('a login that can read only qa can read the schema version', async () => {
    expect(await rowsOf('select qa.schema_version() = max(name) as is_newest from crawl.migration')).toEqual([
      { is_newest: true },
    ])
  })
})
