/** Creates the threads of a `ParsePool`. One thread can start before the pool exists. */
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { packageFile, runsFromSource } from '../model/package-files.ts'
import { emitThreadWarning } from '../model/threads/thread-warnings.ts'
import type { TaskAnswer, ThreadTask } from './tasks.ts'

export type ParserThreads = Piscina<ThreadTask, TaskAnswer>

export interface ThreadOptions {
  readonly threads: number
  /** Heap limit of each thread in MB; a page that needs more is rejected as `too-large`. */
  readonly heapMb: number
  readonly threadModule: URL
}

export const defaultHeapMb = 512
/**
 * Size of the young generation in MB. Parsing a page leaves about 3 MB of garbage, and nearly nothing of it outlives the
 * page. V8's default, one and a half times 64 MB, costs 120 MB a thread and saves no time.
 */
const youngHeapMb = 24
/** Stack size in MB. The parser recurses over a tree of at most 2,000 levels. */
const stackMb = 4

export const parserModule = packageFile(
  runsFromSource ? 'src/workers/parser-thread.ts' : 'dist/workers/parser-thread.js',
)

let early: ParserThreads | null = null

/**
 * Starts one thread, which the next pool with one thread takes over. Without such a pool it stays idle until the process
 * ends.
 */
export function startEarly(): void {
  early ??= startThreads({ threads: 1, heapMb: defaultHeapMb, threadModule: parserModule })
}

/** The thread that was started early, if the options match; otherwise new threads. */
export function parserThreads(options: ThreadOptions): ParserThreads {
  const { threads, heapMb, threadModule } = options
  if (early === null || threads !== 1 || heapMb !== defaultHeapMb || threadModule !== parserModule)
    return startThreads(options)
  const started = early
  early = null
  return started
}

function startThreads({ threads, heapMb, threadModule }: ThreadOptions): ParserThreads {
  const started: ParserThreads = new Piscina({
    filename: fileURLToPath(threadModule),
    // Must equal maxThreads: otherwise Piscina does not replace a thread that was terminated while tasks are queued.
    minThreads: threads,
    maxThreads: threads,
    // Threads that block on Atomics.wait between tasks could not report their CPU time.
    atomics: 'disabled',
    resourceLimits: {
      maxOldGenerationSizeMb: heapMb,
      maxYoungGenerationSizeMb: youngHeapMb,
      stackSizeMb: stackMb,
    },
  })
  // Ignores the response to a task that was abandoned meanwhile: its caller already has a result.
  started.on('error', () => undefined)
  started.on('message', emitThreadWarning)
  return started
}
