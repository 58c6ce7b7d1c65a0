/**
 * mondo as a library: parse a page, decode its bytes, read robots.txt, open a database, load records, crawl.
 *
 * @example
 * ```ts
 * import { loadPages, openDatabase, parseQuestionPage } from 'mondo'
 *
 * const outcome = parseQuestionPage(html, { url: 'https://okwave.jp/qa/q8165099.html' })
 * if (outcome.kind === 'question') {
 *   const db = await openDatabase('pglite:./my-data/db')
 *   await loadPages(db, [outcome.page])
 *   await db.destroy()
 * }
 * ```
 */
export type { CrawlSettings } from './app/crawl-settings.ts'
export { crawl } from './app/open-crawl.ts'
export type { RunSummary } from './crawl/engine/summary.ts'
export type { Database } from './database/schema/schema.ts'
export { openDatabase } from './database/store.ts'
export { parseRobots, type Robots } from './fetch/robots.ts'
export { type LoadCounts, type LoadOptions, loadPages } from './load/load-pages.ts'
export type { Check, CheckCode } from './model/check.ts'
export { type ErrorCode, MondoError } from './model/errors.ts'
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
export type { ParseOptions } from './parse/read-page.ts'
export { parseQuestionPage } from './parse/read-page.ts'
export { type DecodedHtml, decodeHtml } from './parse/text/charset.ts'
