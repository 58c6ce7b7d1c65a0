/** Does one task in the thread that calls it, bounded by nothing but the parser's own limits. */
import type { SitemapEntry } from '../parse/links/sitemap.ts'
import { type PageReading, readPageToSend } from '../parse/read-page.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import type { AsExpected, PageTask, ParseTask, ReadingOf, TaskAnswer } from './tasks.ts'

/** @param sites Definitions in addition to the bundled ones. Pass the same array each time, so that they are prepared once. */
export async function runTask(task: ParseTask, sites: readonly SiteDefinition[] = []): Promise<TaskAnswer> {
  try {
    return { kind: 'read', reading: await readingOfTask(task, sites) }
  } catch (error) {
    return crashed(error)
  }
}

/** A page that throws costs the others of its group nothing. */
async function pageAnswer(
  task: PageTask,
  sites: readonly SiteDefinition[],
): Promise<TaskAnswer<'page'> | AsExpected> {
  try {
    const reading = pageReading(task, sites)
    if (task.expected === undefined) return { kind: 'read', reading }
    const { isExpected } = await import('./is-expected.ts')
    return isExpected(reading.outcome, task.expected) ? { kind: 'as-expected' } : { kind: 'read', reading }
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
    case 'pages': {
      const answers: (TaskAnswer<'page'> | AsExpected)[] = []
      for (const page of task.pages) answers.push(await pageAnswer(page, sites))
      return answers
    }
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
