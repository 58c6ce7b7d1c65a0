/** What is pruned of the change log, and which cursors keep it from being pruned. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pruneChangeLog, renewChangeLog } from '../../../src/analyse/export/prune-change-log.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Store } from '../../../src/database/store.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const folder = temporaryFolder()
const cursor = async (name: string, before: number, epoch = 'e1') =>
  await folder.file(name, JSON.stringify({ epoch, before, tables: [] }))

function log(prunedBefore = '10', readable = '100', failure?: Error) {
  const { db, queries } = recordingDatabase<Database>(({ sql }) => {
    if (failure !== undefined && /^(?:update|delete)/.test(sql)) throw failure
    if (sql.includes('as readable')) return [{ epoch: 'e1', readable, prunedBefore }]
    if (sql.includes('as kept')) return [{ kept: 7 }]
    return sql.startsWith('select qa.change_epoch') ? [{ epoch: 'e2' }] : []
  })
  return { store: { db } as unknown as Store, queries }
}

test('what all cursors have read is removed, and the room is given back', async () => {
  const { store, queries } = log()
  const files = [await cursor('one', 60), await cursor('other', 40)]
  expect(await pruneChangeLog(store, files)).toEqual({ prunedBefore: 40, removed: 0, kept: 7 })
  expect(
    queries.map(({ sql, parameters }) => [sql.split('\n')[0]?.trim() || 'select', ...parameters]),
  ).toEqual([
    ['set local statement_timeout = 0'],
    ['select'],
    ['delete from crawl.change_log where transaction_id < $1', 40],
    ['update crawl.change_epoch set pruned_before = $1', 40],
    ['select'],
    ['set statement_timeout = 0'],
    ['vacuum crawl.change_log'],
    ['reset statement_timeout'],
  ])
})

test('without cursors everything that an export could read now is removed, and never less than before', async () => {
  expect(await pruneChangeLog(log().store, [])).toMatchObject({ prunedBefore: 100 })
  expect(await pruneChangeLog(log('50').store, [await cursor('old', 20)])).toMatchObject({ prunedBefore: 50 })
  expect(await pruneChangeLog(log('100', '100').store, [])).toMatchObject({ prunedBefore: 100 })
})

describe('nothing is pruned', () => {
  const hint = 'Name cursor files of exports from this database, all that are in use.'

  test.each([
    ['is not there', async () => join(folder.path, 'none')],
    ['is of another database', async () => await cursor('foreign', 20, 'e9')],
    ['is of another database', async () => await cursor('ahead', 101)],
  ])('where a cursor %s', async (why, make) => {
    const { store, queries } = log()
    const path = await make()
    await expect(pruneChangeLog(store, [path])).rejects.toMatchObject({
      code: 'usage',
      message: `The cursor ${path} ${why}: nothing was pruned.`,
      hint,
    })
    expect(queries.some(({ sql }) => sql.startsWith('delete'))).toBe(false)
  })

  test('where the log was pruned on another server', async () => {
    await expect(pruneChangeLog(log('101').store, [])).rejects.toThrow(
      'The change log was pruned further than this server counts transactions',
    )
  })

  test('by a login that may not write', async () => {
    const refused = Object.assign(new Error('denied'), { code: '42501' })
    const said = {
      code: 'usage',
      message: 'This login may not change the change log.',
      hint: 'Connect as the owner of the database.',
    }
    const { store } = log('10', '100', refused)
    await expect(pruneChangeLog(store, [])).rejects.toMatchObject(said)
    await expect(renewChangeLog(store)).rejects.toMatchObject(said)
    const broken = log('10', '100', new Error('broken')).store
    await expect(pruneChangeLog(broken, [])).rejects.toThrow('broken')
    await expect(renewChangeLog(broken)).rejects.toThrow('broken')
  })
})

test('a log that is renewed has a new identity, and was never pruned', async () => {
  const { store, queries } = log()
  expect(await renewChangeLog(store)).toBe('e2')
  expect(queries[0]?.sql).toBe('update crawl.change_epoch set epoch = gen_random_uuid(), pruned_before = 0')
})
