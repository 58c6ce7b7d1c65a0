/** The module that a parser thread runs: one task at a time. It reports its thread id to the watchdog. */
import { threadId as ownThreadId } from 'node:worker_threads'
import { runTask } from './run-task.ts'
import type { TaskAnswer, ThreadTask } from './tasks.ts'

export default function runInThread({ task, threadId }: ThreadTask): TaskAnswer {
  Atomics.store(threadId, 0, ownThreadId)
  return runTask(task)
}
