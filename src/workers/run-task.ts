/** Does one task in the thread that calls it, bounded by nothing but the parser's own limits. */
import { readRobotsRules } from '../fetch/robots.ts'
import { readSitemap, type SitemapEntry } from '../parse/links/sitemap.ts'
import { readPage } from '../parse/read-page.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import type { ParseTask, ReadingOf, TaskAnswer } from './tasks.ts'

/** @param sites Definitions in addition to the bundled ones. Pass the same array each time, so that they are prepared once. */
export async function runTask(task: ParseTask, sites: readonly SiteDefinition[] = []): Promise<TaskAnswer> {
  try {
    return { kind: 'read', reading: await readingOfTask(task, sites) }
  } catch (error) {
    return { kind: 'crashed', message: String(error).slice(0, 500) }
  }
}

async function readingOfTask(
  task: ParseTask,
  sites: readonly SiteDefinition[],
): Promise<ReadingOf[ParseTask['kind']]> {
  switch (task.kind) {
    case 'page':
      return readPage(task.bytes, { ...task.options, sites })
    case 'sitemap': {
      const entries: SitemapEntry[] = []
      const end = await readSitemap(task.bytes, task.url, (entry) => entries.push(entry))
      return { ...end, entries }
    }
    case 'robots':
      return readRobotsRules(task.bytes)
  }
}
