/** What is written of the history of a question. What the statements mean is for the integration tests. */
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Observation } from '../../../src/load/history/observation.ts'
import { questionHistory } from '../../../src/load/history/question-history.ts'
import { recordRowsOf } from '../../../src/load/history/record-to-rows.ts'
import { writeHistories } from '../../../src/load/rows/write-history.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { anAnswer, aPage } from '../pages.ts'

const at = (day: number) => `2026-11-0${day}T00:00:00.000Z`
const seen = (day: number, body: string) => {
  const page = aPage({ body, answers: [anAnswer('1')], replies: [], related: [] })
  const observation: Observation = {
    ...{ site: 'sample', question_id: '101', path: '/qa/q101.html', part: '', capture_id: `c${day}` },
    ...{ captured_at: at(day), record_digest: body, layout: null, checks: null, parser_version: '1' },
    ...{ run_id: null, complete: true, next_path: null },
  }
  return { observation, rows: recordRowsOf(page) }
}
const history = questionHistory([seen(1, 'a'), seen(2, 'b')])

async function written(changed: Partial<Parameters<typeof writeHistories>[1][number]> = {}) {
  const { db, queries } = recordingDatabase<Database>(({ sql }) =>
    sql.includes('as inserted') ? [{ inserted: 1, changed: 2, gone: 3 }] : [],
  )
  const one = {
    site: 'sample',
    question_id: '101',
    history,
    knownSince: at(1),
    mayLoseRows: false,
    ...changed,
  }
  const counts = await writeHistories(db, [one])
  const statements = queries.map(({ sql, parameters }) => ({
    to: /(insert into|delete from) (qa\.\w+)/.exec(sql)?.slice(1).join(' ') ?? '',
    sql: sql.replaceAll(/\s+/g, ' '),
    rows: JSON.parse(String(parameters[0])) as Readonly<Record<string, unknown>>[],
  }))
  return { counts, statements, of: (to: string) => statements.find((one) => one.to === to) }
}

test('present rows and earlier versions are written, each table at once', async () => {
  const { counts, statements, of } = await written()
  expect(statements.map(({ to }) => to)).toEqual([
    ...['insert into qa.question', 'insert into qa.question_version', 'insert into qa.answer'],
  ])
  const none = { inserted: 0, changed: 0, gone: 0 }
  const some = { inserted: 1, changed: 2, gone: 3 }
  expect(counts).toEqual({ question: some, answer: some, reply: none, related: none })
  expect(of('insert into qa.question')?.rows).toMatchObject([
    {
      ...{ site: 'sample', question_id: '101', body: 'b', capture_id: 'c2', known_since: at(1) },
      ...{ first_seen_at: at(1), changed_at: at(2), gone_at: null, gone_reason: null },
    },
  ])
  expect(of('insert into qa.question_version')?.rows).toMatchObject([
    {
      ...{ site: 'sample', question_id: '101', body: 'a', valid_from: at(1), valid_to: at(2) },
      ...{ capture_id: 'c1', parser_version: '1' },
    },
  ])
  expect(of('insert into qa.answer')?.rows).toMatchObject([
    { answer_key: '1', position: 1, capture_id: 'c1' },
  ])
})

test('the best answer is written last, so that the one before makes way; versions have no such order', async () => {
  const { of } = await written()
  expect(of('insert into qa.answer')?.sql).toContain(
    'from touched order by (is_best and gone_at is null), site, question_id, answer_key on conflict',
  )
  expect(of('insert into qa.question')?.sql).toContain('from touched order by site, question_id on conflict')
  const best = questionHistory([
    seen(1, 'a'),
    { ...seen(2, 'b'), rows: recordRowsOf(aPage({ body: 'b', answers: [anAnswer('1', { isBest: true })] })) },
  ])
  const { of: past } = await written({ history: best })
  expect(past('insert into qa.answer_version')?.sql).toContain(
    'from touched order by site, question_id, answer_key, valid_from on conflict',
  )
})

test('a row counts as changed when it is back, and as gone; a version does neither', async () => {
  const { of } = await written()
  const present = of('insert into qa.question')?.sql
  expect(present).toContain('or (t.gone_at is not null and i.gone_at is null) as differs')
  expect(present).toContain('t.gone_at is null and i.gone_at is not null as goes')
  const version = of('insert into qa.question_version')?.sql
  expect(version).not.toContain('gone_at')
  expect(version).toContain('false as goes')
})

test('what a row says of times before the first observation stays', async () => {
  const { of } = await written()
  const early =
    /t\.changed_at < i\.known_since and i\.changed_at = i\.known_since and t\.gone_at is null and not \(/
  expect(of('insert into qa.answer')?.sql).toMatch(early)
  expect(of('insert into qa.answer')?.sql).toContain(
    'case when t.first_seen_at < i.known_since then t.first_seen_at else i.first_seen_at end as first_seen_at',
  )
  expect(of('insert into qa.question_version')?.sql).not.toMatch(early)
})

describe('rows that no record shows any more', () => {
  test('are removed before anything is written, those that refer to others first', async () => {
    const { statements, of } = await written({ mayLoseRows: true })
    expect(statements.map(({ to }) => to).slice(0, 8)).toEqual([
      ...['delete from qa.related_question_version', 'delete from qa.related_question'],
      ...['delete from qa.reply_version', 'delete from qa.reply', 'delete from qa.answer_version'],
      ...['delete from qa.answer', 'delete from qa.question_version', 'delete from qa.question'],
    ])
    const key = { site: 'sample', question_id: '101', known_since: at(1) }
    expect(of('delete from qa.answer')?.rows).toEqual([{ ...key, kept: ['1'] }])
    expect(of('delete from qa.question')?.rows).toEqual([{ ...key, kept: [''] }])
    expect(of('delete from qa.question_version')?.rows).toEqual([{ ...key, kept: [at(1)] }])
    expect(of('delete from qa.reply')?.rows).toEqual([{ ...key, kept: [] }])
    expect(of('delete from qa.reply')?.sql).toContain(
      "t.first_seen_at >= q.known_since and concat_ws(E'\\x1f', t.answer_key::text, t.kind::text, t.ordinal::text) <> all (q.kept)",
    )
    expect(of('delete from qa.question')?.sql).toContain("concat_ws(E'\\x1f', '') <> all (q.kept)")
    expect(of('delete from qa.question_version')?.sql).toContain(
      `t.valid_from >= q.known_since and concat_ws(E'\\x1f', to_char(t.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) <> all`,
    )
  })

  test('are all of a question that nothing shows, as far as it was observed', async () => {
    const { statements, counts, of } = await written({ history: null, mayLoseRows: true })
    expect(statements.every(({ to }) => to.startsWith('delete'))).toBe(true)
    expect(of('delete from qa.question')?.rows).toMatchObject([{ kept: [] }])
    expect(counts.question).toEqual({ inserted: 0, changed: 0, gone: 0 })
    expect((await written({ history: null, mayLoseRows: true, knownSince: null })).statements).toEqual([])
  })
})
