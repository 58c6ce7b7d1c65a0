/** Recognises a site's own "not found" page, which it may serve with any status. */
import type { Block } from '../html/blocks.ts'
import type { Document } from '../html/document.ts'
import { fold } from '../text/fold.ts'
import { documentTitles } from './links.ts'

/** ページが見つかりません is OKWAVE's wording; the others are those of similar sites (recalled, not seen). */
const phrase =
  /^(?:(?:お探しの|指定された|ご指定の)?(?:ページ|質問|URL)(?:が|は)(?:見つかりません|存在しません|削除されました|ありません)(?:でした)?(?:。|.{0,20})|404 ?not ?found|not ?found)$/i

/** Whether a main heading or a declared title says that the page does not exist. */
export function isNotFound(document: Document, blocks: readonly Block[]): boolean {
  const headings = blocks
    .filter((block) => block.headingLevel !== null && block.headingLevel <= 2)
    .map((block) => block.folded)
  const titles = documentTitles(document).map((title) => fold(title).split(/ [|-] /)[0] ?? '')
  return [...headings, ...titles].some((text) => phrase.test(text))
}
