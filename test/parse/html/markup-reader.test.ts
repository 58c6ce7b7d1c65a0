/** The reader in leaps gives the tree of htmlparser2, or leaves the page to it. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { expectSameTree, expectTreeOfHtmlparser2, fuzzedMarkup } from './same-tree.ts'

const pieces = fc.constantFrom(
  ...'<|</|>|/>|<!|<!--|-->|--|-|<!>|<!-->|<!--->|<?|[CDATA[|]]>|a|p|br|li|svg|title|script|style|textarea|xmp|option|select|tr|td|table|body|html|P|SCRIPT|=|"|\'|/| |\n|\t|\f|&|;|&amp;|&lt;|&amp|&#|&#39;|&#x41;|&#x|&notit;|&notin|&nbsp;|&copy|href|class|x|1|文|\0|\x0f|\x1c|<p>|<p/>|</p>|</br>|<br>|<li>|<a href="b">|</a>|<a b=c>|<a b=\'&quot;\' b=2>|<svg><title/>|</svg>|<title>|</title>|<script>|</script>|</script x>|<style>|</style>|<template>|</template>|<div>|</div>|<__proto__ __proto__=1>'.split(
    '|',
  ),
)
const soup = fc.array(pieces, { maxLength: 24 }).map((all) => all.join(''))

describe('markup read in leaps', () => {
  it('gives the tree of htmlparser2 for tag soup of all that a tokenizer tells apart', () => {
    fc.assert(fc.property(soup, expectSameTree), { numRuns: 20_000, seed: 7 })
  }, 120_000)

  it('gives the tree of htmlparser2 for fuzzed pages', () => {
    fc.assert(fc.property(fuzzedMarkup, expectSameTree), { numRuns: 1_000, seed: 7 })
  }, 120_000)

  it('gives the nodes that htmlparser2 gives on its own', () => {
    fc.assert(fc.property(soup, expectTreeOfHtmlparser2), { numRuns: 2_000, seed: 5 })
  })

  const folder = new URL('../../../fixtures/', import.meta.url)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  )
  it.each(names)('gives the tree of htmlparser2 for %s, cut anywhere', (name) => {
    const text = readFileSync(new URL(name, folder), 'latin1')
    expectSameTree(text)
    expectTreeOfHtmlparser2(text)
    for (let at = 1; at < 20; at += 1) expectSameTree(text.slice(0, Math.floor((text.length * at) / 20)))
  })

  it.each([
    'a < b <1 & c &amp d',
    '<p class="a>b" id=x>t</p><p class="a>b" id=x>t</p>',
    '<title>a &amp; b &lt</title>',
    '<svg><path d="M0"/><title>x</title></svg><p/>y',
    '<p>one<p>two</p></p>three</br>',
    '<!DOCTYPE html><html><body>x</body></html>\n<!-- behind',
    '<p a=1 A="2" a b=\'3\' a="4" b>t</p>',
    '<script>a\x1c/script>b</script><title>a\x0f</title>c\x1cd\x0fe',
    '<p><b>x</b ></p\n><i>y</i/></i>',
  ])('gives the tree of htmlparser2 for %s', expectSameTree)
})
