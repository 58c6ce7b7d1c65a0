/** The text of an element is that of its blocks, and what is inside others is told as a climb tells it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinBlocks } from '../../../src/parse/html/blocks.ts'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { textOfElement } from '../../../src/parse/html/element-text.ts'
import { blocksOfElement, isPreformatted } from '../../../src/parse/html/html-blocks.ts'
import { inherited } from '../../../src/parse/html/inherited.ts'
import { insideAny } from '../../../src/parse/html/inside-any.ts'
import { indexOfTree, select } from '../../../src/parse/html/query.ts'
import { draws } from '../../draws.ts'

const text = fc.constantFrom(
  'one',
  ' two',
  'three ',
  'a  b',
  'a\nb',
  'a\tb',
  '\u3000c\u3000',
  ' ',
  '\n',
  '&nbsp;',
  '',
)
const { html } = fc.letrec<{ readonly html: string; readonly node: string }>((tie) => ({
  html: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { maxDepth: 5, depthSize: 'large' },
    text,
    fc.constantFrom('<br>', '<img src=a.png>', '<!-- -->'),
    fc
      .tuple(fc.constantFrom('div', 'b', 'pre', 'a href=x', 'div hidden', 'button'), tie('html'))
      .map(([name, inside]) => `<${name}>${inside}</${name.split(' ')[0]}>`),
  ),
}))

function treeOf(markup: string) {
  const tree = parseHtml(`<main>${markup}</main>`)
  if (tree.kind !== 'tree') throw new Error(tree.kind)
  return tree
}

test('the text of every element is that of its blocks', () => {
  fc.assert(
    fc.property(html, (markup) => {
      const { $ } = treeOf(markup)
      const isInPre = inherited((element, above) => above || isPreformatted(element), false)
      for (const element of select($, '*')) {
        const plain = joinBlocks(blocksOfElement(element, () => false, isInPre(element)))
        expect(textOfElement(element, () => false, isInPre)).toBe(plain)
      }
    }),
    draws(200, 3_000),
  )
})

test('an element is inside others if a climb from it meets one', () => {
  fc.assert(
    fc.property(html, fc.constantFrom('pre', '[hidden]', 'div', 'i'), (markup, selector) => {
      const { $ } = treeOf(markup)
      const index = indexOfTree($)
      const others = new Set(select($, selector))
      const isInside = insideAny(index, [...others])
      const climb = inherited((element, above) => above || others.has(element), false)
      for (const element of select($, '*')) {
        const position = index.positionOf(element)
        expect(position !== null && isInside(position)).toBe(climb(element))
      }
    }),
    draws(200, 3_000),
  )
})
