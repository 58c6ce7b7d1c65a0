import { expect, test } from 'vitest'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { elementIndexOf, keyOf } from '../../../src/parse/html/element-index.ts'
import { isElement, type Node } from '../../../src/parse/html/nodes.ts'

const tree = parseHtml(
  '<div id="a" class="x y"><p class="x">1</p><p hidden>2<b class="x x">3</b></p></div><p id="z">4</p>',
)
if (tree.kind !== 'tree') throw new Error(tree.kind)
const { $, document } = tree
const index = elementIndexOf(document)

function under(node: Node | undefined, keys: readonly string[] | null): readonly string[] {
  const position = node === undefined ? null : index.positionOf(node)
  if (position === null) throw new Error('not in the tree')
  return index.under(position, keys).map((element) => $(element).text())
}

test('elements are listed in document order, by name, class, id and attribute, each once', () => {
  expect(under(document, [keyOf.name('P')])).toEqual(['1', '23', '4'])
  expect(under(document, [keyOf.class('x')])).toEqual(['123', '1', '3'])
  expect(under(document, [keyOf.attribute('hidden'), keyOf.id('z'), keyOf.name('b')])).toEqual([
    '23',
    '3',
    '4',
  ])
  expect(under(document, [keyOf.name('b'), keyOf.class('x')])).toEqual(['123', '1', '3'])
  expect(under(document, null)).toEqual(['123', '1', '23', '3', '4'])
})

test('what is inside an element is listed, the element left out', () => {
  const [div] = $('#a')
  expect(under(div, [keyOf.class('x')])).toEqual(['1', '3'])
  expect(under(div, null)).toEqual(['1', '23', '3'])
  expect(under(div, [keyOf.id('z')])).toEqual([])
})

test('a copy has no position', () => {
  const [copy] = $('#a').clone()
  expect(copy !== undefined && isElement(copy) ? index.positionOf(copy) : 'none').toBeNull()
})

test('levels are counted with the root', () => {
  expect(index.depth).toBe(4)
})
