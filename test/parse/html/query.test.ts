/** `$` finds the same elements as Cheerio for every selector, and nothing in a `<template>`. */
import { load } from 'cheerio/slim'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { indexOfTree, releaseTree, select } from '../../../src/parse/html/query.ts'

function query(html: string) {
  const tree = parseHtml(html)
  if (tree.kind !== 'tree') throw new Error(tree.kind)
  return tree.$
}

const page = `
  <div class="a" id="outer">
    <p id="p1">one <b id="b1">two</b></p>
    <div class="a" id="inner"><p id="p2">three</p><p id="p3">four <b id="b3">five</b></p></div>
    <p id="p4">six</p>
  </div>
  <p id="p5">seven</p>`

/** Too deep for Cheerio to climb quickly. */
const deepPage = page
  .replace('<p id="p1">', `${'<div>'.repeat(60)}<div class="deep">${'<div>'.repeat(50)}<p id="p1">`)
  .replace('<p id="p4">', `${'</div>'.repeat(111)}<p id="p4">`)

describe.each([
  ['a page', page],
  ['a page that nests deep', deepPage],
])('in %s, find gives what Cheerio gives', (_name, html) => {
  test.each([
    ['p', '.a'],
    ['p', '#inner'],
    ['.a p', '#outer'],
    ['.a p', '#inner'],
    ['#outer b', '#inner'],
    ['.a .a p > b', '#outer'],
    ['.a >p, #p2', '#outer'],
    ['div .a p ~ p', '#outer'],
    ['p b, div p + p', '.a'],
    ['.deep b', '#outer'],
    ['div p', '.deep'],
    ['> p', '#outer'],
    ['p + p, b', '#inner'],
    ['p ~ p', '#outer'],
    [':scope > p', '.a'],
    ['p:first', '.a'],
    ['p:nth-child(2)', '.a'],
    ['div p:has(b, i > u)', '.a'],
    ['div :is(.a p, b)', '#outer'],
    ['div [id="p3"], .a [id~=' + "'p4'" + ']', '#outer'],
    ['p:eq(1)', '#outer'],
    ['*', '#inner'],
    ['DIV > P#p2', '#outer'],
    ['.a > .a > p > b', '#outer'],
    ['div div p[id], .a>b', 'body'],
    ['.A, [ID]', '#inner'],
    ['div > div b', '#outer'],
    ['p:not(#p2), #p2', '#outer'],
    ['[id^=p] b', '#outer'],
  ])('%s in %s', (selector, scope) => {
    const ours = query(html)
    const theirs = load(html)
    const idsOf = ($: typeof ours) =>
      $(scope)
        .find(selector)
        .toArray()
        .map(({ attribs }) => attribs['id'])
    expect(idsOf(ours)).toEqual(idsOf(theirs))
  })
})

test('on any tree, find gives what Cheerio gives for any selector', () => {
  const names = fc.constantFrom('div', 'p', 'b', 'ul', 'li')
  const marks = fc.constantFrom(
    '',
    '.x',
    '.y',
    '#i',
    '[title]',
    '.x.y',
    ':not(.x)',
    ':first-child',
    '[title=t]',
    '[title="T u"]',
    "[title~='u']",
    '[title^=t]',
    '[title$=u]',
    '[title*=" "]',
    '[title=""]',
    '[title*=""]',
    '[title~="t u"]',
    '[rel=Next]',
    '[rel~=next]',
    '[title|=t]',
    '[title!=t]',
  )
  const compound = fc
    .tuple(fc.constantFrom('div', 'p', 'b', 'li', '*', ''), marks)
    .map((parts) => parts.join('') || '*')
  const selector = fc
    .array(fc.tuple(compound, fc.constantFrom(' ', ' > ', '>', ' + ', ' ~ ', ', ')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([one, joint], at) => (at === parts.length - 1 ? one : one + joint)).join(''))
  const attributes = fc.constantFrom(
    '',
    ' class=x',
    ' class="x y"',
    ' class="y"',
    ' id=i',
    ' title=t',
    ' title',
    ' title="T u"',
    ' title="t u"',
    ' rel=next',
    ' rel="NEXT nofollow"',
  )
  const { html } = fc.letrec<{ readonly html: string; readonly node: string }>((tie) => ({
    html: fc.array(tie('node'), { maxLength: 5 }).map((nodes) => nodes.join('')),
    node: fc.oneof(
      { maxDepth: 5, depthSize: 'large' },
      fc.constant('text'),
      fc
        .tuple(names, attributes, tie('html'))
        .map(([name, written, inside]) => `<${name}${written}>${inside}</${name}>`),
    ),
  }))
  fc.assert(
    fc.property(html, selector, fc.constantFrom('', 'div', '.x', '#i'), (markup, wanted, scope) => {
      const ours = query(`<main>${markup}</main>`)
      const theirs = load(ours.html())
      const found = ($: typeof ours) =>
        (scope === '' ? $('main') : $('main').find(scope))
          .find(wanted)
          .toArray()
          .map((element) => $.html(element))
      expect(found(query(ours.html()))).toEqual(found(theirs))
    }),
    { numRuns: 1_500, seed: 7 },
  )
})

test.each([
  ['li + li p', '#b'],
  ['li ~ li p', '#b'],
  [':is(li + li) p', '#b'],
  [':root p', '#b'],
  ['li:last-child p', '#b'],
  ['li:first-child p', '#b'],
  ['li:has(+ li) p', '#a'],
  ['p + p', '#b'],
  ['div + p', '#a'],
])('%s inside %s reaches no sibling of it, as in Cheerio', (selector, scope) => {
  const html = '<ul><li id="a"><p>1</p></li><li id="b"><p>2</p><p>3</p></li></ul>'
  const found = ($: ReturnType<typeof query>) => $(scope).find(selector).text()
  const $ = query(html)
  expect(found($)).toBe(found(load(html)))
  const [element] = select($, scope)
  expect($([...select($, selector, element)]).text()).toBe(found(load(html)))
})

test('a sibling that is a scope itself is reached, as in Cheerio', () => {
  const html = '<main><p id="i"></p><div><div id="i"><div>1</div></div></div></main>'
  const found = ($: ReturnType<typeof query>) => $('main').find('#i').find('p ~ div div').text()
  expect(found(query(html))).toBe('1')
  expect(found(load(html))).toBe('1')
})

test('a copy with very many children is searched too', () => {
  const $ = query(`<div id="wide">${'<b></b>'.repeat(150_000)}</div>`)
  expect($('#wide').clone().find('b').length).toBe(150_000)
})

test('find leaves the tree as it was', () => {
  const $ = query(page)
  $('#inner').find('p')
  expect($('#b3').closest('#outer').length).toBe(1)
})

test('end returns to where find began', () => {
  const $ = query(page)
  expect($('#inner').find('p').end().attr('id')).toBe('inner')
})

test('what is removed is not found', () => {
  const $ = query(page)
  $('#p2').remove()
  expect($('p').length).toBe(4)
})

test.each([
  ['append', '<p id="p6">', 6],
  ['addClass', 'a', 5],
  ['empty', undefined, 3],
])('after %s the tree is looked at as it is', (method, argument, paragraphs) => {
  const $ = query(page)
  expect($('p, .a').length).toBe(7)
  const inner = $('#inner')
  if (method === 'append') inner.append(argument ?? '')
  else if (method === 'empty') inner.empty()
  else $('#p1').addClass('b')
  expect($('p').length).toBe(paragraphs)
  expect($('.b').length).toBe(method === 'addClass' ? 1 : 0)
})

test('the content of a template is not text, and no selector finds it', () => {
  const $ = query('<p>a</p><template><p>b<template><p>c</template></p>d</template>e<p>f</p>')
  expect($('p').length).toBe(2)
  expect($('template').contents().length).toBe(0)
  expect($.root().text()).toBe('aef')
})

test('a released $ holds no tree and no index', () => {
  const $ = query(page)
  expect($.root().find('p')).toHaveLength(5)
  releaseTree($)
  expect($.root().contents()).toHaveLength(0)
  expect(() => indexOfTree($)).toThrow('no tree')
})

test('an element of a released tree keeps no other one', () => {
  const $ = query('<div>a<p>b</p><u>c</u></div>')
  const [paragraph] = select($, 'p')
  expect(paragraph?.prev).not.toBeNull()
  releaseTree($)
  expect([paragraph?.parent, paragraph?.prev, paragraph?.next]).toEqual([null, null, null])
  expect(paragraph?.children).toEqual([])
})

test.each(['p', '#p3, .a > p', 'p:first', 'div p:nth-child(2)', '> p', 'u, i'])(
  'select finds what $ finds for %s',
  (selector) => {
    const $ = query(page)
    expect(select($, selector)).toEqual($(selector).toArray())
  },
)
