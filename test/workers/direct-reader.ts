/** Parses in the calling thread, for tests that are not about threads. A page that hangs is not stopped. */
import { robotsOf } from '../../src/fetch/robots.ts'
import { bundledSites } from '../../src/parse/site/sites.ts'
import { runTask } from '../../src/workers/run-task.ts'
import type { ParseTask, Read, Reader, TaskKind } from '../../src/workers/tasks.ts'

export const directReader: Reader = {
  concurrency: 1,
  sites: bundledSites,
  page: async (bytes, options) => read<'page'>({ kind: 'page', bytes: bytes(), options }),
  sitemap: async (bytes) => read<'sitemap'>({ kind: 'sitemap', bytes: bytes() }),
  robots: async (bytes) => {
    const rules = read<'robots'>({ kind: 'robots', bytes: bytes() })
    return rules.kind === 'read' ? robotsOf(rules.reading) : rules
  },
}

function read<Kind extends TaskKind>(task: ParseTask): Read<Kind> {
  const answer = runTask(task)
  return answer.kind === 'read'
    ? (answer as Read<Kind>)
    : { kind: 'undone', reason: 'parser-crashed', detail: answer.message }
}
