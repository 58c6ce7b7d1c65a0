/**
 * `mondo/parse`: pages to records. Loads no database driver and no HTTP client.
 *
 * @example
 * ```ts
 * import { parseQuestionPage } from 'mondo/parse'
 *
 * const outcome = parseQuestionPage(bytes, { url: 'https://okwave.jp/qa/q8165099.html' })
 * if (outcome.kind === 'question') console.log(outcome.page.title)
 * ```
 */
import type { ParsePool, ParsePoolOptions } from './workers/parse-pool.ts'

export type { Check, CheckCode } from './model/check.ts'
export type { ParseOutcome, RejectReason } from './model/parse-outcome.ts'
export type {
  Answer,
  BestAnswerRate,
  LayoutName,
  Person,
  PostedAt,
  QuestionPage,
  QuestionStatus,
  RelatedQuestion,
  Reply,
} from './model/question-page.ts'
export { type Explanation, explainPage } from './parse/explain/explain.ts'
export type { ExplainedRow } from './parse/explain/explained-row.ts'
export type { PageLinks } from './parse/links/links.ts'
export type { ListedQuestion } from './parse/links/listed.ts'
export { parserVersion } from './parse/parser-version.ts'
export { type ParseOptions, parseLinks, parseQuestionPage } from './parse/read-page.ts'
export { type DecodedHtml, decodeHtml } from './parse/text/charset.ts'
export { defineSite, type SiteDefinition } from './sites/site-definition.ts'
export type { ParsePool, ParsePoolOptions } from './workers/parse-pool.ts'
export type { PageReader, Read, Reader, Undone } from './workers/tasks.ts'
export type { TaskLimits } from './workers/watchdog.ts'

/** Like `ParsePoolOptions`, but `sites` are the paths of definition files. */
export interface OpenParsePoolOptions extends Omit<ParsePoolOptions, 'sites'> {
  /** Files with one site definition each, in addition to the bundled ones. They are code: load only files that you trust. */
  readonly sites?: readonly string[]
}

/**
 * Opens a pool of parser threads: pages and sitemaps are read beside the calling thread, and one that hangs is ended
 * after 10 s of CPU time and a second try. Loads piscina at the first call. Close it when you are done.
 *
 * @example
 * ```ts
 * const pool = await openParsePool()
 * const read = await pool.page(() => bytes, { url: 'https://okwave.jp/qa/q8165099.html' })
 * if (read.kind === 'read') console.log(read.reading.outcome.kind)
 * await pool.close()
 * ```
 */
export async function openParsePool({
  sites = [],
  ...options
}: OpenParsePoolOptions = {}): Promise<ParsePool> {
  const { loadSites } = await import('./parse/site/load-sites.ts')
  const { ParsePool } = await import('./workers/parse-pool.ts')
  return new ParsePool({ ...options, sites: await loadSites(sites) })
}
