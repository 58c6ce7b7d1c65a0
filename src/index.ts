/**
 * `mondo`: everything that the library offers; each part is also there by itself as `mondo/parse`, `mondo/archive`,
 * `mondo/load` and `mondo/crawl`.
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
export * from './archive.ts'
export * from './crawl.ts'
export * from './load.ts'
export * from './parse.ts'
