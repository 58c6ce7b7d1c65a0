/** The visible text of an element. */
import type { CheerioAPI } from 'cheerio/slim'
import { joinBlocks } from './blocks.ts'
import { blocksOfElement } from './html-blocks.ts'
import { type Element, isText } from './nodes.ts'

/**
 * The text of the element's blocks, as `blocksOfElement` gives them. Most elements that are asked for hold one tidy text: no
 * blocks are made for it.
 *
 * @param isLeftOut Parts of it that are not wanted.
 * @param isPreformatted Whether it is inside an element such as `<pre>`.
 */
export function textOfElement(
  element: Element,
  isLeftOut: (element: Element) => boolean,
  isPreformatted: (element: Element) => boolean,
): string {
  const only = onlyText(element)
  if (only !== null && isTidy(only)) return only
  return joinBlocks(blocksOfElement(element, isLeftOut, isPreformatted(element)))
}

/** The text of an element that has no other child; null for other elements. */
export function onlyText({ firstChild: only }: Element): string | null {
  return only !== null && only.nextSibling === null && isText(only) ? only.data : null
}

/** All text inside an element, visible or not, as Cheerio's `text` returns it. */
export function textInside($: CheerioAPI, element: Element): string {
  return onlyText(element) ?? $(element).text()
}

/** Whether white space stays as it is, preformatted or not. */
function isTidy(text: string): boolean {
  return !/[\t\n\r\f]| {2}|^ | $/.test(text)
}
