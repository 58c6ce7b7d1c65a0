/** `mondo db grant-analyst` on a real server, and what the login that it makes can and cannot do there. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { migrations } from '../../../src/database/schema/migrations/index.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { aPage } from '../../load/pages.ts'
import { freshStore, freshUrl } from '../stores.ts'

const folder = temporaryFolder()
/** Roles belong to the server, which test files share. */
const name = `hanako_${randomBytes(4).toString('hex')}`

let owner: Store
let ownerUrl: string
let analystUrl: string

beforeAll(async () => {
  ownerUrl = await freshUrl('postgres 15')
  owner = await openStore(ownerUrl)
  await loadPages(owner.db, [aPage()])
  await sql.raw('create schema pgboss').execute(owner.db)
  await sql.raw('create table pgboss.job (id int)').execute(owner.db)
  // What Postgres lets everyone do by default.
  await sql
    .raw(`revoke temp on database ${new URL(ownerUrl).pathname.slice(1)} from public`)
    .execute(owner.db)
  await sql.raw('revoke execute on function lo_from_bytea(oid, bytea) from public').execute(owner.db)
  const said = await runMondo(['db', 'grant-analyst', name, '--db', ownerUrl, '--timeout', '2s', '--json'])
  expect(said).toMatchObject({ exitCode: 0, stderr: '' })
  const { password, ...rest } = JSON.parse(said.stdout)
  expect(rest).toEqual({ name, created: true, beyond: [] })
  analystUrl = urlFor(password)
})

afterAll(async () => {
  await owner.close()
})

function urlFor(password: string): string {
  const url = new URL(ownerUrl)
  url.username = name
  url.password = password
  return url.href
}

async function asAnalyst<T>(work: (client: pg.Client) => Promise<T>, url = analystUrl): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('an analyst', () => {
  test('reads every table and view of qa', async () => {
    await asAnalyst(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'qa' and c.relkind in ('r', 'v', 'm', 'p')`,
      )
      expect(rows.length).toBeGreaterThanOrEqual(4)
      for (const relation of rows) await client.query(`select * from ${relation.name} limit 1`)
      expect((await client.query('select title from qa.question')).rows).toEqual([
        { title: '梅雨の洗濯物について' },
      ])
    })
  })

  test('reads tables that later migrations add, and a view over crawl with its owner’s rights', async () => {
    await sql.raw('create view qa.later as select count(*) as runs from crawl.run').execute(owner.db)
    await sql.raw('create table qa.later_table (n int)').execute(owner.db)
    const rows = await asAnalyst(async (client) => [
      ...(await client.query('select runs from qa.later')).rows,
      ...(await client.query('select n from qa.later_table')).rows,
    ])
    expect(rows).toEqual([{ runs: '0' }])
    // A table without a key has no log of changes: an export by cursor would refuse it.
    await sql.raw('drop view qa.later; drop table qa.later_table').execute(owner.db)
  })

  test('runs mondo sql, export and db docs with a login that cannot migrate', async () => {
    const answer = await runMondo([
      'sql',
      'select count(*) as n from qa.question',
      '--json',
      '--db',
      analystUrl,
    ])
    expect(answer).toEqual({ exitCode: 0, stdout: '[\n{"n":1}\n]\n', stderr: '' })
    const out = join(folder.path, 'export')
    const manifest = await runMondo(['export', '--out', out, '--db', analystUrl, '--json'])
    expect(JSON.parse(manifest.stdout).schemaVersion).toBe(Object.keys(migrations).toSorted().at(-1))
    const dictionary = await runMondo(['db', 'docs', '--db', analystUrl])
    expect(dictionary).toMatchObject({ exitCode: 0, stderr: '' })
    expect(dictionary.stdout).toContain('### qa.question')
    const hidden = await runMondo(['sql', 'select * from crawl.page', '--db', analystUrl])
    expect(hidden).toMatchObject({ exitCode: 2, stdout: '' })
    expect(hidden.stderr).toContain('permission denied for schema crawl')
  })

  test('says what the login may not see, and follows the change log', async () => {
    const check = await runMondo(['check', '--db', analystUrl])
    expect(check).toMatchObject({ exitCode: 2, stdout: '' })
    expect(check.stderr).toContain('This login may read qa only')
    expect(await runMondo(['status', '--db', analystUrl])).toMatchObject({ exitCode: 2, stdout: '' })
    const args = ['export', '--cursor', join(folder.path, 'cursor'), '--db', analystUrl, '--json', '--out']
    for (const out of ['first', 'second']) {
      const { tables, cursor } = JSON.parse((await runMondo([...args, join(folder.path, out)])).stdout)
      expect(cursor.from === null).toBe(out === 'first')
      expect(tables).toHaveLength(9)
    }
  })

  const forbidden = [
    "insert into qa.question (site, question_id) values ('a', 'b')",
    "update qa.question set title = 'x'",
    'delete from qa.answer',
    'truncate qa.answer cascade',
    'drop table qa.reply cascade',
    'alter table qa.question add column mine int',
    "comment on table qa.question is 'mine'",
    'create table public.mine ()',
    'create temporary table mine ()',
    "select lo_from_bytea(0, 'mine')",
    'create table qa.mine ()',
    'create schema mine',
    'create function qa.mine() returns int language sql as $$ select 1 $$',
    'set role mondo',
    'create role another',
    `alter role ${name} superuser`,
    'select * from crawl.page',
    'select * from crawl.migration',
    'select * from pgboss.job',
    "select pg_read_file('/etc/passwd')",
    "copy qa.question to '/tmp/mondo-should-not-be-there'",
    "copy (select 1) to program 'true'",
    "select lo_import('/etc/passwd')",
  ]

  test.each(forbidden)('cannot %s', async (statement) => {
    await expect(asAnalyst((client) => client.query(statement))).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:25006|42501)$/),
    })
  })

  test.each(forbidden)('cannot, in a session made read-write, %s', async (statement) => {
    const attempt = asAnalyst(async (client) => {
      await client.query('set default_transaction_read_only = off')
      await client.query(statement)
    })
    await expect(attempt).rejects.toMatchObject({ code: '42501' })
  })

  test.each([
    ['in read-only sessions', ''],
    ['with sessions made read-write', '?options=-c%20default_transaction_read_only%3Doff'],
  ])('gets advice to use the owner’s login when writing: %s', async (_, options) => {
    const said = await runMondo(['db', 'migrate', '--db', analystUrl + options])
    expect(said).toMatchObject({ exitCode: 3, stdout: '' })
    expect(said.stderr).toMatch(
      /^mondo: [^\n]*This login can only read[^\n]* login of the database's owner\n$/,
    )
  })

  test('cannot pass on its rights: Postgres warns and grants nothing', async () => {
    await asAnalyst(async (client) => {
      await client.query('set default_transaction_read_only = off')
      await client.query('grant select on qa.question to public')
    })
    const { rows } = await sql`
      select grantee from information_schema.table_privileges
      where table_schema = 'qa' and grantee = 'PUBLIC'`.execute(owner.db)
    expect(rows).toEqual([])
  })

  test('is interrupted after the given time', async () => {
    const shown = await asAnalyst(async (client) => (await client.query('show statement_timeout')).rows)
    expect(shown).toEqual([{ statement_timeout: '2s' }])
  })
})

describe('granting again', () => {
  test('keeps the password, and says that the login exists', async () => {
    const said = await runMondo(['db', 'grant-analyst', name, '--db', ownerUrl])
    expect(said).toEqual({ exitCode: 0, stdout: `${name} could already read the schema qa.\n`, stderr: '' })
    expect(await asAnalyst(async (client) => (await client.query('select 1 as one')).rows)).toEqual([
      { one: 1 },
    ])
  })

  test('sets the password from a file, and the server stores a SCRAM verifier of it', async () => {
    const file = await folder.file('password.txt', 'correct horse battery\nnot this line\n')
    const said = await runMondo(['db', 'grant-analyst', name, '--db', ownerUrl, '--password-file', file])
    expect(said.exitCode).toBe(0)
    expect(said.stdout).not.toContain('horse')
    analystUrl = urlFor('correct horse battery')
    expect(await asAnalyst(async (client) => (await client.query('select 1 as one')).rows)).toEqual([
      { one: 1 },
    ])
    await expect(asAnalyst(async () => 0, urlFor('wrong horse battery'))).rejects.toMatchObject({
      code: '28P01',
    })
  })

  test('revokes rights that were granted to the login by mistake', async () => {
    await sql.raw(`alter role ${name} createdb createrole`).execute(owner.db)
    await runMondo(['db', 'grant-analyst', name, '--db', ownerUrl])
    const { rows } = await sql`
      select rolcreatedb, rolcreaterole, rolsuper from pg_roles where rolname = ${name}`.execute(owner.db)
    expect(rows).toEqual([{ rolcreatedb: false, rolcreaterole: false, rolsuper: false }])
  })
})

test.each([
  ['create tables in schema public', 'create on schema public'],
  ['make temporary tables', 'temp on database %'],
  ['make large objects', 'execute on function lo_from_bytea(oid, bytea)'],
])('reports what everyone in the database can do, and so the analyst too: %s', async (can, privilege) => {
  const right = privilege.replace('%', new URL(ownerUrl).pathname.slice(1))
  await sql.raw(`grant ${right} to public`).execute(owner.db)
  try {
    const said = await runMondo(['db', 'grant-analyst', name, '--db', ownerUrl, '--json'])
    expect(JSON.parse(said.stdout).beyond).toEqual([can])
    expect(said.stderr).toMatch(new RegExp(`^mondo: .*can also ${can}.*PUBLIC.*\\n$`))
  } finally {
    await sql.raw(`revoke ${right} from public`).execute(owner.db)
  }
})

describe('refused with one line, exit 2:', () => {
  test('the embedded database, which has no logins', async () => {
    const said = await runMondo(['db', 'grant-analyst', 'hanako', '--db', 'memory:'])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: The embedded database has no logins.*\n$/)
  })

  test.each(['mondo', 'mondo_analyst'])('the role %s, which another user has', async (role) => {
    const said = await runMondo(['db', 'grant-analyst', role, '--db', ownerUrl])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toContain(`The role ${role} is there already`)
  })

  test.each(['Hanako', 'a b', 'x; drop role mondo', 'pg_analyst', 'public', ''])(
    'the name %j',
    async (wrong) => {
      expect(await runMondo(['db', 'grant-analyst', wrong, '--db', ownerUrl])).toMatchObject({ exitCode: 2 })
    },
  )

  test.each([
    ['too short', 'secret\n'],
    ['not ASCII', 'パスワードパスワード\n'],
    ['empty', ''],
  ])('a password that is %s', async (_, text) => {
    const file = await folder.file('wrong.txt', text)
    const said = await runMondo(['db', 'grant-analyst', name, '--db', ownerUrl, '--password-file', file])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
  })

  test('a login without the right to grant', async () => {
    const said = await runMondo(['db', 'grant-analyst', 'taro', '--db', analystUrl])
    expect(said.exitCode).not.toBe(0)
    expect(said.stderr).toMatch(/^mondo: [^\n]+\n$/)
  })
})

describe.each(['postgres 15', 'postgres 18'] as const)('%s: an owner who is not a superuser', (server) => {
  const [ownerName, analyst] = [`owner_${name}`, `analyst_${name}`]
  let url: URL
  beforeAll(async () => {
    url = new URL(await freshUrl(server))
    const admin = new pg.Client({ connectionString: url.href })
    await admin.connect()
    await admin.query(`create role ${ownerName} login createrole password 'owner of the database'`)
    await admin.query(`alter database ${url.pathname.slice(1)} owner to ${ownerName}`)
    await admin.end()
    url.username = ownerName
    url.password = 'owner of the database'
    await (await openStore(url.href)).close()
  })

  test('grants, and grants again', async () => {
    for (const created of [true, false]) {
      const said = await runMondo(['db', 'grant-analyst', analyst, '--db', url.href, '--json'])
      expect(said.exitCode, said.stderr).toBe(0)
      expect(JSON.parse(said.stdout)).toMatchObject({ name: analyst, created })
    }
  })

  test('does not become an analyst by creating the group', async () => {
    const said = await runMondo(['db', 'grant-analyst', ownerName, '--db', url.href])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toContain(`The role ${ownerName} is there already`)
  })
})

test('two grants at once both succeed', async () => {
  const store = await freshStore('postgres 15')
  const url =
    (await sql<{ name: string }>`select current_database() as name`.execute(store.db)).rows[0]?.name ?? ''
  const target = new URL(ownerUrl)
  target.pathname = `/${url}`
  const names = ['a', 'b'].map((suffix) => `${name}_${suffix}`)
  const said = await Promise.all(
    names.map((each) => runMondo(['db', 'grant-analyst', each, '--db', target.href])),
  )
  expect(said.map(({ exitCode }) => exitCode)).toEqual([0, 0])
})
