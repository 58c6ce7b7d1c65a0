/** Which of the two parsers builds the tree of a page, and where a page breaks off. */
import { describe, expect, test } from 'vitest'
import { type PageTree, parseAsBrowser, parseHtml } from '../../../src/parse/html/document.ts'
import { type Document, isElement, isText, type Node } from '../../../src/parse/html/nodes.ts'

function treeOf(html: string, parse = parseHtml): PageTree {
  const tree = parse(html)
  if (tree.kind !== 'tree') throw new Error(tree.kind)
  return tree
}

const page = (body: string) => `<!doctype html><html><head><title>t</title></head><body>${body}</body></html>`

describe('htmlparser2 builds the tree of', () => {
  test.each([
    ['a page whose tags agree', page('<div><p>a <b>b</b></p></div>')],
    ['end tags that may be left out', page('<ul><li>a<li>b</ul><dl><dt>a<dd>b</dl><p>a<p>b<div>c</div>')],
    ['table rows and cells without end tags', page('<table><tr><td>a<td>b<tr><td>c</table>')],
    ['elements that an end tag may close', page('<div><section>a</div>b')],
    ['formatting that is left open at the end', page('<div>a<b>b</div>')],
    ['an end tag of nothing', page('<div>a</span></section>b</div>')],
    ['scripts behind the body', `${page('<div>a</div>')}<script>1</script>`],
    [
      'a picture for counting in the head',
      '<html><head><noscript><img></noscript></head><body>a</body></html>',
    ],
    ['a vector picture', page('<svg><path/><title>a</title></svg>b')],
    ['a script that begins a comment', page('<script><!-- 1</script>a')],
    ['a page without body', '<p>a<p>b'],
  ])('%s', (_name, html) => {
    expect(treeOf(html).builtBy).toBe('htmlparser2')
  })
})

describe('parse5 builds the tree of', () => {
  test.each([
    ['a body that ends too early', page('<div>a</body>b</div>'), '<div>ab</div>'],
    ['a form that straddles', page('<form><div>a</form>b</div>c'), '<form><div>ab</div></form>c'],
    ['a font that straddles', page('<font><div>a</font>b</div>'), '<font></font><div><font>a</font>b</div>'],
    ['a link in a link', page('<a>a<a>b</a>'), '<a>a</a><a>b</a>'],
    ['formatting that its block does not close', page('<div><b>a</div>b'), '<div><b>a</b></div><b>b</b>'],
    [
      'a block in the inline part of a paragraph',
      page('<p><i>a<div>b</div></i>'),
      '<p><i>a</i></p><div><i>b</i></div>',
    ],
    ['an inline end tag around a block', page('<span><div>a</span>b</div>'), '<span><div>ab</div></span>'],
    [
      'a list item with an open paragraph',
      page('<ul><li><p>a<li>b</ul>'),
      '<ul><li><p>a</p></li><li>b</li></ul>',
    ],
    [
      'loose text of a table',
      page('<table>a<tr><td>b</table>'),
      'a<table><tbody><tr><td>b</td></tr></tbody></table>',
    ],
    ['the end tag of another heading', page('<div><h1>a</h2>b</div>'), '<div><h1>a</h1>b</div>'],
    ['a comment that ends with --!>', page('<!-- a --!>b'), '<!-- a -->b'],
    ['CDATA', page('<![CDATA[ a > b'), '<!--[CDATA[ a --> b'],
    ['a block in the head', '<html><head><p>a</p></head></html>', '<p>a</p>'],
    ['a vector picture that ends by itself', page('<svg><p>a</p>'), '<svg/><p>a</p>'],
  ])('%s', (_name, html, body) => {
    const { builtBy, $ } = treeOf(html)
    expect(builtBy).toBe('parse5')
    expect($('body').html()).toBe(body)
  })
})

/** A sequence of numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const names =
  'div p span b i a font ul li dl dt dd table tr td h1 h2 form button section pre nobr select option svg template'.split(
    ' ',
  )

/** Tags in random order, mostly closed in the right order. */
function anyMarkup(next: () => number): string {
  const name = () => names[Math.floor(next() * names.length)] ?? 'div'
  const open: string[] = []
  let html = ''
  for (let part = 0; part < 10; part += 1) {
    const kind = next()
    if (kind < 0.4) {
      open.push(name())
      html += `<${open.at(-1)}>`
    } else if (kind < 0.7 && open.length > 0) html += `</${open.pop()}>`
    else if (kind < 0.76) html += `</${name()}>`
    else if (kind < 0.8) html += next() < 0.5 ? '<img>' : '</body>'
    else html += `t${part}`
  }
  return page(
    html +
      open
        .reverse()
        .map((one) => `</${one}>`)
        .join(''),
  )
}

/** Each text with the elements around it, except those that a browser adds. */
function textsIn(document: Document): readonly string[] {
  const texts: string[] = []
  const walk = (node: Node, around: string): void => {
    if (isText(node)) texts.push(`${around}: ${node.data}`)
    if (!('children' in node)) return
    const isAdded = !isElement(node) || /^(?:html|head|body|tbody)$/.test(node.name)
    for (const child of node.children) walk(child, isAdded ? around : `${around} ${node.name}`)
  }
  walk(document, '')
  return texts
}

test('if htmlparser2 builds the tree of any markup, each text is in the same elements as in a browser', () => {
  const next = numbersFrom(1)
  let kept = 0
  for (let at = 0; at < 3_000; at += 1) {
    const html = anyMarkup(next)
    const tree = treeOf(html)
    if (tree.builtBy === 'parse5') continue
    kept += 1
    expect(textsIn(tree.document), html).toEqual(textsIn(treeOf(html, parseAsBrowser).document))
  }
  expect(kept).toBeGreaterThan(1_000)
})

test.each([parseHtml, parseAsBrowser])('template content is in the tree of neither parser', (parse) => {
  const { $ } = treeOf(page('<template><p>a</p></template><p>b</p>'), parse)
  expect($('p').length).toBe(1)
  expect($('body').text()).toBe('b')
})

describe('a page breaks off', () => {
  test.each([
    ['in a tag', page('').slice(0, -2), 'tag'],
    ['in an attribute', '<p>a<a href="b', 'tag'],
    ['at the beginning of a tag', '<p>a<', 'tag'],
    ['in a script', '<p>a<script>b</scr', 'script'],
    ['in a style sheet', '<p>a<style>b', 'script'],
    ['in the title', '<title>a', 'script'],
    ['in a text box', '<p>a<textarea>b', 'script'],
    ['in a comment', '<p>a<!-- b --', 'comment'],
  ] as const)('%s', (_name, html, inside) => {
    expect(treeOf(html).endsInside).toBe(inside)
    expect(treeOf(html, parseAsBrowser).endsInside).toBe(inside)
  })
})

describe('a page does not break off', () => {
  test.each([
    ['that names a comment in a script', page('<script>var a = "<!--"</script>')],
    ['that names a script in a comment', page('<!-- <script> -->')],
    ['that names a tag in an attribute', page('<p title="<!-- <a">a</p>')],
    ['with a comment that is not closed behind the body', `${page('a')}<!-- b`],
    ['with short comments', page('<!-->a<!--->b<!---->c')],
    ['with a comment in CDATA of a script', page('<script>//<![CDATA[\n//]]></script>')],
    ['that ends in text', '<p>a < b'],
  ])('%s', (_name, html) => {
    expect(treeOf(html).endsInside).toBeNull()
    expect(treeOf(html, parseAsBrowser).endsInside).toBeNull()
  })
})

test.each([
  ['<html><body>a', true],
  ['<html><body>a</body>', false],
  ['<html><body>a</html>', false],
  ['<html><body>a<script>"</body>"</script>', true],
  ['<html><body>a<!-- </body> -->', true],
  ['<p title="<body>">a', false],
])('%s lacks its end: %s', (html, lacks) => {
  expect(treeOf(html).lacksItsEnd).toBe(lacks)
  expect(treeOf(html, parseAsBrowser).lacksItsEnd).toBe(lacks)
})

describe.each([parseHtml, parseAsBrowser])('a tree is bounded', (parse) => {
  test('in depth', () => {
    expect(parse('<div>'.repeat(2_001))).toEqual({ kind: 'too-deep' })
    expect(parse('<div>'.repeat(1_900)).kind).toBe('tree')
  })

  test.each([
    ['nodes', 'a<br>'.repeat(150_001)],
    ['levels', page('<div>'.repeat(1_900) + '<i></i>'.repeat(5_000))],
  ])('in %s', (_name, html) => {
    expect(() => parse(html)).toThrow(/more than/)
  })
})
