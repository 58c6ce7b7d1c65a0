/** Looks at the database: whether it can be reached and written to, is of this version, and agrees with the clock here. */
import { sql } from 'kysely'
import { databaseError } from '../../database/errors.ts'
import { newestMigration } from '../../database/schema/migrate.ts'
import { schemaGaps } from '../../database/schema/schema-gaps.ts'
import { isMissing, openStoreToRead, type Store } from '../../database/store.ts'
import { parseStoreUrl } from '../../database/store-url.ts'
import { closing } from '../../model/closing.ts'
import { MondoError } from '../../model/errors.ts'
import { type DoctorOptions, type Finding, mend } from './finding.ts'

export interface ExaminedDatabase {
  readonly findings: readonly Finding[]
  /**
   * The database whose pace holds for requests to hosts: this one, or `memory:` where no crawl can run on it. Null where one may
   * run, and this process cannot see its pace or keep its own.
   */
  readonly paceUrl: string | null
}

const oldestServer = 150_000
const skewMended = 60
const skewNoted = 5

export async function examineDatabase({
  databaseUrl,
  environment,
  signal,
}: DoctorOptions): Promise<ExaminedDatabase> {
  const clock = clockHere()
  try {
    const place = parseStoreUrl(databaseUrl, environment)
    if (isMissing(databaseUrl)) {
      const found = `none yet in ${place.kind === 'pglite' ? place.folder : ''}: the first crawl makes it`
      return { findings: [{ what: 'database', state: 'ok', found, advice: null }, clock], paceUrl: 'memory:' }
    }
    await using store = closing(await openStoreToRead(databaseUrl, environment, signal))
    if (place.kind === 'pglite') {
      const other = await otherSchema(store.db)
      if (other !== null) return { findings: [{ what: 'database', ...other }, clock], paceUrl: null }
      const found = `embedded, in ${place.folder}`
      return {
        findings: [{ what: 'database', state: 'ok', found, advice: null }, clock],
        paceUrl: databaseUrl,
      }
    }
    return await examineServer(store, place.place, databaseUrl)
  } catch (error) {
    if (error instanceof MondoError && error.code === 'data-folder-locked') {
      const found = 'another process has it open, such as a crawl that runs'
      return {
        findings: [
          { what: 'database', state: 'note', found, advice: 'Look again when that has ended' },
          clock,
        ],
        paceUrl: null,
      }
    }
    const why = databaseError(error) ?? error
    const isOutOfReach = why instanceof MondoError && ['usage', 'database-unreachable'].includes(why.code)
    return { findings: [mend('database', why), clock], paceUrl: isOutOfReach ? 'memory:' : null }
  }
}

async function examineServer({ db }: Store, place: string, databaseUrl: string): Promise<ExaminedDatabase> {
  const asked = Date.now()
  const { rows } = await sql<{
    server: number
    now: Date
    standby: boolean
    mayCreate: boolean
    schema: string | null
  }>`
    select current_setting('server_version_num')::int as server, clock_timestamp() as now, pg_is_in_recovery() as standby,
      has_database_privilege(current_database(), 'create') as "mayCreate", to_regclass('crawl.page')::text as schema
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new TypeError('a select without a row')
  const clock = clockOf((row.now.getTime() - (asked + Date.now()) / 2) / 1000)
  const trouble = await troubleOf(db, row)
  if (trouble === null) {
    const found = `${place}, Postgres ${Math.floor(row.server / 10_000)}, up to date`
    return { findings: [{ what: 'database', state: 'ok', found, advice: null }, clock], paceUrl: databaseUrl }
  }
  const isUnused = row.server < oldestServer || (row.schema === null && !row.standby)
  return { findings: [{ what: 'database', ...trouble }, clock], paceUrl: isUnused ? 'memory:' : null }
}

async function troubleOf(
  db: Store['db'],
  row: {
    readonly server: number
    readonly standby: boolean
    readonly mayCreate: boolean
    readonly schema: string | null
  },
): Promise<Omit<Finding, 'what'> | null> {
  const { server, standby, mayCreate, schema } = row
  if (server < oldestServer) {
    return {
      state: 'mend',
      found: `Postgres ${Math.floor(server / 10_000)}`,
      advice: 'Use Postgres 15 or later',
    }
  }
  if (standby) {
    return { state: 'mend', found: 'a standby, which takes no writes', advice: 'Give the primary' }
  }
  if (schema === null) {
    if (!mayCreate) {
      return {
        state: 'mend',
        found: 'this login may not create schemas, and there are none of mondo',
        advice: "Give the login of the database's owner: mondo db migrate makes the tables",
      }
    }
    return {
      state: 'note',
      found: 'it has no tables of mondo yet',
      advice: 'mondo db migrate, or a first crawl, makes them',
    }
  }
  const { rows } = await sql<{ mayWrite: boolean; newest: string | null }>`
    select has_table_privilege('crawl.page', 'insert, update, delete') and has_table_privilege('qa.question', 'insert, update')
        as "mayWrite",
      (select max(name) from crawl.migration) as newest
  `.execute(db)
  const [rights] = rows
  if (rights?.mayWrite !== true) {
    return {
      state: 'mend',
      found: 'this login may read, and not write',
      advice: "Give the login of the database's owner; analysts have their own (mondo db grant-analyst)",
    }
  }
  const newest = newestMigration()
  if (rights.newest === newest) return await otherSchema(db)
  const isOlder = (rights.newest ?? '') < newest
  return {
    state: 'mend',
    found: `its schema is ${rights.newest ?? 'unknown'}, and this mondo has ${newest}`,
    advice: isOlder
      ? 'mondo db migrate brings it up to date'
      : 'Use the version of mondo that made it, or a later one',
  }
}

const namedGaps = 3

/** Of a database that an earlier checkout made, before the first release: its migrations have the same names. */
async function otherSchema(db: Store['db']): Promise<Omit<Finding, 'what'> | null> {
  const gaps = await schemaGaps(db)
  if (gaps.length === 0) return null
  const more = gaps.length > namedGaps ? ` and ${gaps.length - namedGaps} more` : ''
  return {
    state: 'mend',
    found: `its tables are not those of this version of mondo: ${gaps.slice(0, namedGaps).join(', ')}${more} differ`,
    advice:
      'An earlier checkout made it. Rebuild it from the archive: give a new database, and run mondo reparse',
  }
}

/** `skew`: seconds by which the database is ahead. */
function clockOf(skew: number): Finding {
  const found = `the database's clock is ${Math.abs(skew).toFixed(1)} s ${skew < 0 ? 'behind' : 'ahead of'} this machine's`
  const size = Math.abs(skew)
  if (size < skewNoted) return { what: 'clock', state: 'ok', found, advice: null }
  return {
    what: 'clock',
    state: size > skewMended ? 'mend' : 'note',
    found,
    advice: 'Keep both right with NTP',
  }
}

/** The year in which mondo was written: a machine without a battery starts long before. */
const notBefore = 2026

function clockHere(): Finding {
  const now = new Date()
  if (now.getFullYear() >= notBefore)
    return { what: 'clock', state: 'ok', found: now.toISOString(), advice: null }
  const found = `${now.toISOString()} is in the past`
  return {
    what: 'clock',
    state: 'mend',
    found,
    advice: 'Set the clock of this machine, and keep it right with NTP',
  }
}
