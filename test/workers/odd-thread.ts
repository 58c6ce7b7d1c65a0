/**
 * A parser thread that does what its input says: hang, run out of memory, exit, throw, or run for some milliseconds. If the
 * input is shared memory, it counts the tasks that run at the same time as a sitemap.
 */
import { threadId as ownThreadId } from 'node:worker_threads'
import type { TaskAnswer, ThreadTask } from '../../src/workers/tasks.ts'

const noEntries = { form: 'sitemap', encoding: 'utf-8', fault: null, entries: [] } as const

export default function runInThread({ task, modules, threadId }: ThreadTask): TaskAnswer {
  Atomics.store(threadId, 0, ownThreadId)
  if (task.kind === 'pages') {
    const reading = task.pages.map(
      (page) => runInThread({ task: page, modules, threadId }) as TaskAnswer<'page'>,
    )
    return { kind: 'read', reading }
  }
  if (task.bytes.buffer instanceof SharedArrayBuffer) {
    countBeside(new Int32Array(task.bytes.buffer), task.kind === 'sitemap')
    return { kind: 'read', reading: noEntries }
  }
  const said = new TextDecoder().decode(task.bytes)
  if (said === 'hang') for (;;);
  if (said === 'exit') process.exit(1)
  if (said === 'throw') throw new RangeError('thrown out of the thread')
  if (said === 'memory') {
    const kept: unknown[] = []
    for (;;) kept.push(Array.from({ length: 1000 }, (_, at) => ({ at })))
  }
  if (said.startsWith('ms ')) spin(Number(said.slice(3)))
  return { kind: 'read', reading: noEntries }
}

/** Cells of the shared memory: running pages, running sitemaps, and how often a sitemap did not run alone. */
function countBeside(cells: Int32Array, isSitemap: boolean): void {
  const own = isSitemap ? 1 : 0
  Atomics.add(cells, own, 1)
  const [pages, sitemaps] = [Atomics.load(cells, 0), Atomics.load(cells, 1)]
  if (sitemaps > 0 && pages + sitemaps > 1) Atomics.add(cells, 2, 1)
  spin(20)
  Atomics.sub(cells, own, 1)
}

function spin(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
