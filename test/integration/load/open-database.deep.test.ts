import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { freshUrl, storeNames } from '../stores.ts'

const folderOf = (url: string) => url.slice('pglite:'.length)

describe.each(storeNames)('%s', (name) => {
  test('a database is created and migrated when first opened, and keeps its rows', async () => {
    const url = await freshUrl(name)
    const first = (await openStore(url)).db
    await first
      .insertInto('crawl.host')
      .values({ host_group: 'sample.example', crawl_delay_seconds: null })
      .execute()
    await first.destroy()
    const again = (await openStore(url)).db
    expect(await again.selectFrom('crawl.host').select('host_group').execute()).toEqual([
      { host_group: 'sample.example' },
    ])
    await again.destroy()
  })
})

test('closing a folder twice is harmless', async () => {
  const url = await freshUrl('pglite')
  const store = await openStore(url)
  await store.close()
  await store.close()
  await expect(readdir(`${folderOf(url)}.lock`)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a path that is a file, or a folder with other files, is named and left unchanged', async () => {
  const url = await freshUrl('pglite')
  const folder = folderOf(url)
  await mkdir(folder)
  const file = join(folder, 'file')
  await writeFile(file, 'mine')
  await expect(openStore(`pglite:${file}`)).rejects.toMatchObject({
    code: 'database-unreachable',
    message: expect.stringContaining(`The database folder ${file} cannot be opened`),
  })
  await expect(openStore(`pglite:${join(file, 'db')}`)).rejects.toMatchObject({
    code: 'usage',
    message: `${file} is no folder: a file is in its place`,
  })
  expect(await readdir(dirname(file))).toEqual(['file'])
})

describe('an unusable server is named by host, never by password', () => {
  const secret = 'open-sesame'
  const failure = async (url: string) => {
    const error: unknown = await openStore(url).catch((reason: unknown) => reason)
    if (!(error instanceof Error)) throw new Error('it could be opened')
    const { code, message, hint } = { hint: '', code: '', ...error, message: error.message }
    expect(`${message} ${hint}`).not.toContain(secret)
    return { code, message, hint }
  }
  const onServer = (change: Partial<Record<'username' | 'password' | 'pathname' | 'port', string>>) =>
    Object.assign(new URL(inject('postgresUrl')), change).href

  test('no server listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    await new Promise((resolve) => server.close(resolve))
    expect(await failure(`postgres://mondo:${secret}@127.0.0.1:${port}/qa`)).toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining(`127.0.0.1:${port}/qa`),
      hint: expect.stringContaining('Start the server'),
    })
  })

  test('another program listens', async () => {
    const server = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    )
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    expect(await failure(`postgres://mondo:${secret}@127.0.0.1:${port}/qa`)).toMatchObject({
      code: 'database-unreachable',
    })
    await new Promise((resolve) => server.close(resolve))
  })

  test('the password is wrong', async () => {
    expect(await failure(onServer({ password: secret }))).toMatchObject({
      code: 'database-unreachable',
      hint: 'Check user and password in the database URL.',
    })
  })

  test('the database does not exist', async () => {
    expect(await failure(onServer({ pathname: '/nothing' }))).toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining('"nothing" does not exist'),
      hint: expect.stringContaining('createdb'),
    })
  })

  test('the user cannot create schemas', async () => {
    const url = new URL(await freshUrl('postgres 15'))
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    await client.query(`create role reader login password '${secret}'`)
    await client.end()
    expect(await failure(Object.assign(url, { username: 'reader', password: secret }).href)).toMatchObject({
      code: 'database-unreachable',
      hint: expect.stringContaining('right to create schemas'),
    })
    const admin = new pg.Client({ connectionString: inject('postgresUrl') })
    await admin.connect()
    await admin.query('drop role reader')
    await admin.end()
  })
})
