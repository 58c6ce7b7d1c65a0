/** Migrated databases for one crawl each, on a server or embedded. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openStore } from '../../src/database/store.ts'
import { startLocalPostgres } from '../local-postgres.ts'

export interface Databases {
  /** The URL of a database without a row. */
  fresh(): Promise<string>
  close(): Promise<void>
}

/** Copies of one that is migrated, so that migrating is no part of what is timed. */
export async function postgresDatabases(): Promise<Databases> {
  const server = await startLocalPostgres()
  const named = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const client = new pg.Client(server.url)
  await client.connect()
  await client.query('drop database if exists mondo_bench_empty')
  await client.query('create database mondo_bench_empty')
  await (await openStore(named('mondo_bench_empty'))).close()
  let made = 0
  return {
    async fresh() {
      const name = `mondo_bench_${++made}`
      await client.query(`drop database if exists mondo_bench_${made - 1} with (force)`)
      await client.query(`drop database if exists ${name} with (force)`)
      await client.query(`create database ${name} template mondo_bench_empty`)
      await client.query('checkpoint')
      return named(name)
    },
    async close() {
      await client.end()
      await server.stop()
    },
  }
}

export async function pgliteDatabases(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-pglite-'))
  let made = 0
  return {
    async fresh() {
      await rm(join(folder, `${made}`), { recursive: true, force: true })
      const url = `pglite:${join(folder, `${++made}`)}`
      await (await openStore(url)).close()
      return url
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}
