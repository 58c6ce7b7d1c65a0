/**
 * Ends a thread that spends more than its share of CPU time on one task. CPU time, not wall time: on a busy machine a
 * good page may wait for seconds without making progress. Where it cannot be read (the thread is inside a native call, or
 * Node is older than 22.18), wall time counts.
 */
import type { Worker } from 'node:worker_threads'

export interface TaskLimits {
  readonly cpuMs: number
  /** How long a thread may go without a reading of its CPU time. */
  readonly wallMs: number
}

/** What the watchdog sees of a running task. */
export interface WatchedTask {
  readonly limits: TaskLimits
  /** The thread that works on it; null until one has begun. */
  readonly thread: () => Pick<Worker, 'threadId'> | null
  readonly end: (detail: string) => void
}

interface Watched extends WatchedTask {
  /** CPU milliseconds of the thread when it was first seen with this task. */
  cpuAtStart: number | null
  /** `performance.now()` of the last reading, of the start of the task before the first. */
  readAt: number
  isAsking: boolean
}

const lookEveryMs = 250

export class Watchdog {
  readonly #tasks = new Set<Watched>()
  #timer: NodeJS.Timeout | null = null

  /** Returns what to call when the task has ended. */
  watch(task: WatchedTask): () => void {
    const watched: Watched = { ...task, cpuAtStart: null, readAt: performance.now(), isAsking: false }
    this.#tasks.add(watched)
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref()
    return () => {
      this.#tasks.delete(watched)
      if (this.#tasks.size > 0 || this.#timer === null) return
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  #look(): void {
    for (const task of this.#tasks) {
      const thread = task.thread()
      if (thread === null) {
        // Waiting for a thread is not the page's fault.
        task.readAt = performance.now()
        continue
      }
      if (performance.now() - task.readAt > task.limits.wallMs) {
        task.end(
          `no end after ${Math.round(task.limits.wallMs / 1000)} s in which its CPU time could not be read`,
        )
      } else if (!task.isAsking) void this.#ask(task, thread)
    }
  }

  async #ask(task: Watched, thread: Pick<Worker, 'threadId'>): Promise<void> {
    task.isAsking = true
    try {
      const ms = await cpuMsOf(thread)
      if (ms === null) return
      task.readAt = performance.now()
      task.cpuAtStart ??= ms
      if (this.#tasks.has(task) && ms - task.cpuAtStart > task.limits.cpuMs)
        task.end(`no end after ${Math.round(task.limits.cpuMs / 1000)} s of CPU time`)
    } finally {
      task.isAsking = false
    }
  }
}

/** Null if unknown: an older Node, or a thread that has just ended. */
async function cpuMsOf(thread: object): Promise<number | null> {
  if (!('cpuUsage' in thread) || typeof thread.cpuUsage !== 'function') return null
  try {
    const { user, system } = await thread.cpuUsage()
    return (user + system) / 1000
  } catch {
    return null
  }
}
