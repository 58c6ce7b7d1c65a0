/** Exports with a cursor: what each is of, and which cursors are refused. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { type Answer, row } from '../../database/answers.ts'
import { answeringStore } from '../answering-store.ts'
import { answers, exportsTo, rows, started } from './example-tables.ts'

const folder = temporaryFolder()
const { exported, options } = exportsTo(folder)

describe('an export with a cursor', () => {
  const changes = (epoch: string, before: string, start: string): readonly [RegExp, Answer] => [
    /qa\.change_epoch/,
    row({ epoch: 'text', before: 'bigint', start: 'bigint' }, epoch, before, start),
  ]
  const logged = {
    columns: { table_name: 'text', key: 'text' },
    rows: [['answer', '{"answer_key": "9"}']],
  } as const
  const of = (epoch: string, before: string, start = '0') =>
    answeringStore([
      changes(epoch, before, start),
      ...started,
      [/from qa\.change_log l/, logged],
      [/ from qa\."answer" where/, answers],
      ...rows,
    ])
  const path = (name: string) => join(folder.path, `${name}.cursor`)

  test('is of everything first, and then of what was written since', async () => {
    const cursor = path('next')
    const first = await exported({ tables: ['answer'], cursor }, of('e1', '100'))
    expect(first.manifest.cursor).toEqual({ epoch: 'e1', from: null, to: 100 })
    expect(first.asked.at(-1)).toMatch(/transaction_id >= 0 and transaction_id < 100 and false order by/)
    expect(JSON.parse(readFileSync(cursor, 'utf8'))).toEqual({ epoch: 'e1', before: 100, tables: ['answer'] })

    const second = await exported({ tables: ['answer'], cursor }, of('e1', '250', '100'))
    expect(second.manifest.cursor).toEqual({ epoch: 'e1', from: 100, to: 250 })
    expect(second.manifest.tables.map(({ table, rows: count }) => [table, count])).toEqual([
      ['qa.answer', 1],
      ['qa.deleted', 1],
    ])
    expect(second.read('deleted.jsonl')).toBe('{"table_name":"answer","key":{"answer_key": "9"}}\n')
    const since = "table_name = 'answer' and transaction_id >= 100 and transaction_id < 250"
    expect(second.asked).toEqual(
      expect.arrayContaining([
        `select "question_id"::text, "answer_key"::text, "body"::text from qa."answer" where ("question_id", "answer_key") in (select (key ->> 'question_id')::text, (key ->> 'answer_key')::text from qa.change_log where ${since}) order by "question_id", "answer_key"`,
        `select table_name, key::text as key from qa.change_log l where ${since} and not exists (select from qa."answer" t where t."question_id" = (l.key ->> 'question_id')::text and t."answer_key" = (l.key ->> 'answer_key')::text) order by table_name, key`,
      ]),
    )
  })

  test('of several tables takes the keys that were removed from all of them', async () => {
    const { asked } = await exported({ cursor: path('all') }, of('e1', '5'))
    expect(asked.at(-1)).toMatch(/table_name = 'question'.* union select .*table_name = 'answer'/)
    expect(JSON.parse(readFileSync(path('all'), 'utf8')).tables).toEqual(['answer', 'question'])
  })

  let kepts = 0
  const kept = (text: string) => async () => await folder.file(`kept-${++kepts}.cursor`, text)
  const usual = kept('{"epoch":"e1","before":100,"tables":["answer"]}')
  const again =
    'Name the file that an earlier export with --cursor has written, or one that is not there yet.'
  test.each([
    [
      'another database',
      usual,
      of('e2', '200'),
      /is of another database, or of this one before it was rebuilt or restored\.$/,
      /^Export in full: remove .*kept/,
    ],
    ['later than this one', usual, of('e1', '99'), /is of another database/, /^Export in full/],
    [
      'before a pruning',
      usual,
      of('e1', '200', '101'),
      /^The change log was pruned \(mondo db prune-log\) beyond the cursor .*: changes since that export are no longer known\.$/,
      /^Export in full: remove .*kept/,
    ],
    [
      'other tables',
      kept('{"epoch":"e1","before":100,"tables":["a","b"]}'),
      of('e1', '200'),
      /is of other tables: a, b\.$/,
      'Name the same --tables, or export in full with a cursor file of its own.',
    ],
    [
      'a log that another server pruned',
      usual,
      of('e1', '200', '201'),
      /^The change log was pruned further than this server counts/,
      /mondo db renew-log$/,
    ],
    ['no JSON', kept('{'), of('e1', '200'), /is not the cursor of an export\.$/, again],
    [
      'no whole number',
      kept('{"epoch":"e1","before":-1,"tables":[]}'),
      of('e1', '200'),
      /is not the cursor of an export\.$/,
      again,
    ],
    ['a folder', async () => folder.path, of('e1', '200'), /cannot be read: .*EISDIR.*\.$/, again],
  ])('of %s is refused', async (_, make, { store }, message, hint) => {
    await expect(
      exportTables(store, options({ tables: ['answer'], cursor: await make() })),
    ).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
      hint: typeof hint === 'string' ? hint : expect.stringMatching(hint),
    })
  })

  test('goes on from where the log was pruned exactly', async () => {
    const { manifest } = await exported({ tables: ['answer'], cursor: await usual() }, of('e1', '100', '100'))
    expect(manifest.cursor).toEqual({ epoch: 'e1', from: 100, to: 100 })
  })

  test('is not for views', async () => {
    const asked = exportTables(of('e1', '1').store, options({ tables: ['freshness'], cursor: path('view') }))
    await expect(asked).rejects.toMatchObject({
      message: 'qa.freshness has no log of changes: --cursor is for tables.',
      hint: 'Leave it out of --tables, or export it without --cursor.',
    })
  })

  test('that cannot be written is said, and the export is whole', async () => {
    const given = options({ tables: ['answer'], cursor: join(folder.path, 'none', 'c') })
    await expect(exportTables(of('e1', '1').store, given)).rejects.toMatchObject({
      code: 'export-write',
      message: expect.stringMatching(/^The cursor .*none\/c cannot be written: .*ENOENT.*\.$/),
      hint: 'The export itself is whole. Name a file that can be written; the next export will have the same changes.',
    })
    expect(readdirSync(given.out)).toContain('manifest.json')
  })
})
