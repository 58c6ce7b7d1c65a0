/** The module that a parser thread runs: one task at a time. It reports its thread id to the watchdog. */
import { threadId as ownThreadId } from 'node:worker_threads'
import { passWarningsOn } from '../model/threads/thread-warnings.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import { runTask } from './run-task.ts'
import type { TaskAnswer, ThreadTask } from './tasks.ts'

passWarningsOn()

export default async function runInThread({ task, modules, threadId }: ThreadTask): Promise<TaskAnswer> {
  Atomics.store(threadId, 0, ownThreadId)
  return await runTask(task, modules.length === 0 ? [] : await loadedDefinitions(modules))
}

/** Loaded on demand, because most runs use only the bundled definitions. */
async function loadedDefinitions(modules: readonly string[]): Promise<readonly SiteDefinition[]> {
  const { definitionsOf } = await import('../parse/site/load-sites.ts')
  return await definitionsOf(modules)
}
