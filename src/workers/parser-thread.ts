/** The module that every parser thread runs: one task at a time, told to the watchdog by the thread's number. */
import { threadId as ownThreadId } from 'node:worker_threads'
import { runTask } from './run-task.ts'
import type { TaskAnswer, ThreadTask } from './tasks.ts'

export default function runInThread({ task, threadId }: ThreadTask): TaskAnswer {
  Atomics.store(threadId, 0, ownThreadId)
  return runTask(task)
}
