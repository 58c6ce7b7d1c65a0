/** Compares the tree that is read in leaps with that of htmlparser2, for the tests of both projects. */
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { expect } from 'vitest'
import type { BuiltTree } from '../../../src/parse/html/built-tree.ts'
import { fastTree, treeByHtmlparser2 } from '../../../src/parse/html/fast-tree.ts'
import type { Node } from '../../../src/parse/html/nodes.ts'
import { htmlTree, knownMarkup, repeatedConstructs, structuredData } from '../../fuzz/pages.ts'

/** All that is known of each node, in page order. */
function written(node: Node): unknown {
  const links = [node.prev?.type, node.next?.type, node.parent?.type]
  const own = 'attribs' in node ? [node.name, Object.entries(node.attribs)] : 'data' in node ? node.data : ''
  return [node.type, own, links, 'children' in node ? node.children.map(written) : []]
}

/** Or what building it throws. */
function outcome(build: (text: string) => BuiltTree | null, text: string): string {
  try {
    const tree = build(text)
    return JSON.stringify(tree === null ? null : { ...tree, document: written(tree.document) })
  } catch (error) {
    return String(error)
  }
}

/** Both give the same tree, or none, or throw the same. */
export function expectSameTree(text: string): void {
  expect(outcome(fastTree, text)).toBe(outcome(treeByHtmlparser2, text))
}

/** The handler of htmlparser2 itself, where the page is read at all; it keeps what is inside `<template>`. */
export function expectTreeOfHtmlparser2(text: string): void {
  const tree = /<template/i.test(text) ? null : readAtAll(text)
  if (tree !== null) expect(written(tree.document)).toEqual(written(parseDocument(text)))
}

function readAtAll(text: string): BuiltTree | null {
  try {
    return fastTree(text)
  } catch {
    return null
  }
}

export const fuzzedMarkup: fc.Arbitrary<string> = fc
  .oneof(htmlTree, knownMarkup, repeatedConstructs, structuredData)
  .map(String)
