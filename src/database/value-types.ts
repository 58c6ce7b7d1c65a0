/**
 * Parses the values of the database alike on both stores. The defaults differ: `pg` gives bigint as a string and
 * date as a local midnight, PGlite gives bigint as a BigInt where it is large and date as a UTC midnight.
 *
 * bigint: a number, or a string beyond 2^53. numeric: a string. date and timestamp: the string that Postgres prints.
 * timestamptz: a Date. json and jsonb: the value. text[]: an array. bytea: bytes.
 */
import pg from 'pg'

/**
 * Every session sets these, because a server, a database or a role may have other values. With DateStyle German `2026-01-02`
 * arrives as `02.01.2026`, and no timestamp can be parsed. Without array_nulls a null in an array becomes the text NULL.
 * mondo does not set whether transactions may write: a read-only server is read-only on purpose.
 */
export const sessionSettings = [
  "set datestyle = 'ISO, MDY'",
  "set intervalstyle = 'postgres'",
  "set timezone = 'UTC'",
  "set client_encoding = 'UTF8'",
  'set standard_conforming_strings = on',
  'set array_nulls = on',
  // All digits of a float8, and bytea as hex: the defaults of Postgres, which a server may override.
  'set extra_float_digits = 1',
  "set bytea_output = 'hex'",
  // Slices wait for each other's row locks; at a stricter level they would fail instead.
  "set default_transaction_isolation = 'read committed'",
].join('; ')

/**
 * For sessions that write: waiting for locks and loading may take any time. A session that only reads keeps the limits of
 * its login. transaction_timeout exists since Postgres 17.
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
