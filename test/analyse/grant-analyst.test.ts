/** What a server is told when an analyst is let in, and what it never hears. What the rights are is for the integration tests. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type AnalystRequest, grantAnalyst } from '../../src/analyse/grant-analyst.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import type { Store } from '../../src/database/store.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

interface Server {
  readonly hasGroup?: boolean
  /** Whether the login is there, and is an analyst's only. */
  readonly member?: boolean | null
  readonly wrong?: readonly string[]
  readonly beyond?: readonly string[]
  readonly failure?: Error
}

function server({ hasGroup = true, member = null, wrong = [], beyond = [], failure }: Server = {}) {
  const { db, queries } = recordingDatabase<Database>(({ sql }) => {
    if (failure !== undefined) throw failure
    if (/from pg_roles where rolname = \$1$/.test(sql)) return hasGroup ? [{}] : []
    if (sql.includes('as owner')) return [{ owner: 'mondo', database: 'qa db' }]
    if (sql.includes('as member')) return member === null ? [] : [{ member }]
    if (sql.includes('as wrong')) return wrong.map((attribute) => ({ attribute }))
    return sql.includes('as right') ? beyond.map((right) => ({ right })) : []
  })
  const grant = async (changed: Partial<AnalystRequest> = {}, newPassword = () => 'generated') =>
    await grantAnalyst(
      { kind: 'postgres', db } as unknown as Store,
      { name: 'ana"lyst', password: null, timeoutMs: 60_000, ...changed },
      newPassword,
    )
  const said = () => queries.map(({ sql }) => sql.trim()).filter((sql) => /^(?:create|alter|grant)/.test(sql))
  return { grant, said, queries }
}

const ofGroup = [
  'grant connect on database "qa db" to "mondo_analyst"',
  'alter default privileges for role "mondo" in schema qa grant select on tables to "mondo_analyst"',
  'grant usage on schema qa to "mondo_analyst"',
  'grant select on all tables in schema qa to "mondo_analyst"',
]
const ofLogin = [
  'alter role "ana""lyst" set default_transaction_read_only = on',
  'alter role "ana""lyst" set statement_timeout = 60000',
  'grant "mondo_analyst" to "ana""lyst"',
]

test('a new login is made, with a generated password that crosses as its digest only', async () => {
  const { grant, said } = server({ wrong: ['login'], beyond: ['make temporary tables'] })
  expect(await grant()).toEqual({
    name: 'ana"lyst',
    created: true,
    password: 'generated',
    beyond: ['make temporary tables'],
  })
  const password = said().find((sql) => sql.includes(' password '))
  expect(said()).toEqual([
    ...ofGroup,
    'create role "ana""lyst"',
    'alter role "ana""lyst" login',
    password,
    ...ofLogin,
  ])
  const [, salt = '', stored, proof] =
    /password 'SCRAM-SHA-256\$4096:([^$]+)\$([^:]+):([^']+)'$/.exec(password ?? '') ?? []
  // RFC 5802.
  const salted = pbkdf2Sync('generated', Buffer.from(salt, 'base64'), 4096, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  expect(Buffer.from(salt, 'base64')).toHaveLength(16)
  expect(stored).toBe(createHash('sha256').update(hmac('Client Key')).digest('base64'))
  expect(proof).toBe(hmac('Server Key').toString('base64'))
})

test('the group is made where it is missing, once for two who grant at the same time', async () => {
  const { grant, said, queries } = server({ hasGroup: false })
  await grant()
  expect(queries[0]?.sql).toBe('select pg_advisory_xact_lock(hashtext($1))')
  expect(said()[0]).toBe('create role "mondo_analyst" nologin')
  expect(server().said()).toEqual([])
})

describe('a login that is there', () => {
  test('keeps its password, and is brought up to date', async () => {
    const { grant, said } = server({ member: true })
    expect(await grant()).toEqual({ name: 'ana"lyst', created: false, password: null, beyond: [] })
    expect(said()).toEqual([...ofGroup, ...ofLogin])
  })

  test('gets the password that is given, which is not shown again', async () => {
    const { grant, said } = server({ member: true })
    expect(await grant({ password: 'mine' })).toMatchObject({ password: null })
    expect(said().filter((sql) => sql.includes("password 'SCRAM-SHA-256$4096:"))).toHaveLength(1)
  })

  test.each([
    ['belongs to somebody else', false, 'ana"lyst'],
    ['is the group itself', true, 'mondo_analyst'],
  ])('is left alone where it %s', async (_, member, name) => {
    const { grant, said } = server({ member })
    await expect(grant({ name })).rejects.toMatchObject({
      code: 'usage',
      message: `The role ${name} is there already and is not an analyst's login only.`,
      hint: 'Choose another name',
    })
    expect(said()).toEqual(ofGroup)
  })
})

test('a login without the right to grant is told which one is needed', async () => {
  const refused = Object.assign(new Error('permission denied to create role'), { code: '42501' })
  await expect(server({ failure: refused }).grant()).rejects.toMatchObject({
    code: 'usage',
    message: 'This login may not grant that: permission denied to create role.',
    hint: 'Connect as the owner of the schema qa, with the right to create roles (CREATEROLE)',
  })
  const broken = Object.assign(new Error('away'), { code: '08006' })
  await expect(server({ failure: broken }).grant()).rejects.toBe(broken)
})

test('the embedded database has no logins', async () => {
  const request = { name: 'a', password: null, timeoutMs: 0 }
  await expect(grantAnalyst({ kind: 'pglite' } as Store, request, () => '')).rejects.toMatchObject({
    code: 'usage',
    message: 'The embedded database has no logins: anyone who can read its folder can read all of it.',
    hint: 'Give --db postgres://… of a server, or hand out an export (mondo export)',
  })
})
