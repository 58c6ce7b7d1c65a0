/** The threads of a `ParsePool`, which may start before there is one. */
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { packageFile, runsFromSource } from '../model/package-files.ts'
import type { TaskAnswer, ThreadTask } from './tasks.ts'

export type ParserThreads = Piscina<ThreadTask, TaskAnswer>

export interface ThreadOptions {
  readonly threads: number
  /** Of each thread; a page that needs more is `too-large`. */
  readonly heapMb: number
  readonly threadModule: URL
}

export const defaultHeapMb = 512
/**
 * What one page leaves behind is 3 MB, and nearly nothing of it outlives the page. V8's default, three halves of 64 MB,
 * costs 120 MB a thread and saves no time.
 */
const youngHeapMb = 24
/** The parser recurses over a tree of at most 2,000 levels. */
const stackMb = 4

export const parserModule = packageFile(
  runsFromSource ? 'src/workers/parser-thread.ts' : 'dist/workers/parser-thread.js',
)

let early: ParserThreads | null = null

/** Starts one thread, which the next pool of one thread takes over. Without such a pool it waits until the process ends. */
export function startEarly(): void {
  early ??= startThreads({ threads: 1, heapMb: defaultHeapMb, threadModule: parserModule })
}

/** The thread that was started early, if it is such a one, else new threads. */
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
    // Fewer at least than at most, and Piscina replaces no thread that was ended while tasks are queued.
    minThreads: threads,
    maxThreads: threads,
    // Threads that block on Atomics.wait between tasks could not be asked for their CPU time.
    atomics: 'disabled',
    resourceLimits: {
      maxOldGenerationSizeMb: heapMb,
      maxYoungGenerationSizeMb: youngHeapMb,
      stackSizeMb: stackMb,
    },
  })
  // The answer to a task that was abandoned while it was on its way: whoever asked has an answer already.
  started.on('error', () => undefined)
  return started
}
