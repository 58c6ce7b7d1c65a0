/** Does one task in the thread that calls it, bounded by nothing but the parser's own limits. */
import type { SitemapEntry } from '../parse/links/sitemap.ts'
import { type PageReading, readPageToSend } from '../parse/read-page.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import type { PageTask, ParseTask, ReadingOf, TaskAnswer } from './tasks.ts'

/** @param sites Definitions in addition to the bundled ones. Pass the same array each time, so that they are prepared once. */
export async function runTask(task: ParseTask, sites: readonly SiteDefinition[] = []): Promise<TaskAnswer> {
  try {
    return { kind: 'read', reading: await readingOfTask(task, sites) }
  } catch (error) {
    return crashed(error)
  }
}

/** A page that throws costs the others of its group nothing. */
function pageAnswer(task: PageTask, sites: readonly SiteDefinition[]): TaskAnswer<'page'> {
  try {
    return { kind: 'read', reading: pageReading(task, sites) }
  } catch (error) {
    return crashed(error)
  }
}

function pageReading({ bytes, options }: PageTask, sites: readonly SiteDefinition[]): PageReading {
  return readPageToSend(bytes, { ...options, sites })
}

function crashed(error: unknown): Extract<TaskAnswer, { kind: 'crashed' }> {
  return { kind: 'crashed', message: String(error).slice(0, 500) }
}

async function readingOfTask(
  task: ParseTask,
  sites: readonly SiteDefinition[],
): Promise<ReadingOf[ParseTask['kind']]> {
  switch (task.kind) {
    case 'page':
      return pageReading(task, sites)
    case 'pages':
      return task.pages.map((page) => pageAnswer(page, sites))
    case 'sitemap': {
      const { readSitemap } = await import('../parse/links/sitemap.ts')
      const entries: SitemapEntry[] = []
      const end = await readSitemap(task.bytes, task.url, (entry) => entries.push(entry))
      return { ...end, entries }
    }
    case 'robots': {
      const { readRobotsRules } = await import('../fetch/robots.ts')
      return readRobotsRules(task.bytes)
    }
  }
}
