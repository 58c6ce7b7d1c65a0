import { describe, expect, test } from 'vitest'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { blocksOfDocument } from '../../../src/parse/html/html-blocks.ts'

function textsOf(html: string): readonly string[] {
  const tree = parseHtml(html)
  if (tree.kind !== 'tree') throw new Error('the tree is too deep')
  return blocksOfDocument(tree.document).blocks.map(({ text }) => text)
}

describe('the text of a block', () => {
  test.each(['pre', 'listing', 'xmp'])('keeps the white space of <%s>', (name) => {
    expect(textsOf(`<${name}>a\n  b</${name}>`)).toEqual(['a\n  b'])
  })

  test('has one space for any white space elsewhere, and a line for each <br>', () => {
    expect(textsOf('<p>a\n   b<br> c </p>')).toEqual(['a b\nc'])
    expect(textsOf('<p><br><br>a<br></p><p>\n</p>')).toEqual(['a'])
  })
})

test('a block knows the level of the heading that it stands in', () => {
  const tree = parseHtml('<h2><p>a</p></h2><p>b</p><h3>c</h3>')
  if (tree.kind !== 'tree') throw new Error('the tree is too deep')
  expect(
    blocksOfDocument(tree.document).blocks.map(({ text, headingLevel }) => [text, headingLevel]),
  ).toEqual([
    ['a', 2],
    ['b', null],
    ['c', 3],
  ])
})
