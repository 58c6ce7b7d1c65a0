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
