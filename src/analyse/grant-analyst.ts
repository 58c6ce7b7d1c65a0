/**
 * Creates a login for an analyst on a Postgres server: it can read the schema qa and nothing else. Its rights come from
 * the group mondo_analyst; settings are on the login itself, because Postgres does not inherit them from a group.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Store } from '../database/store.ts'
import { MondoError } from '../model/errors.ts'

export interface AnalystRequest {
  readonly name: string
  /** Null: a new login gets a generated one, and an old login keeps its own. */
  readonly password: string | null
  /** Time limit of one statement, in milliseconds; the analyst can change it for a session. */
  readonly timeoutMs: number
}

export interface GrantedAnalyst {
  readonly name: string
  readonly created: boolean
  /** The generated password; null where none was generated. Nothing keeps it. */
  readonly password: string | null
  /** What the login can do beyond reading qa, because everyone in this database can. */
  readonly beyond: readonly string[]
}

const analystGroup = 'mondo_analyst'

/** Grants it, or brings an earlier grant up to date. Throws `usage` on PGlite, and for a name that another user has. */
export async function grantAnalyst(
  store: Store,
  request: AnalystRequest,
  newPassword: () => string,
): Promise<GrantedAnalyst> {
  if (store.kind === 'pglite') throw embeddedHasNoLogins()
  try {
    return await store.db.transaction().execute((trx) => grant(trx, request, newPassword))
  } catch (error) {
    throw explained(error)
  }
}

async function grant(
  trx: Transaction<Database>,
  { name, password, timeoutMs }: AnalystRequest,
  newPassword: () => string,
): Promise<GrantedAnalyst> {
  // Two at once would both find the group missing; roles belong to the whole server, so the lock is no table's.
  await sql`select pg_advisory_xact_lock(hashtext(${analystGroup}))`.execute(trx)
  await grantGroup(trx)
  const created = !(await isAnalyst(trx, name))
  const generated = created && password === null ? newPassword() : null
  if (created) await sql`create role ${sql.id(name)}`.execute(trx)
  const secret = password ?? generated
  for (const right of await wrongAttributes(trx, name)) {
    await sql`alter role ${sql.id(name)} ${sql.raw(right)}`.execute(trx)
  }
  if (secret !== null) {
    await sql`alter role ${sql.id(name)} password ${sql.lit(scramVerifier(secret))}`.execute(trx)
  }
  await sql`alter role ${sql.id(name)} set default_transaction_read_only = on`.execute(trx)
  await sql`alter role ${sql.id(name)} set statement_timeout = ${sql.lit(timeoutMs)}`.execute(trx)
  await sql`grant ${sql.id(analystGroup)} to ${sql.id(name)}`.execute(trx)
  return { name, created, password: generated, beyond: await beyondReading(trx, name) }
}

/** Tables and views that are there, and those that migrations will add. */
async function grantGroup(trx: Kysely<Database>): Promise<void> {
  const group = sql.id(analystGroup)
  const { rows: known } = await sql`select 1 from pg_roles where rolname = ${analystGroup}`.execute(trx)
  if (known.length === 0) await sql`create role ${group} nologin`.execute(trx)
  const { rows } = await sql<{ owner: string; database: string }>`
    select pg_get_userbyid(nspowner) as owner, current_database() as database
    from pg_namespace where nspname = 'qa'`.execute(trx)
  for (const { owner, database } of rows) {
    await sql`grant connect on database ${sql.id(database)} to ${group}`.execute(trx)
    await sql`alter default privileges for role ${sql.id(owner)} in schema qa grant select on tables to ${group}`.execute(
      trx,
    )
  }
  await sql`grant usage on schema qa to ${group}`.execute(trx)
  await sql`grant select on all tables in schema qa to ${group}`.execute(trx)
}

/**
 * Whether the login is there. A role that this command did not make is left alone, and so is who may hand out the
 * group: since Postgres 16 the creator of a role is its member.
 */
async function isAnalyst(trx: Kysely<Database>, name: string): Promise<boolean> {
  const { rows } = await sql<{ member: boolean }>`
    select exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = r.oid and g.rolname = ${analystGroup} and not m.admin_option)
      and not exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
        where m.member = r.oid and g.rolname <> ${analystGroup}) as member
    from pg_roles r where r.rolname = ${name}`.execute(trx)
  const [role] = rows
  if (role === undefined) return false
  if (role.member && name !== analystGroup) return true
  throw new MondoError('usage', `The role ${name} is there already and is not an analyst's login only.`, {
    hint: 'Choose another name',
  })
}

/** Attributes as an analyst's login must have them, those only that differ: NOSUPERUSER too is a superuser's to say. */
async function wrongAttributes(trx: Kysely<Database>, name: string): Promise<readonly string[]> {
  const { rows } = await sql<{ attribute: string }>`
    select attribute from pg_roles, lateral (values
      (not rolcanlogin, 'login'), (not rolinherit, 'inherit'), (rolcreatedb, 'nocreatedb'),
      (rolcreaterole, 'nocreaterole'), (rolsuper, 'nosuperuser'), (rolreplication, 'noreplication'),
      (rolbypassrls, 'nobypassrls')
    ) as wrong (is_wrong, attribute)
    where rolname = ${name} and is_wrong`.execute(trx)
  return rows.map(({ attribute }) => attribute)
}

/** Asks the server itself what the login may do, no matter who granted it. */
async function beyondReading(trx: Kysely<Database>, name: string): Promise<readonly string[]> {
  const { rows } = await sql<{ right: string }>`
    select format('create tables in schema %I', nspname) as right
    from pg_namespace where nspname !~ '^pg_' and has_schema_privilege(${name}, oid, 'create')
    union all
    select 'make temporary tables' where has_database_privilege(${name}, current_database(), 'temp')
    union all
    select 'make large objects' where has_function_privilege(${name}, 'pg_catalog.lo_from_bytea(oid, bytea)', 'execute')
    union all
    select format('use schema %I', nspname)
    from pg_namespace where nspname in ('crawl', 'pgboss') and has_schema_privilege(${name}, oid, 'usage')
    union all
    select format('write to %I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'f')
      and has_schema_privilege(${name}, n.oid, 'usage')
      and has_table_privilege(${name}, c.oid, 'insert, update, delete, truncate')
    order by 1`.execute(trx)
  return rows.map(({ right }) => right)
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '42501') return error
  return new MondoError('usage', `This login may not grant that: ${error.message}.`, {
    cause: error,
    hint: 'Connect as the owner of the schema qa, with the right to create roles (CREATEROLE)',
  })
}

/** The default of Postgres (scram_iterations). */
const scramIterations = 4096

/**
 * Hashes a password as Postgres stores it, as psql's \password does: the password itself never crosses the connection and
 * never appears in a server's log of statements. RFC 5802; the format is that of pg_authid.rolpassword. The caller has made
 * sure that it is printable ASCII, which needs no SASLprep.
 */
function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, scramIterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${scramIterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

/** Why no analyst can be let into the embedded database: to be said before it is opened, or made. */
export function embeddedHasNoLogins(): MondoError {
  return new MondoError(
    'usage',
    'The embedded database has no logins: anyone who can read its folder can read all of it.',
    { hint: 'Give --db postgres://… of a server, or hand out an export (mondo export)' },
  )
}
