/** A store that reads through the holder of a data folder, over its socket. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { connectToHolder } from '../../../src/database/held/held-reader.ts'
import { heldStore } from '../../../src/database/held/held-store.ts'
import {
  type HeldDatabase,
  type HolderCommands,
  serveReaders,
} from '../../../src/database/held/serve-readers.ts'
import { isPrivatePlace, socketPathOf } from '../../../src/database/held/socket-path.ts'
import { MondoError } from '../../../src/model/errors.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let sockets = 0

/** A holder whose database has so many rows of a number and a text. */
async function held(count = 2, { failure = null as Error | null, text = '花子' } = {}) {
  const said: string[] = []
  const fields = [
    { name: 'n', dataTypeID: 23 },
    { name: 'who', dataTypeID: 25 },
  ]
  const transaction = () => {
    let at = 0
    return {
      exec: async (statement: string) => void said.push(statement),
      rollback: async () => void said.push('rollback'),
      texts: async (statement: string, parameters: readonly (string | null)[] = []) => {
        said.push([statement, ...parameters].join(' '))
        if (failure !== null) throw failure
        const size = Number(/^fetch (\d+)/.exec(statement)?.[1] ?? (statement.startsWith('show') ? 1 : 0))
        const rows = Array.from({ length: Math.min(size, count - at) }, (_, id) => [String(at + id), text])
        at += rows.length
        return { fields, rows }
      },
    }
  }
  const database = {
    idle: async () => undefined,
    transaction: async (work: (of: object) => Promise<unknown>) => await work(transaction()),
  } as unknown as HeldDatabase
  const commands: HolderCommands = new Map([['double', async (input: unknown) => Number(input) * 2]])
  const path = join(folder.path, `${++sockets}.sock`)
  const readers = await serveReaders(database, path, commands)
  afterThisFile(async () => await readers?.close())
  const holder = await connectToHolder(path)
  if (holder === null) throw new Error('nobody listens')
  afterThisFile(async () => await holder.close())
  return { holder, store: heldStore(holder), said, close: async () => await readers?.close() }
}

const readsOnly = {
  code: 'data-folder-locked',
  message: 'Another process holds the data folder, and lets others read only.',
  hint: 'Wait until it ends, then run this again',
}

describe('statements', () => {
  test('that read give values as on any store, in a transaction of the holder that only reads', async () => {
    const { store, said } = await held()
    const { rows } = await sql`select n, who from t where who = ${'花子'} and at > ${new Date(0)}`.execute(
      store.db,
    )
    expect(rows).toEqual([
      { n: 0, who: '花子' },
      { n: 1, who: '花子' },
    ])
    expect(said).toEqual([
      'set transaction isolation level repeatable read, read only; select 1',
      'declare mondo_rows no scroll cursor for select n, who from t where who = $1 and at > $2 花子 1970-01-01T00:00:00.000Z',
      'fetch 500 from mondo_rows',
      'rollback',
    ])
  })

  test('that are no query have no cursor', async () => {
    const { holder, said } = await held()
    expect((await holder.read('show all')).rows).toHaveLength(1)
    expect(said).toContain('show all')
  })

  test('have 10,000 rows at most: more are refused', async () => {
    const { store } = await held(10_000)
    expect((await sql`select`.execute(store.db)).rows).toHaveLength(10_000)
    const { store: more, holder } = await held(10_001)
    await expect(sql`select`.execute(more.db)).rejects.toMatchObject({
      code: 'usage',
      message: 'More than 10000 rows cannot be read while another process holds the data folder.',
      hint: 'Ask for less (limit), or run it again when the crawl has ended.',
    })
    expect(await holder.read('select', [], { maxRows: 3 })).toMatchObject({
      isCut: true,
      rows: { length: 3 },
    })
    expect(await holder.read('select', [], { maxRows: 1_000_000 })).toMatchObject({ isCut: true })
  })

  test('have 32 MiB of characters at most', async () => {
    // Two rows of 16 MiB and one digit more.
    const { holder } = await held(3, { text: 'x'.repeat(16 * 1024 * 1024 - 1) })
    expect((await holder.read('select')).rows).toHaveLength(2)
  })

  test.each(['exec', 'transaction', 'dumpDataDir'] as const)('that write are refused: %s', async (way) => {
    const { store } = await held()
    const call = store.pglite?.[way] as (given: unknown) => Promise<unknown>
    await expect(call('delete from t')).rejects.toMatchObject(readsOnly)
  })

  test('that belong together are refused', async () => {
    const { store } = await held()
    await expect(store.db.transaction().execute(async () => undefined)).rejects.toMatchObject(readsOnly)
  })
})

describe('what the holder says', () => {
  test('of an error is an error here: one of mondo, or one of Postgres with its code', async () => {
    const refused = new MondoError('usage', 'No.', { hint: 'Do not.' })
    await expect((await held(0, { failure: refused })).holder.read('select')).rejects.toMatchObject({
      code: 'usage',
      message: 'No.',
      hint: 'Do not.',
    })
    const failure = Object.assign(new Error('no table'), { code: '42P01' })
    await expect((await held(0, { failure })).holder.read('select')).rejects.toMatchObject({
      code: '42P01',
      message: 'no table',
    })
  })

  test('of a command is its result, and others are not taken', async () => {
    const { holder } = await held()
    expect(await holder.command('double', 21)).toBe(42)
    await expect(holder.command('halve', 1)).rejects.toMatchObject({
      code: 'data-folder-locked',
      message: 'The process that holds the data folder does not take halve.',
      hint: 'Wait until it ends, then run this again',
    })
  })

  test('comes to an end with the holder', async () => {
    const { holder, close } = await held()
    await close()
    const gone = {
      code: 'data-folder-locked',
      message: 'The process that holds the data folder has ended or closed it.',
      hint: 'Run this again: the folder is free now, or somebody else has it',
    }
    await expect(holder.read('select')).rejects.toMatchObject(gone)
    await expect(holder.read('select')).rejects.toMatchObject(gone)
  })

  test('is waited for as long as is asked for', async () => {
    const path = join(folder.path, 'silent.sock')
    const silent = createServer()
    await new Promise<void>((listening) => silent.listen(path, listening))
    afterThisFile(async () => void silent.close())
    const holder = await connectToHolder(path)
    await expect(holder?.read('select', [], { timeoutMs: 1 })).rejects.toMatchObject({
      code: 'usage',
      message: 'The query took longer than 0.001 s.',
    })
    await holder?.close()
  })
})

test('a store through a holder can be closed, once', async () => {
  const { store } = await held()
  expect(store.pglite?.closed).toBe(false)
  await store.pglite?.close()
  expect(store.pglite?.closed).toBe(true)
})

test('nobody listens where there is no socket', async () => {
  expect(await connectToHolder(join(folder.path, 'none.sock'))).toBeNull()
})

describe('the socket of a folder', () => {
  test('stands beside it, or in a private folder where its path would be too long', async () => {
    const short = `/${'a'.repeat(97)}`
    expect(socketPathOf(short)).toBe(`${short}.sock`)
    const elsewhere = socketPathOf(`${short}a`)
    expect(elsewhere).toMatch(/\/mondo-\d+\/[0-9a-f]{24}\.sock$/)
    expect(socketPathOf(`/${'b'.repeat(98)}`)).not.toBe(elsewhere)
    expect(await isPrivatePlace(`${short}.sock`, short)).toBe(true)
  })

  test('is trusted in a folder of its own alone', async () => {
    const { chmod, mkdir } = await import('node:fs/promises')
    const place = join(folder.path, 'private')
    expect(await isPrivatePlace(join(place, 'a.sock'), '/data')).toBe(true)
    await chmod(place, 0o750)
    expect(await isPrivatePlace(join(place, 'a.sock'), '/data')).toBe(false)
    await mkdir(join(folder.path, 'open'), { mode: 0o755 })
    expect(await isPrivatePlace(join(folder.path, 'open', 'a.sock'), '/data')).toBe(false)
  })
})
