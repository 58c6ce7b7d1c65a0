/** CPU time of a Postgres on this machine, read from proc(5), to 10 ms; NaN for a server elsewhere. */
import { readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../src/database/schema/schema.ts'

/** Milliseconds that the session of this connection has used. */
export async function sessionCpu(one: Kysely<Database>): Promise<number> {
  const fields = await statOf(await sessionId(one))
  return ((fields[11] ?? Number.NaN) + (fields[12] ?? Number.NaN)) * 10
}

/** Milliseconds that all sessions and workers of the server have used which have ended. */
export async function endedSessionsCpu(db: Kysely<Database>): Promise<number> {
  const [, parent] = await statOf(await sessionId(db))
  const fields = await statOf(parent)
  return ((fields[13] ?? Number.NaN) + (fields[14] ?? Number.NaN)) * 10
}

async function sessionId(db: Kysely<Database>): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid
}

/** Numbers of a line of proc(5) from the state on: the second is the parent. */
async function statOf(pid: number | undefined): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}
