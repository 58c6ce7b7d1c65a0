/**
 * Parses the values of the database alike on both stores. The defaults differ: `pg` gives bigint as a string and
 * date as a local midnight, PGlite gives bigint as a BigInt where it is large and date as a UTC midnight.
 *
 * bigint: a number, or a string beyond 2^53. numeric: a string. date and timestamp: the string that Postgres prints.
 * timestamptz: a Date. json and jsonb: the value. text[]: an array. bytea: bytes.
 */
import pg from 'pg'

/**
 * What every session says, since a server, a database or a role may say otherwise. With DateStyle German `2026-01-02`
 * comes as `02.01.2026`, and no time of it is a date any more; without array_nulls a null in an array is the text NULL.
 * Whether transactions may write is left to the server: who made it read-only meant it.
 */
export const sessionSettings = [
  "set datestyle = 'ISO, MDY'",
  "set intervalstyle = 'postgres'",
  "set timezone = 'UTC'",
  "set client_encoding = 'UTF8'",
  'set standard_conforming_strings = on',
  'set array_nulls = on',
  // Slices take turns by row locks; stricter levels fail where these wait.
  "set default_transaction_isolation = 'read committed'",
].join('; ')

/**
 * For sessions that write: mondo waits for locks, and a load takes as long as it takes. One that reads keeps the limits that an
 * analyst's login has. transaction_timeout came with Postgres 17.
 */
export const withoutTimeouts = `select set_config(name, '0', false) from pg_settings where name in ('statement_timeout',
  'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`

type Parse = (text: string) => unknown

/** Type oids from pg_type.dat; they are fixed for built-in types. */
const oids = { int8: 20, date: 1082, timestamp: 1114, int8Array: 1016, dateArray: 1182, timestampArray: 1115 }

function parseInt8(text: string): number | string {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}

const asPrinted: Parse = (text) => text

const scalars: ReadonlyMap<number, Parse> = new Map([
  [oids.int8, parseInt8],
  [oids.date, asPrinted],
  [oids.timestamp, asPrinted],
])

/** For PGlite, which makes the parsers of arrays out of those of their elements. */
export const pgliteParsers: Readonly<Record<number, Parse>> = Object.fromEntries(scalars)

const arrays: ReadonlyMap<number, Parse> = new Map([
  [oids.int8Array, parseInt8],
  [oids.dateArray, asPrinted],
  [oids.timestampArray, asPrinted],
])

const textArray: number = 1009

/** For `pg`: the `types` of a pool. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, format)
    const parseElement = arrays.get(oid)
    if (parseElement === undefined) return scalars.get(oid) ?? pg.types.getTypeParser(oid, 'text')
    return (text: string) => mapNested(pg.types.getTypeParser(textArray, 'text')(text), parseElement)
  },
}

function mapNested(value: unknown, parse: Parse): unknown {
  if (Array.isArray(value)) return value.map((element) => mapNested(element, parse))
  return typeof value === 'string' ? parse(value) : value
}
