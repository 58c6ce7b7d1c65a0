/** Does one task in the thread that calls it, bounded by nothing but the parser's own limits. */
import { readRobotsRules } from '../fetch/robots.ts'
import { readSitemap, type SitemapEntry } from '../parse/links/sitemap.ts'
import { readPage } from '../parse/read-page.ts'
import type { ParseTask, ReadingOf, TaskAnswer } from './tasks.ts'

export function runTask(task: ParseTask): TaskAnswer {
  try {
    return { kind: 'read', reading: readingOfTask(task) }
  } catch (error) {
    return { kind: 'crashed', message: String(error).slice(0, 500) }
  }
}

function readingOfTask(task: ParseTask): ReadingOf[ParseTask['kind']] {
  switch (task.kind) {
    case 'page':
      return readPage(task.bytes, task.options)
    case 'sitemap': {
      const entries: SitemapEntry[] = []
      const isSitemap = readSitemap(task.bytes, (entry) => entries.push(entry))
      return { isSitemap, entries }
    }
    case 'robots':
      return readRobotsRules(task.bytes)
  }
}
