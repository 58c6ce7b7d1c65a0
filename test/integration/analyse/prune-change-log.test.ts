/** `db prune-log`: the change log loses what cursors have read, and no export misses a change without a word. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { pruneChangeLog, renewChangeLog } from '../../../src/analyse/export/prune-change-log.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore } from '../stores.ts'

const folder = temporaryFolder()
let files = 0

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  let cursor = ''
  const exportNow = async (path = cursor) => {
    await settled()
    const out = join(folder.path, `export-${++files}`)
    const { tables } = await exportTables(store, {
      format: 'jsonl',
      out,
      since: null,
      tables: ['question'],
      pseudonymKey: null,
      cursor: path,
    })
    const [{ file } = { file: '' }] = tables
    const lines = (await readFile(join(out, file), 'utf8')).split('\n').filter((line) => line !== '')
    return lines.map((line) => String(JSON.parse(line).question_id))
  }
  /** Transactions of other test files, in other databases of the server, count as running too. */
  const settled = async () => {
    const isOver = sql<{ over: boolean }>`
      select coalesce(max(transaction_id), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint as over
      from qa.change_log`
    while ((await isOver.execute(store.db)).rows[0]?.over !== true) await setImmediate()
  }
  const load = (questionId: string) =>
    loadPages(store.db, [aPage({ questionId })], { capturedAt: new Date('2026-11-05T00:00:00Z') })
  const logged = async () => {
    const { rows } = await sql<{ id: string }>`
      select key ->> 'question_id' as id from qa.change_log where table_name = 'question' order by position`.execute(
      store.db,
    )
    return rows.map(({ id }) => id)
  }
  const refused = (hint: string) => ({ code: 'usage', hint: expect.stringContaining(hint) })

  beforeAll(async () => {
    store = await freshStore(name)
    await load('1')
  })
  beforeEach(async () => {
    cursor = join(folder.path, `${++files}.cursor`)
    expect(await exportNow()).toContain('1')
  })

  test('prunes nothing by a cursor that is missing or of another database', async () => {
    const before = await logged()
    await expect(pruneChangeLog(store, [cursor, `${cursor}.none`])).rejects.toMatchObject({ code: 'usage' })
    const foreign = { ...JSON.parse(await readFile(cursor, 'utf8')), epoch: 'another' }
    await writeFile(`${cursor}.foreign`, JSON.stringify(foreign))
    await expect(pruneChangeLog(store, [`${cursor}.foreign`])).rejects.toMatchObject({ code: 'usage' })
    expect(await logged()).toEqual(before)
  })

  test('removes what all cursors have read; the lowest still goes on, and one from before is refused', async () => {
    const old = `${cursor}.old`
    await copyFile(cursor, old)
    await load('2')
    expect(await exportNow()).toEqual(['2'])
    const weekly = `${cursor}.weekly`
    await copyFile(cursor, weekly)
    await load('3')
    expect(await exportNow()).toEqual(['3'])

    const pruned = await pruneChangeLog(store, [cursor, weekly])
    expect(await logged()).toEqual(['3'])
    expect(pruned.removed).toBeGreaterThan(2)
    expect(pruned.prunedBefore).toBe(JSON.parse(await readFile(weekly, 'utf8')).before)
    expect(await exportNow(weekly)).toEqual(['3'])
    await load('4')
    expect(await exportNow()).toEqual(['4'])
    await expect(exportNow(old)).rejects.toMatchObject(refused('Export in full'))

    // A cursor of before cannot lower what was pruned.
    expect(await pruneChangeLog(store, [old])).toMatchObject({
      prunedBefore: pruned.prunedBefore,
      removed: 0,
    })
  })

  test('emptied, it refuses every cursor of before and serves those of after', async () => {
    await load('5')
    await settled()
    expect(await pruneChangeLog(store, [])).toMatchObject({ kept: 0 })
    await expect(exportNow()).rejects.toMatchObject(refused('Export in full'))
    const anew = `${cursor}.new`
    expect(await exportNow(anew)).toContain('5')
    await load('6')
    expect(await exportNow(anew)).toEqual(['6'])
  })

  test('restored on a server that counts fewer transactions, it asks for a new identity of the log', async () => {
    await sql`update crawl.change_epoch set pruned_before = 900000000000`.execute(store.db)
    await expect(exportNow()).rejects.toMatchObject(refused('mondo db renew-log'))
    await expect(pruneChangeLog(store, [])).rejects.toMatchObject(refused('mondo db renew-log'))
    await renewChangeLog(store)
    expect(await exportNow(`${cursor}.new`)).toContain('1')
  })
})
