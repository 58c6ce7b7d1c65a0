/** A parser thread that does what its bytes say: hang, run out of memory, exit, throw, or answer with their text. */
import { threadId as ownThreadId } from 'node:worker_threads'
import type { TaskAnswer, ThreadTask } from '../../src/workers/tasks.ts'

export default function runInThread({ task, threadId }: ThreadTask): TaskAnswer {
  Atomics.store(threadId, 0, ownThreadId)
  const said = new TextDecoder().decode(task.bytes)
  if (said === 'hang') for (;;);
  if (said === 'exit') process.exit(1)
  if (said === 'throw') throw new RangeError('thrown out of the thread')
  if (said === 'memory') {
    const kept: unknown[] = []
    for (;;) kept.push(Array.from({ length: 1000 }, (_, at) => ({ at })))
  }
  if (said.startsWith('ms ')) {
    const until = performance.now() + Number(said.slice(3))
    while (performance.now() < until);
  }
  return { kind: 'read', reading: { isSitemap: true, entries: [] } }
}
