/**
 * PGlite in a thread of its own, so that a long statement does not block timers and signals of the main thread. A statement
 * that never ends, as on a full disk, can be stopped by ending the thread.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Results } from '@electric-sql/pglite'
import { isDiskFull } from '../../model/errors.ts'
import { freeBytesOf } from '../../model/free-bytes.ts'
import { packageFile, runsFromSource } from '../../model/package-files.ts'
import { emitThreadWarning } from '../../model/threads/thread-warnings.ts'
import { diskFull, isFullDisk } from '../errors.ts'
import type {
  EmbeddedDatabase,
  EmbeddedStatements,
  EmbeddedTransaction,
  TextRows,
} from './embedded-database.ts'
import { newDatabase, pgliteFolder } from './new-database.ts'
import { type StatementLimits, statementLimits, verdictOn } from './statement-watchdog.ts'
import { fromPlain, type NumberedCall, type ThreadAnswer, type ThreadCall } from './thread-calls.ts'

export interface ThreadedPgliteOptions {
  /** Once it aborts, a statement has five seconds to end. */
  readonly signal?: AbortSignal
  /** Aborts when another process has taken the folder: the database then ends at once, with the reason of this signal. */
  readonly lost?: AbortSignal
  readonly limits?: StatementLimits
  /** Free bytes of the folder's disk; null if unknown. For tests. */
  readonly freeBytes?: (folder: string) => Promise<number | null>
  /** The module that runs in the thread. Tests replace it by one that hangs. */
  readonly threadModule?: URL
}

const ownThreadModule = packageFile(
  runsFromSource ? 'src/database/embedded/pglite-thread.ts' : 'dist/database/embedded/pglite-thread.js',
)

interface RunningCall {
  readonly startedAt: number
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

export class ThreadedPglite implements EmbeddedDatabase {
  readonly #folder: string
  readonly #options: Required<Pick<ThreadedPgliteOptions, 'limits' | 'freeBytes'>>
  readonly #thread: Worker
  readonly #timer: NodeJS.Timeout
  readonly #running = new Map<number, RunningCall>()
  #lastId = 0
  /** Settles after the last queued statement or transaction. */
  #turn: Promise<unknown> = Promise.resolve()
  /** Statements and transactions that run or are queued. */
  #waiting = 0
  /** The error that ended the database: all later calls fail with it. */
  #ended: unknown = null
  #terminated: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | null = null
  #stoppedAt: number | null = null
  readonly #over = new AbortController()
  readonly ready = true
  readonly waitReady = Promise.resolve()

  /** Opens the folder, making it if need be. Throws what PGlite throws, and `disk-full`. */
  static async open(folder: string, options: ThreadedPgliteOptions = {}): Promise<ThreadedPglite> {
    const opening = new ThreadedPglite(folder, options)
    try {
      const isNew = !existsSync(join(folder, 'PG_VERSION'))
      const contents = isNew ? await newDatabase() : null
      await opening.#call({ kind: 'open', folder, wasm: await compiled(), contents })
      return opening
    } catch (error) {
      await opening.#end(error)
      throw error
    }
  }

  private constructor(
    folder: string,
    {
      signal,
      lost,
      limits = statementLimits,
      freeBytes = freeOn,
      threadModule = ownThreadModule,
    }: ThreadedPgliteOptions,
  ) {
    this.#folder = folder
    this.#options = { limits, freeBytes }
    this.#thread = new Worker(threadModule)
    this.#thread.on('message', (message: ThreadAnswer) => {
      if (!emitThreadWarning(message)) this.#settle(message)
    })
    this.#thread.on('error', (error) => void this.#end(error))
    this.#thread.on('exit', () => void this.#end(new Error('the thread of the embedded database has ended')))
    // A program that leaves a database open must be able to end.
    this.#thread.unref()
    this.#timer = setInterval(() => void this.#look(), limits.lookEveryMs).unref()
    const stop = () => {
      this.#stoppedAt = performance.now()
    }
    lost?.addEventListener('abort', () => void this.#end(lost.reason), {
      once: true,
      signal: this.#over.signal,
    })
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true, signal: this.#over.signal })
  }

  get closed(): boolean {
    return this.#closing !== null
  }

  readonly #statements: EmbeddedStatements = {
    query: async <Row>(
      text: string,
      parameters: unknown[] = [],
      options: { rowMode?: 'array' | 'object' } = {},
    ) => (await this.#call({ kind: 'query', text, parameters, ...options })) as Results<Row>,
    texts: async (text, parameters = []) =>
      (await this.#call({ kind: 'texts', text, parameters })) as TextRows,
    exec: async (text) => (await this.#call({ kind: 'exec', text })) as Results[],
  }

  query: EmbeddedStatements['query'] = (text, parameters, options) =>
    this.#inTurn(() => this.#statements.query(text, parameters, options))

  texts: EmbeddedStatements['texts'] = (text, parameters) =>
    this.#inTurn(() => this.#statements.texts(text, parameters))

  exec: EmbeddedStatements['exec'] = (text) => this.#inTurn(() => this.#statements.exec(text))

  async dumpDataDir(compression?: Parameters<EmbeddedDatabase['dumpDataDir']>[0]): Promise<Blob> {
    const call: ThreadCall = { kind: 'dump', ...(compression === undefined ? {} : { compression }) }
    return (await this.#inTurn(() => this.#call(call))) as Blob
  }

  async transaction<Result>(work: (transaction: EmbeddedTransaction) => Promise<Result>): Promise<Result> {
    return await this.#inTurn(() => this.#transact(work))
  }

  /** Works like `PGlite.transaction`. */
  async #transact<Result>(work: (transaction: EmbeddedTransaction) => Promise<Result>): Promise<Result> {
    let isOver = false
    const whileOpen = <T>(run: () => Promise<T>): Promise<T> =>
      isOver ? Promise.reject(new Error('Transaction is closed')) : run()
    const { query, texts, exec } = this.#statements
    const end = async (statement: string) => {
      isOver = true
      return await exec(statement)
    }
    await exec('BEGIN')
    try {
      const result = await work({
        query: (text, parameters, options) => whileOpen(() => query(text, parameters, options)),
        texts: (text, parameters) => whileOpen(() => texts(text, parameters)),
        exec: (text) => whileOpen(() => exec(text)),
        rollback: async () => void (await whileOpen(() => end('ROLLBACK'))),
      })
      if (isOver) return result
      const [committed] = await end('COMMIT')
      if (committed !== undefined && Reflect.get(committed, 'command') === 'ROLLBACK')
        throw new TransactionAborted()
      return result
    } catch (error) {
      if (!isOver) await end('ROLLBACK')
      throw error
    }
  }

  /** Waits for earlier calls first. Throws `disk-full` if PGlite cannot write its last checkpoint. */
  async close(): Promise<void> {
    this.#closing ??= this.#inTurn(async () => {
      try {
        if (this.#ended === null) await this.#call({ kind: 'close' })
      } finally {
        await this.#end(new Error('PGlite is closed'))
      }
    })
    await this.#closing
  }

  /** Resolves when no call waits, or after the limit at the latest. */
  async idle(limitMs: number): Promise<void> {
    const until = performance.now() + limitMs
    const limit = AbortSignal.timeout(limitMs)
    while (this.#waiting > 0 && performance.now() < until) {
      await Promise.race([this.#turn, new Promise((resolve) => limit.addEventListener('abort', resolve))])
    }
  }

  async #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1
    const turn = this.#turn.then(run).finally(() => {
      this.#waiting -= 1
    })
    this.#turn = turn.catch(() => undefined)
    return await turn
  }

  async #call(call: ThreadCall): Promise<unknown> {
    if (this.#ended !== null) throw this.#ended
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#running.set(id, { startedAt: performance.now(), resolve, reject })
    this.#thread.ref()
    try {
      const message: NumberedCall = { id, call }
      this.#thread.postMessage(message)
      return await promise
    } finally {
      this.#running.delete(id)
      if (this.#running.size === 0) this.#thread.unref()
    }
  }

  #settle(answer: ThreadAnswer): void {
    const call = this.#running.get(answer.id)
    if ('result' in answer) {
      call?.resolve(answer.result)
      return
    }
    const error = fromPlain(answer.failure)
    // The next statement might hang for ever.
    if (isFullDisk(error) || isDiskFull(error)) void this.#end(diskFull(error))
    else call?.reject(error)
  }

  async #look(): Promise<void> {
    const [call] = this.#running.values()
    if (call === undefined) return
    const { limits, freeBytes } = this.#options
    const free = await freeBytes(this.#folder)
    if (![...this.#running.values()].includes(call)) return
    const now = performance.now()
    const runningMs = now - call.startedAt
    const stoppingMs = this.#stoppedAt === null ? null : now - this.#stoppedAt
    const verdict = verdictOn({ runningMs, stoppingMs, freeBytes: free }, limits)
    if (verdict !== null) void this.#end(verdict)
  }

  /** Makes all running and later calls fail with this error. After the first call, further errors are ignored. */
  async #end(error: unknown): Promise<void> {
    if (this.#ended === null) {
      this.#ended = error
      this.#over.abort()
      clearInterval(this.#timer)
      this.#terminated = this.#thread.terminate()
      await this.#terminated
      for (const { reject } of this.#running.values()) reject(error)
    }
    await this.#terminated
  }
}

/** The same error as PGlite's own. Kysely recognises it by its code. */
class TransactionAborted extends Error {
  readonly code = '25P02'

  constructor() {
    super('Transaction was rolled back instead of committed')
  }
}

let compiling: Promise<WebAssembly.Module> | null = null

/** Compiled once per process and shared, because each thread would otherwise optimize it again (0.4 s). */
function compiled(): Promise<WebAssembly.Module> {
  compiling ??= compile()
  return compiling
}

async function compile(): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await readFile(join(pgliteFolder(), 'pglite.wasm')))
}

async function freeOn(folder: string): Promise<number | null> {
  try {
    return await freeBytesOf(folder)
  } catch {
    return null
  }
}
