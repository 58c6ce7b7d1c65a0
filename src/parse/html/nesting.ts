/**
 * Detects where a browser would build a different tree than htmlparser2. Either an end tag closes elements that a browser leaves
 * open, or a browser ends elements at a start tag and htmlparser2 leaves them open. Constant work for each tag.
 */
import * as elements from './elements.ts'

/** An open element. */
interface Frame {
  readonly name: string
  readonly kind: elements.ElementKind
  readonly within: Surroundings
  readonly named: OpenOfName
}

/** How many elements of one name are open. */
interface OpenOfName {
  count: number
}

/**
 * The depth of the nearest open element of each kind, itself included. Depths count from 0; -1 for none. Most elements are of
 * no such kind and share what is around them.
 */
interface Surroundings {
  /** The `<p>` that the start tag of a block would end. */
  readonly paragraph: number
  /** The `<li>` that another `<li>` would end; `term`: the `<dt>` or `<dd>`. */
  readonly item: number
  readonly term: number
  /** The heading that the end tag of any other heading would end. */
  readonly heading: number
  readonly button: number
  readonly form: number
  /** The `<a>` that another `<a>` would end; `unbroken`: the `<nobr>`. */
  readonly link: number
  readonly unbroken: number
  /** Whether it is inside `<svg>` or `<math>`. */
  readonly isForeign: boolean
  readonly template: number
  readonly noscript: number
}

const outermost: Surroundings = {
  paragraph: -1,
  item: -1,
  term: -1,
  heading: -1,
  button: -1,
  form: -1,
  link: -1,
  unbroken: -1,
  isForeign: false,
  template: -1,
  noscript: -1,
}

const root: Frame = { name: '', kind: elements.kindOf(''), within: outermost, named: { count: 0 } }

/** Fed with the tags and texts of a page, in order. */
export class Nesting {
  /** Whether a browser would build a different tree. Stays true once set. */
  isBroken = false
  /** Whether the page has a start tag of html or body. */
  begins = false
  /** Whether the page has an end tag of body or html. */
  ends = false
  readonly #open: Frame[] = []
  readonly #named = new Map<string, OpenOfName>()
  /** After an end tag that came too early: the content that would then be in a different element than in a browser. */
  #waits: 'no' | 'for-text' | 'for-anything' = 'no'
  #standards = false
  #hasBodyContent = false
  /** The element that htmlparser2 has just ended because of the start tag that it is reading. */
  #ended = ''

  /** `<!doctype …>`. Without a standards-mode doctype, browsers allow a table in a `<p>`. */
  doctype(declaration: string): void {
    this.#standards ||=
      /^!doctype\s+html\s*$|about:legacy-compat|"http[^"]*(?:strict|xhtml1|html4\/loose)/i.test(declaration)
  }

  /** A start tag. htmlparser2 has already closed the elements that it ends at this tag. */
  startTag(name: string, attributes: { readonly [name: string]: string }): void {
    const top = this.#open.at(-1) ?? root
    const kind = elements.kindOf(name)
    const isInert = top.within.template >= 0
    if (name === 'html' || name === 'body') this.begins = true
    if (!isInert && this.#isMisplaced(name, kind, top)) this.isBroken = true
    if (this.#waits === 'for-anything' && top.within.noscript < 0 && shows(name, attributes))
      this.isBroken = true
    if (!isInert && top.within.noscript < 0 && !kind.isHeadContent && name !== 'html') {
      this.#hasBodyContent = true
    }
    this.#ended = ''
    this.#push(name, kind, top)
  }

  /** Whether the end tag whose name stands at [from, to) of a text ends the innermost element: then there is nothing to watch. */
  endsInnermost(text: string, from: number, to: number): boolean {
    const { name } = this.#open.at(-1) ?? root
    return name.length === to - from && text.startsWith(name, from) && name !== 'body' && name !== 'html'
  }

  /** An end tag, before htmlparser2 closes anything. */
  endTag(name: string): void {
    const isLast = name === 'body' || name === 'html'
    const top = this.#open.at(-1) ?? root
    if (isLast) this.ends = true
    if (name.includes('/')) this.isBroken = true
    if (this.#openNamed(name) === 0) {
      // In a browser the end tag of any heading ends an open heading.
      if (elements.headings.has(name) && top.within.heading >= 0) this.isBroken = true
      return
    }
    const within: Frame[] = []
    for (let at = this.#open.length - 1; at >= 0; at -= 1) {
      const frame = this.#open[at]
      if (frame === undefined || frame.name === name) break
      within.push(frame)
    }
    if (isLast) this.#endOfBody(within)
    else if (within.length > 0) this.#closes(name, within)
  }

  /** htmlparser2 closes the innermost element. `isImplied`: because of a start tag. */
  closed(isImplied: boolean): void {
    const frame = this.#open.pop()
    if (frame === undefined) return
    frame.named.count -= 1
    this.#ended = isImplied ? frame.name : ''
  }

  text(data: string): void {
    const top = this.#open.at(-1) ?? root
    if (this.#waits === 'no' && !top.kind.isTableFrame && top.name !== 'head') return
    if (top.within.template >= 0 || top.within.noscript >= 0 || elements.showsNothing.has(top.name)) return
    if (/[^ \t\n\r\f]/.test(data)) this.isBroken = true
  }

  comment(data: string): void {
    const top = this.#open.at(-1) ?? root
    // In a browser `--!>` ends a comment, and CDATA is a comment that ends at `>`. htmlparser2 continues both.
    if (data.includes('--!>') || (data.startsWith('[CDATA[') && !top.within.isForeign)) this.isBroken = true
    if (elements.rawText.has(top.name)) this.isBroken = true
  }

  /** The text of a script. After `<!--` in a script, a nested `<script>` needs its own end tag. */
  script(text: string): void {
    const from = text.lastIndexOf('<!--')
    if (from >= 0 && /<script[\s/>]/i.test(text.slice(from)) && !text.includes('-->', from))
      this.isBroken = true
  }

  #push(name: string, kind: elements.ElementKind, above: Frame): void {
    let named = this.#named.get(name)
    if (named === undefined) {
      named = { count: 0 }
      this.#named.set(name, named)
    }
    named.count += 1
    this.#open.push({ name, kind, named, within: surroundings(name, kind, above, this.#open.length) })
  }

  #openNamed(name: string): number {
    return this.#named.get(name)?.count ?? 0
  }

  #isMisplaced(name: string, kind: elements.ElementKind, top: Frame): boolean {
    if (top.within.isForeign && !elements.htmlWithin.has(top.name)) {
      return elements.endsForeign.has(name) || (elements.special.has(name) && !elements.alsoForeign.has(name))
    }
    if (top.kind.isRawText || name === 'plaintext') return true
    if (top.name === 'head' && !kind.isHeadContent) return true
    if (name === 'html') return this.#openNamed('html') > 0 || this.#hasBodyContent
    if (name === 'body') return this.#hasBodyContent
    const { tableParents: parents } = kind
    if (parents !== undefined) return !parents.has(top.name)
    if (top.kind.isTableFrame && !elements.strayInTables.has(name)) return true
    if (top.name === 'select' || top.name === 'option') return !elements.selectContent.has(name)
    return this.#leavesOpen(name, kind, top)
  }

  /** Whether a browser would end an element that htmlparser2 leaves open. */
  #leavesOpen(name: string, kind: elements.ElementKind, top: Frame): boolean {
    if (kind.endsParagraph && top.within.paragraph >= 0) return true
    if (name === 'table' && this.#ended === 'p' && !this.#standards) return true
    if (elements.controls.has(this.#ended) && (name !== 'button' || this.#ended !== 'button')) return true
    if (!kind.endsItsLike) return false
    switch (name) {
      case 'li':
        return top.within.item >= 0
      case 'dt':
      case 'dd':
        return top.within.term >= 0
      case 'a':
        return top.within.link >= 0
      case 'nobr':
        return top.within.unbroken >= 0
      case 'button':
        return top.within.button >= 0
      case 'form':
        return top.within.form >= 0
      case 'option':
      case 'optgroup':
        return !elements.optionParents.has(top.name)
      default:
        return top.kind.isHeading
    }
  }

  /** In a browser the end tags of body and html close nothing: later content still belongs to the open elements. */
  #endOfBody(within: readonly Frame[]): void {
    if (within.every((frame) => elements.endsByItself.has(frame.name))) this.#wait('for-text')
    else this.#wait('for-anything')
  }

  /** @param within The other elements that the end tag closes, innermost first. */
  #closes(name: string, within: readonly Frame[]): void {
    const top = within[0]
    if (top === undefined || (top.within.isForeign && within.every((frame) => frame.within.isForeign))) return
    const some = (names: ReadonlySet<string>) => within.some((frame) => names.has(frame.name))
    if (within.some((frame) => frame.name === 'template')) {
      if (name !== 'template') this.isBroken = true
    } else if (name === 'template') return
    else if (elements.tableEnds.has(name)) {
      if (within.some((frame) => frame.name === 'table')) this.isBroken = true
    } else if (some(elements.scopes) || (name === 'p' && some(button)) || (name === 'li' && some(lists))) {
      this.isBroken = true
    } else if (this.#carriesOn(name, within, some)) this.#wait('for-anything')
  }

  /** Whether htmlparser2 closes elements that a browser leaves open or opens again. */
  #carriesOn(name: string, within: readonly Frame[], some: (names: ReadonlySet<string>) => boolean): boolean {
    if (some(elements.formatting)) return true
    if (name === 'form') return !within.every((frame) => elements.impliedEnds.has(frame.name))
    return (!elements.special.has(name) || name === 'noscript') && some(elements.special)
  }

  #wait(wait: 'for-text' | 'for-anything'): void {
    if (this.#waits !== 'for-anything') this.#waits = wait
  }
}

function surroundings(name: string, kind: elements.ElementKind, above: Frame, depth: number): Surroundings {
  const around = above.within
  if (!around.isForeign) {
    if (!kind.isMarking) return around
    // Of the kinds it only ends items, and none is open.
    if (!kind.isLimiting && around.item < 0 && around.term < 0) return around
  }
  const { isScope, isMarker, endsItems } = kind
  const isForeign = kind.isForeignRoot || (around.isForeign && !elements.htmlWithin.has(above.name))
  const nearest = (isOne: boolean, ends: boolean, before: number) => (isOne ? depth : ends ? -1 : before)
  return {
    paragraph: nearest(name === 'p', isScope || name === 'button', around.paragraph),
    item: nearest(name === 'li', endsItems, around.item),
    term: nearest(name === 'dt' || name === 'dd', endsItems, around.term),
    heading: nearest(kind.isHeading, isScope, around.heading),
    button: nearest(name === 'button', isScope, around.button),
    form: nearest(name === 'form', false, around.form),
    link: nearest(name === 'a', isMarker, around.link),
    unbroken: nearest(name === 'nobr', isMarker, around.unbroken),
    isForeign,
    template: nearest(name === 'template' && around.template < 0, false, around.template),
    noscript: nearest(name === 'noscript', false, around.noscript),
  }
}

const button: ReadonlySet<string> = new Set(['button'])
const lists: ReadonlySet<string> = new Set(['ol', 'ul'])

/** Whether a start tag adds content that mondo reads. Metadata without `itemprop` does not. */
function shows(name: string, attributes: { readonly [name: string]: string }): boolean {
  if (name === 'meta' || name === 'link') return attributes['itemprop'] !== undefined
  return !elements.showsNothing.has(name) && name !== 'html' && name !== 'body'
}
