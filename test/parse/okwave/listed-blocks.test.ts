import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { blocksOfDocument } from '../../../src/parse/html/html-blocks.ts'
import { type Element, isElement } from '../../../src/parse/html/nodes.ts'
import { select } from '../../../src/parse/html/query.ts'
import { isWithin } from '../../../src/parse/okwave/listed-blocks.ts'
import { draws } from '../../draws.ts'

/** Elements around texts, some in a row; `span` has no blocks of its own. */
const { markup } = fc.letrec<{ markup: string }>((tie) => ({
  markup: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom('text', ' ', '<br>', '<img src="/a.png">'),
    fc
      .tuple(
        fc.constantFrom('div', 'p', 'li', 'span', 'section'),
        fc.constantFrom('', ' class="x"', ' class="y"', ' class="x" hidden'),
        fc.array(tie('markup'), { maxLength: 4 }),
      )
      .map(([tag, attributes, inside]) => `<${tag}${attributes}>${inside.join('')}</${tag}>`),
  ),
}))

test('a block is within an element where a climb from the block meets it', () => {
  const seen = { within: 0, beside: 0 }
  const holds = (text: string, selector: string) => {
    const tree = parseHtml(`<body>${text}</body>`)
    if (tree.kind !== 'tree') throw new Error(tree.kind)
    const { blocks, extents } = blocksOfDocument(tree.document)
    const elements = select(tree.$, selector)
    const isInside = isWithin(extents, elements)
    for (const block of blocks) {
      const climbed = around(block.element).some((element) => elements.includes(element))
      expect(isInside(block)).toBe(climbed)
      seen[climbed ? 'within' : 'beside'] += 1
    }
  }
  const page = fc.array(markup, { maxLength: 5 }).map((parts) => parts.join(''))
  const selector = fc.constantFrom('.x', 'div.x', 'section', '.x, .y', 'li, p', '.none')
  fc.assert(fc.property(page, selector, holds), draws(300, 5_000))
  expect(Math.min(seen.within, seen.beside)).toBeGreaterThan(20)
})

function around(element: Element | null): readonly Element[] {
  const found: Element[] = []
  for (let at = element; at !== null; at = at.parent !== null && isElement(at.parent) ? at.parent : null)
    found.push(at)
  return found
}
