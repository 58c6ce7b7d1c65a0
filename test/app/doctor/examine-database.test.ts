/** What the doctor says of a database, over a server that this file answers for. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { examineDatabase } from '../../../src/app/doctor/examine-database.ts'
import type { DoctorOptions } from '../../../src/app/doctor/finding.ts'
import { newestMigration } from '../../../src/database/schema/migrate.ts'
import { schemaParts } from '../../../src/database/schema/schema-gaps.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { answeringServer } from '../../database/answering-server.ts'
import { type Answers, row } from '../../database/answers.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const place = new URL(server.url).host

interface Server {
  readonly version?: string
  /** Seconds by which its clock is ahead. */
  readonly ahead?: number
  readonly standby?: boolean
  readonly mayCreate?: boolean
  readonly schema?: string | null
  readonly mayWrite?: boolean
  readonly newest?: string | null
  /** Columns and functions. */
  readonly lacks?: readonly string[]
}

const parts = schemaParts(readFileSync(new URL('../../../sql/schema.txt', import.meta.url), 'utf8'))

function answersOf(about: Server): Answers {
  const { version = '180001', ahead = 0, standby = false, mayCreate = true, schema = 'crawl.page' } = about
  const { mayWrite = true, newest = newestMigration(), lacks = [] } = about
  const catalog = parts.filter(({ name }) => !lacks.includes(name)).map(({ name, detail }) => [name, detail])
  const flag = (is: boolean) => (is ? 't' : 'f')
  return [
    [
      /server_version_num/,
      {
        columns: {
          server: 'integer',
          now: 'timestamptz',
          standby: 'boolean',
          mayCreate: 'boolean',
          schema: 'text',
        },
        get rows() {
          const now = new Date(Date.now() + ahead * 1000).toISOString().replace('T', ' ').replace('Z', '+00')
          return [[version, now, flag(standby), flag(mayCreate), schema]]
        },
      },
    ],
    [/as "mayWrite"/, row({ mayWrite: 'boolean', newest: 'text' }, flag(mayWrite), newest)],
    [/format_type/, { columns: { name: 'text', detail: 'text' }, rows: catalog }],
  ]
}

async function examined(databaseUrl: string) {
  const options = { databaseUrl, environment: {}, signal: new AbortController().signal }
  const { findings, paceUrl } = await examineDatabase(options as DoctorOptions)
  const [database, clock] = findings
  return { database, clock, paceUrl }
}

async function ofServer(about: Server) {
  server.answers = answersOf(about)
  return await examined(server.url)
}

test('a server that is up to date is right, and its clock is told', async () => {
  expect(await ofServer({})).toEqual({
    database: { what: 'database', state: 'ok', found: `${place}/qa, Postgres 18, up to date`, advice: null },
    clock: expect.objectContaining({
      ...{ what: 'clock', state: 'ok', advice: null },
      found: expect.stringMatching(/^the database's clock is \d\.\d s (?:behind|ahead of) this machine's$/),
    }),
    paceUrl: server.url,
  })
})

describe('of a server is told', () => {
  const migrate = "Give the login of the database's owner: mondo db migrate makes the tables"
  test.each<readonly [Server, string, string, string, string | null]>([
    [{ version: '150000' }, 'ok', `${place}/qa, Postgres 15, up to date`, '', server.url],
    [{ version: '149999' }, 'mend', 'Postgres 14', 'Use Postgres 15 or later', 'memory:'],
    [{ standby: true }, 'mend', 'a standby, which takes no writes', 'Give the primary', null],
    [{ standby: true, schema: null }, 'mend', 'a standby, which takes no writes', 'Give the primary', null],
    [
      { schema: null, mayCreate: false },
      'mend',
      'this login may not create schemas, and there are none of mondo',
      migrate,
      'memory:',
    ],
    [
      { schema: null },
      'note',
      'it has no tables of mondo yet',
      'mondo db migrate, or a first crawl, makes them',
      'memory:',
    ],
    [
      { mayWrite: false },
      'mend',
      'this login may read, and not write',
      "Give the login of the database's owner; analysts have their own (mondo db grant-analyst)",
      null,
    ],
    [
      { lacks: ['qa.answer.position', 'qa.search()'] },
      'mend',
      'its tables are not those of this version of mondo: qa.answer.position, qa.search() differ',
      'An earlier checkout made it. Rebuild it from the archive: give a new database, and run mondo reparse',
      null,
    ],
    [
      { newest: '0001-a' },
      'mend',
      `its schema is 0001-a, and this mondo has ${newestMigration()}`,
      'mondo db migrate brings it up to date',
      null,
    ],
    [
      { newest: null },
      'mend',
      `its schema is unknown, and this mondo has ${newestMigration()}`,
      'mondo db migrate brings it up to date',
      null,
    ],
    [
      { newest: '9999-z' },
      'mend',
      `its schema is 9999-z, and this mondo has ${newestMigration()}`,
      'Use the version of mondo that made it, or a later one',
      null,
    ],
  ])('%j', async (about, state, found, advice, paceUrl) => {
    const { database, paceUrl: pace } = await ofServer(about)
    expect(database).toEqual({ what: 'database', state, found, advice: advice === '' ? null : advice })
    expect(pace).toBe(paceUrl)
  })
})

test.each([
  [-4, 'ok', /4\.\d s behind/, null],
  [-7, 'note', /\d\.\d s behind/, 'Keep both right with NTP'],
  [50, 'note', /\d\d\.\d s ahead of/, 'Keep both right with NTP'],
  [70, 'mend', /\d\d\.\d s ahead of/, 'Keep both right with NTP'],
])('a clock that is %d seconds ahead is: %s', async (ahead, state, found, advice) => {
  const { clock } = await ofServer({ ahead })
  expect(clock).toEqual({ what: 'clock', state, found: expect.stringMatching(found), advice })
})

describe('a database that cannot be looked at', () => {
  const here = { what: 'clock', state: 'ok', found: expect.stringMatching(/^\d{4}-.*Z$/), advice: null }

  test('because none is there yet is right: the first crawl makes it', async () => {
    const path = `${folder.path}/none`
    expect(await examined(`pglite:${path}`)).toEqual({
      database: {
        what: 'database',
        state: 'ok',
        found: `none yet in ${path}: the first crawl makes it`,
        advice: null,
      },
      clock: here,
      paceUrl: 'memory:',
    })
  })

  test('because nothing listens there is to be mended, and robots.txt may be asked for', async () => {
    const closed = createServer()
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening))
    const { port } = closed.address() as { port: number }
    await new Promise((ended) => closed.close(ended))
    expect(await examined(`postgres://127.0.0.1:${port}/qa`)).toMatchObject({
      database: {
        state: 'mend',
        found: expect.stringContaining(`127.0.0.1:${port}/qa`),
        advice: expect.any(String),
      },
      clock: here,
      paceUrl: 'memory:',
    })
    expect(await examined('mysql://a')).toMatchObject({
      database: { state: 'mend', found: 'The database URL begins with mysql:, which mondo does not know.' },
      paceUrl: 'memory:',
    })
  })

  test('because it refuses the query may be in use: its pace is not known', async () => {
    server.answers = [[/server_version_num/, Object.assign(new Error('broken'), { code: 'XX000' })]]
    expect(await examined(server.url)).toMatchObject({
      database: { state: 'mend', found: expect.stringContaining('broken') },
      paceUrl: null,
    })
  })

  test('on a machine that has just started without a clock says so', async () => {
    vi.useFakeTimers({ now: new Date('2025-12-31T00:00:00Z'), toFake: ['Date'] })
    try {
      const { clock } = await examined(`pglite:${folder.path}/none`)
      expect(clock).toEqual({
        ...{ what: 'clock', state: 'mend', found: '2025-12-31T00:00:00.000Z is in the past' },
        advice: 'Set the clock of this machine, and keep it right with NTP',
      })
    } finally {
      vi.useRealTimers()
    }
  })
})
