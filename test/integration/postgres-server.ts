/**
 * Starts a real Postgres 15 and an 18 for all integration tests (vitest `globalSetup`), as root too, and takes them away
 * again: no process and no folder stays behind, whether the tests end, fail or are interrupted. Tests do not use this file;
 * they use `stores.ts`, which makes databases on the server.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { TestProject } from 'vitest/node'
import type { EmbeddedDatabase } from '../../src/database/embedded/embedded-database.ts'
import { openPgliteStore } from '../../src/database/pglite-store.ts'
import { embeddedPostgres } from '../embedded-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `postgres://…` of the maintenance database of Postgres 15. */
    postgresUrl: string
    /** And of Postgres 18. */
    postgres18Url: string
    /** A file: the dump of a freshly migrated PGlite, which loads in 0.3 s where a new one takes 3 s. */
    pgliteDump: string
    /** And of one that holds nothing yet, for `seeded-pglite.ts`. */
    pgliteSeed: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-test-'))
  // As root the server runs as the user postgres, who must be able to pass through.
  await chmod(folder, 0o755)
  const watcher = watch(folder)
  const [server15, server18, dumps] = await Promise.allSettled([
    startServer(15, join(folder, 'pg15')),
    startServer(18, join(folder, 'pg18')),
    dumpPglites(folder),
  ])
  const tearDown = async () => {
    for (const server of [server15, server18]) if (server.status === 'fulfilled') await server.value.stop()
    await rm(folder, { recursive: true, force: true })
    watcher.stdin?.end()
  }
  if (server15.status === 'fulfilled' && server18.status === 'fulfilled' && dumps.status === 'fulfilled') {
    project.provide('postgresUrl', server15.value.url)
    project.provide('postgres18Url', server18.value.url)
    project.provide('pgliteDump', dumps.value.migrated)
    project.provide('pgliteSeed', dumps.value.empty)
    return tearDown
  }
  await tearDown()
  throw [server15, server18, dumps].find(({ status }) => status === 'rejected')
}

/**
 * A process that waits for this one to end, however it does (vitest gives a signal handler one millisecond, and a kill
 * none): its stdin closes then, and it stops the servers and removes the folder if they are still there.
 */
function watch(folder: string): ChildProcess {
  const afterwards = `cat; for server in pg15 pg18; do
      pid=$(head -n 1 "$1/$server/postmaster.pid") && kill -INT $pid && while kill -0 $pid; do sleep 0.1; done
    done; rm -rf "$1"`
  return spawn('sh', ['-c', afterwards, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
}

async function startServer(
  version: 15 | 18,
  databaseDir: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const log: string[] = []
  const EmbeddedPostgres = await embeddedPostgres(version)
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'mondo',
    password: 'mondo',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Durable writes cost the tests half their time and prove nothing here; UTF8 and C are what any machine has.
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    onLog: (line) => log.push(line),
    onError: (error) => log.push(String(error)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`Postgres for the tests did not start:\n${log.join('')}`, { cause: error })
  }
  return { url: `postgres://mondo:mondo@127.0.0.1:${port}/postgres`, stop: () => server.stop() }
}

async function dumpPglites(folder: string): Promise<{ empty: string; migrated: string }> {
  const pglite = await PGlite.create()
  const empty = await dumpOf(pglite, join(folder, 'pglite-empty.tar'))
  await pglite.close()
  const store = await openPgliteStore(null, { loadDataDir: new Blob([await readFile(empty)]) })
  const migrated = await dumpOf(store.pglite, join(folder, 'pglite.tar'))
  await store.close()
  return { empty, migrated }
}

async function dumpOf(pglite: Pick<EmbeddedDatabase, 'dumpDataDir'>, file: string): Promise<string> {
  const dump = await pglite.dumpDataDir('none')
  await writeFile(file, new Uint8Array(await dump.arrayBuffer()))
  return file
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
