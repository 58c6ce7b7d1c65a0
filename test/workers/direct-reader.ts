/** Parses in the calling thread, for tests that are not about threads. A page that hangs is not stopped. */
import { robotsOf } from '../../src/fetch/robots.ts'
import { sitesWith } from '../../src/parse/site/sites.ts'
import type { SiteDefinition } from '../../src/sites/site-definition.ts'
import { runTask } from '../../src/workers/run-task.ts'
import type { ParseTask, Read, Reader, TaskKind } from '../../src/workers/tasks.ts'

export const directReader: Reader = directReaderOf([])

/** With definitions beside the bundled ones. */
export function directReaderOf(definitions: readonly SiteDefinition[]): Reader {
  return {
    concurrency: 1,
    sites: sitesWith(definitions),
    page: async (bytes, options) => read<'page'>({ kind: 'page', bytes: bytes(), options }, definitions),
    sitemap: async (bytes, url) => read<'sitemap'>({ kind: 'sitemap', bytes: bytes(), url }, definitions),
    robots: async (bytes) => {
      const rules = await read<'robots'>({ kind: 'robots', bytes: bytes() }, definitions)
      return rules.kind === 'read' ? robotsOf(rules.reading) : rules
    },
  }
}

async function read<Kind extends TaskKind>(
  task: ParseTask,
  definitions: readonly SiteDefinition[],
): Promise<Read<Kind>> {
  const answer = await runTask(task, definitions)
  return answer.kind === 'read'
    ? (answer as Read<Kind>)
    : { kind: 'undone', reason: 'parser-crashed', detail: answer.message }
}
