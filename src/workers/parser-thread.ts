/** The module that a parser thread runs: one task at a time. It reports its thread id to the watchdog. */
import { threadId as ownThreadId } from 'node:worker_threads'
import { definitionsOf } from '../parse/site/load-sites.ts'
import { runTask } from './run-task.ts'
import type { TaskAnswer, ThreadTask } from './tasks.ts'

export default async function runInThread({ task, modules, threadId }: ThreadTask): Promise<TaskAnswer> {
  Atomics.store(threadId, 0, ownThreadId)
  return await runTask(task, modules.length === 0 ? [] : await definitionsOf(modules))
}
