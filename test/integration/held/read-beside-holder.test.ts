/** Looking at an embedded database while this or another process holds it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeHolderCommands } from '../../../src/app/beside/holder-commands.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { crawl } from '../../../src/app/open-crawl.ts'
import { holderSocket, lockDataFolder } from '../../../src/database/data-folder-lock.ts'
import { openPgliteStore, type PgliteStore } from '../../../src/database/pglite-store.ts'
import { openStoreToRead } from '../../../src/database/store.ts'
import { closing } from '../../../src/model/closing.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { aPage } from '../../load/pages.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
const mondo = (...args: readonly string[]) => runMondo([...args, '--data', data])

describe('while a process holds the data folder', () => {
  let holder: PgliteStore
  beforeAll(async () => {
    await mkdir(data)
    holder = await openPgliteStore(join(data, 'db'))
    const pages = Array.from({ length: 12 }, (_, i) => aPage({ questionId: `${100 + i}` }))
    await loadPages(holder.db, pages, { capturedAt: new Date('2026-11-20T00:00:00Z') })
  })
  afterAll(() => holder.close())

  test.each([
    ['status', []],
    ['runs', []],
    ['check', []],
    ['frontier', ['ls']],
    ['db', ['docs']],
  ])('%s reads through it', async (command, args) => {
    const said = await mondo(command, ...args)
    expect(said).toMatchObject({ exitCode: 0, stderr: '' })
    expect(said.stdout).not.toBe('')
  })

  test('sql says that the crawl would wait for it, and reads once it is told to', async () => {
    const query = 'select count(*) as n, min(first_seen_at) as at from qa.question where title = :title'
    const refused = await mondo('sql', query, '-p', 'title=x')
    expect(refused).toMatchObject({ exitCode: 6, stdout: '' })
    expect(refused.stderr).toMatch(/^mondo: The database folder .* is in use by .*--while-crawling[^\n]*\n$/)
    const said = await mondo('sql', query, '-p', `title=${aPage().title}`, '--while-crawling', '--json')
    expect(said).toEqual({
      exitCode: 0,
      stdout: '[\n{"n":12,"at":"2026-11-20T00:00:00.000Z"}\n]\n',
      stderr: '',
    })
    const wrong = await mondo('sql', 'select titel from qa.question', '--while-crawling')
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' })
    expect(wrong.stderr).toMatch(/^LINE 1: select titel [^\n]*\n {15}\^\nmondo: .*Perhaps you meant/)
  })

  test('exports are whole, though not of one moment, in every format', async () => {
    for (const format of ['jsonl', 'sqlite', 'records', 'parquet']) {
      const out = join(folder.path, `export-${format}`)
      const said = await mondo('export', '--format', format, '--out', out, '--json')
      expect(said, format).toMatchObject({ exitCode: 0, stderr: '' })
      const { oneMoment, tables } = JSON.parse(said.stdout)
      expect(oneMoment).toBe(false)
      expect(
        tables.find(({ table }: { table: string }) => /question$|records/.test(table)).rows,
        format,
      ).toBe(12)
    }
    const lines = await readFile(join(folder.path, 'export-jsonl', 'answer.jsonl'), 'utf8')
    expect(new Set(lines.trim().split('\n')).size).toBe(24)
  })

  test('nothing can be written through it', async () => {
    await using store = closing(
      await openStoreToRead(`pglite:${data}/db`, {}, undefined, { besideHolder: true }),
    )
    const statements = [
      'insert into qa.question select * from qa.question',
      "update qa.question set title = ''",
      'with gone as (delete from qa.question returning 1) select * from gone',
      'select 1; delete from qa.question',
      'commit',
      "select set_config('transaction_read_only', 'off', true)",
      'create table mine ()',
      "select nextval('crawl.visit_visit_id_seq')",
    ]
    for (const statement of statements) {
      await expect(sql.raw(statement).execute(store.db), statement).rejects.toThrow()
    }
    await expect(store.db.transaction().execute(async () => 1)).rejects.toThrow(/lets others read only/)
    expect(await mondo('frontier', 'drop', '--all')).toMatchObject({ exitCode: 6, stdout: '' })
    const { rows } = await sql`select count(*) as n, min(title) as title from qa.question`.execute(holder.db)
    expect(rows).toEqual([{ n: 12, title: aPage().title }])
    const { rows: settings } = await sql`show transaction_read_only`.execute(holder.db)
    expect(settings).toEqual([{ transaction_read_only: 'off' }])
  })

  test('results are bounded, values are as ever, and parameters of every kind arrive', async () => {
    await using store = closing(
      await openStoreToRead(`pglite:${data}/db`, {}, undefined, { besideHolder: true }),
    )
    await expect(sql`select generate_series(1, 10001)`.execute(store.db)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('10000 rows'),
    })
    const values = sql`select ${['a', 'b,"c"', null]}::text[] as list, ${new Date(5)}::timestamptz as at, ${5}::int as n,
      ${null}::text as nothing, ${JSON.stringify({ a: 1 })}::jsonb as json, ${true}::bool as yes, 9007199254740993 as big`
    expect((await values.execute(store.db)).rows).toEqual((await values.execute(holder.db)).rows)
  })

  test('a reader waits for the transactions of the holder, and never sees half of one', async () => {
    await using store = closing(
      await openStoreToRead(`pglite:${data}/db`, {}, undefined, { besideHolder: true }),
    )
    const seen: Promise<unknown>[] = []
    await holder.db.transaction().execute(async (trx) => {
      await sql`update qa.question set thanks_count = 99 where question_id = '100'`.execute(trx)
      seen.push(
        sql<{ n: number }>`select thanks_count as n from qa.question where question_id = '100'`
          .execute(store.db)
          .then(({ rows }) => rows[0]?.n),
      )
      await sql`select 1`.execute(trx)
    })
    expect(await Promise.all(seen)).toEqual([99])
  })

  test('the socket is for its user alone, and what is sent there must be a request', async () => {
    const path = (await holderSocket(`${data}/db`)) ?? ''
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const socket = connect(path)
    socket.setEncoding('utf8')
    socket.write('not json\n{"kind":"command","name":"stop"}\n')
    let said = ''
    while (said.split('\n').length < 3) said += (await once(socket, 'data'))[0]
    socket.destroy()
    expect(
      said
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { kind: 'failed' },
      { kind: 'failed', failure: { fields: { code: 'data-folder-locked' } } },
    ])
  })

  test('the holder does what it takes upon itself', async () => {
    holder.commands.set('double', async (input) => ({ twice: Number(input) * 2 }))
    await using store = closing(
      await openStoreToRead(`pglite:${data}/db`, {}, undefined, { besideHolder: true }),
    )
    expect(await store.holder?.command('double', 21)).toEqual({ twice: 42 })
    await expect(store.holder?.command('triple', 21)).rejects.toMatchObject({ code: 'data-folder-locked' })
  })
})

test('a path that is too long for a socket has it in a private folder elsewhere', async () => {
  const long = join(folder.path, 'd'.repeat(120), 'db')
  const lock = await lockDataFolder(long)
  expect(await holderSocket(long)).toBe(lock.socket)
  expect(Buffer.byteLength(lock.socket ?? '')).toBeLessThan(104)
  expect((await stat(join(lock.socket ?? '', '..'))).mode & 0o777).toBe(0o700)
  await lock.release()
  expect(await holderSocket(long)).toBeNull()
})

test('the socket that a killed holder leaves keeps nobody out, and a reader of it is told', async () => {
  const db = join(data, 'db')
  const child = fork(new URL('hold.ts', import.meta.url), [db], { execArgv: [] })
  await once(child, 'message')
  const url = `pglite:${db}`
  const reader = await openStoreToRead(url, {}, undefined, { besideHolder: true })
  expect(reader.holder).not.toBeNull()
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect(sql`select 1`.execute(reader.db)).rejects.toMatchObject({ code: 'data-folder-locked' })
  await reader.close()
  expect((await stat(`${db}.sock`)).isSocket()).toBe(true)
  await using next = closing(await openStoreToRead(url, {}, undefined, { besideHolder: true }))
  expect(next.holder).toBeNull()
  await using beside = closing(await openStoreToRead(url, {}, undefined, { besideHolder: true }))
  expect((await sql`select 1 as one`.execute(beside.db)).rows).toEqual([{ one: 1 }])
})

test('what holds the folder for a crawl takes a pause, its end, and URLs', async () => {
  const site = await startSampleSite({ questions: 2 })
  const { host } = new URL(site.url)
  const place = join(folder.path, 'crawled')
  const at = (...args: readonly string[]) => runMondo([...args, '--data', place, '--json'])
  try {
    const urls = [`${site.url}/`]
    await crawl({ urls, allowPrivate: true, site: 'sample', rate: 50, maxPages: 1, data: place })
    await using held = closing(await openPgliteStore(join(place, 'db')))
    takeHolderCommands(held, bundledSites)
    const file = await folder.file('more.txt', `${site.url}/qa/q1.html\n`)
    const added = await at('frontier', 'add', file)
    expect(JSON.parse(added.stdout)).toMatchObject({ added: 1, known: 0 })
    expect(await at('pause', host, '--reason', 'they move')).toMatchObject({ exitCode: 0, stderr: '' })
    const status = JSON.parse((await at('status')).stdout)
    expect(JSON.stringify(status)).toContain('they move')
    expect(JSON.parse((await at('resume', host)).stdout)).toEqual({ hostGroup: host, wasPaused: true })
    expect(JSON.parse((await at('resume', host)).stdout)).toEqual({ hostGroup: host, wasPaused: false })
  } finally {
    await site.close()
  }
})
