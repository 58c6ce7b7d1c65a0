/**
 * Parses in worker threads, so that no page can stop the fetch loop, the leases or the signals. A task that exceeds its
 * CPU time is tried once more, alone and with three times the limit; then it is `undone`.
 */
import { availableParallelism } from 'node:os'
import { type Robots, robotsOf } from '../fetch/robots.ts'
import { codeOf } from '../model/errors.ts'
import { type LoadedSites, onlyBundled } from '../parse/site/load-sites.ts'
import type { Sites } from '../parse/site/sites.ts'
import {
  defaultHeapMb,
  type ParserThreads,
  parserModule,
  parserThreads,
  type ThreadOptions,
} from './parser-threads.ts'
import {
  type AskedPage,
  type PageOptions,
  type PageTask,
  type ParseTask,
  type Read,
  type Reader,
  ReadingStopped,
  type TaskAnswer,
  type TaskKind,
  type Undone,
} from './tasks.ts'
import { type TaskLimits, Watchdog } from './watchdog.ts'

export interface ParsePoolOptions {
  /** The number of cores where none is given. A crawl gives `besideMainThread`. */
  readonly threads?: number
  readonly limits?: TaskLimits
  /** Of each thread; a page that needs more is `too-large`. */
  readonly heapMb?: number
  /** The run's: once it aborts, tasks have `graceMs` to end before the pool abandons them. */
  readonly signal?: AbortSignal
  /** Milliseconds, 3,000 by default. */
  readonly graceMs?: number
  /** Site definitions in addition to the bundled ones. */
  readonly sites?: LoadedSites
  /** The module that the threads run, for tests of threads that hang or die. */
  readonly threadModule?: URL
}

const defaultTaskLimits: TaskLimits = { cpuMs: 10_000, wallMs: 60_000 }
const secondTry = 3
/** Enough that no thread waits for the next page while the slowest of a batch is parsed. */
const queuedPerThread = 8
/** A page takes milliseconds; one that still runs this long after the run was stopped hangs. */
const defaultGraceMs = 3_000
/** How long closing waits for a thread that is inside a native call, which `terminate` does not interrupt. */
const closeMs = 1_000

/**
 * Threads for a process whose main thread is as busy as a parser, as that of a crawl is. On two cores, a second thread would
 * not parse more, but compile the parser again and hold 100 MB more (measured: 1.16 times the CPU time a page).
 */
export const besideMainThread = Math.max(1, availableParallelism() - 1)

type MakeTask = () => ParseTask

export class ParsePool implements Reader {
  readonly concurrency: number
  readonly sites: Sites
  readonly #modules: readonly string[]
  readonly #options: ThreadOptions
  /** Made by the first task: a run that parses nothing starts no thread. */
  #started: ParserThreads | null = null
  readonly #watchdog = new Watchdog()
  readonly #closing = new AbortController()
  readonly #limits: TaskLimits
  readonly #running = new Set<Promise<unknown>>()
  /** Settles when the last second try has ended; second tries run one after another. Null while there is none. */
  #secondTries: Promise<void> | null = null

  constructor({
    threads = availableParallelism(),
    limits = defaultTaskLimits,
    heapMb = defaultHeapMb,
    threadModule = parserModule,
    sites = onlyBundled,
    signal,
    graceMs = defaultGraceMs,
  }: ParsePoolOptions = {}) {
    const stop = () => void setTimeout(() => this.#closing.abort(), graceMs).unref()
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true, signal: this.#closing.signal })
    this.#limits = limits
    this.sites = sites.sites
    this.#modules = sites.modules
    this.concurrency = Math.max(1, threads) * queuedPerThread
    this.#options = { threads: Math.max(1, threads), heapMb, threadModule }
  }

  /** Starts the threads now instead of at the first task, so that they load the parser while the caller prepares. */
  start(): void {
    void this.#threads
  }

  get #threads(): ParserThreads {
    this.#started ??= parserThreads(this.#options)
    return this.#started
  }

  async page(bytes: () => Uint8Array, options: PageOptions): Promise<Read<'page'>> {
    return await this.#read<'page'>(() => pageTask({ bytes, options }))
  }

  /** Reads several pages as one task. If it fails, each page is read as a task of its own, so that each has its own verdict. */
  async pages(group: readonly AskedPage[]): Promise<readonly Read<'page'>[]> {
    if (group.length > 1) {
      while (this.#secondTries !== null) await this.#secondTries
      const task = { kind: 'pages', pages: group.map(pageTask) } as const
      const read = await this.#tracked<'pages'>(() => task, this.#limits)
      if (read.kind === 'read') return read.reading.map((answer) => readOf<'page'>(answer))
    }
    return await Promise.all(group.map(({ bytes, options }) => this.page(bytes, options)))
  }

  async sitemap(bytes: () => Uint8Array, url: string): Promise<Read<'sitemap'>> {
    return await this.#read<'sitemap'>(() => ({ kind: 'sitemap', bytes: bytes(), url }))
  }

  async robots(bytes: () => Uint8Array): Promise<Robots | Undone> {
    const read = await this.#read<'robots'>(() => ({ kind: 'robots', bytes: bytes() }))
    return read.kind === 'read' ? robotsOf(read.reading) : read
  }

  /** Ends the threads; tasks in flight reject with a MondoError. Waits one second for a thread at most. */
  async close(): Promise<void> {
    this.#closing.abort('the pool was closed')
    if (this.#started === null) return
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, closeMs).unref())
    await Promise.race([this.#started.destroy(), timeout])
  }

  async #read<Kind extends TaskKind>(make: MakeTask): Promise<Read<Kind>> {
    // Checked again each time: another second try may have been queued meanwhile.
    while (this.#secondTries !== null) await this.#secondTries
    const first = await this.#tracked<Kind>(make, this.#limits)
    return first.kind === 'undone' && first.reason === 'timeout' ? await this.#again(make) : first
  }

  async #again<Kind extends TaskKind>(make: MakeTask): Promise<Read<Kind>> {
    const second = this.#tryAlone<Kind>(make, this.#secondTries)
    const ended = second.then(nothing, nothing)
    this.#secondTries = ended
    try {
      return await second
    } finally {
      if (this.#secondTries === ended) this.#secondTries = null
    }
  }

  async #tryAlone<Kind extends TaskKind>(make: MakeTask, before: Promise<void> | null): Promise<Read<Kind>> {
    await before
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
    const { cpuMs, wallMs } = this.#limits
    return await this.#try<Kind>(make(), { cpuMs: cpuMs * secondTry, wallMs: wallMs * secondTry })
  }

  async #tracked<Kind extends TaskKind>(make: MakeTask, limits: TaskLimits): Promise<Read<Kind>> {
    const running = this.#try<Kind>(make(), limits)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async #try<Kind extends TaskKind>(task: ParseTask, limits: TaskLimits): Promise<Read<Kind>> {
    if (this.#closing.signal.aborted) throw new ReadingStopped()
    const threadId = new Int32Array(new SharedArrayBuffer(4))
    const end = new AbortController()
    const thread = () => {
      const id = Atomics.load(threadId, 0)
      return this.#threads.threads.find((one) => one.threadId === id) ?? null
    }
    const stopWatching = this.#watchdog.watch({ limits, thread, end: (detail) => end.abort(detail) })
    try {
      const transferList = bytesOf(task)
        .filter(isWhole)
        .map(({ buffer }) => buffer)
      const answer = await this.#threads.run(
        { task, threadId, modules: this.#modules },
        {
          transferList,
          signal: AbortSignal.any([end.signal, this.#closing.signal]),
        },
      )
      return readOf<Kind>(answer)
    } catch (error) {
      if (this.#closing.signal.aborted) throw new ReadingStopped()
      if (end.signal.aborted) return { kind: 'undone', reason: 'timeout', detail: String(end.signal.reason) }
      const reason = codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'parser-crashed'
      return { kind: 'undone', reason, detail: String(error) }
    } finally {
      stopWatching()
    }
  }
}

function nothing(): void {}

/** The options are taken apart: of what a caller hands in, only these can be cloned. */
function pageTask({ bytes, options }: AskedPage): PageTask {
  const { url, site, contentType, capturedAt, checks } = options
  return { kind: 'page', bytes: bytes(), options: { url, site, contentType, capturedAt, checks } }
}

function readOf<Kind extends TaskKind>(answer: TaskAnswer): Read<Kind> {
  return answer.kind === 'read'
    ? (answer as Read<Kind>)
    : { kind: 'undone', reason: 'parser-crashed', detail: answer.message }
}

function bytesOf(task: ParseTask): readonly Uint8Array[] {
  return task.kind === 'pages' ? task.pages.map(({ bytes }) => bytes) : [task.bytes]
}

/** A view of a larger buffer, such as a small Buffer of Node's pool, is copied: its neighbours must stay. */
function isWhole(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === buffer.byteLength
}
