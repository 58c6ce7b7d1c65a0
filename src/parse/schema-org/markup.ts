/**
 * Reads microdata (HTML standard, chapter 5, without itemref) and RDFa Lite with the schema.org vocabulary: the same tree
 * with different attribute names. Content nested in another item belongs to that item.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { type Block, joinBlocks } from '../html/blocks.ts'
import { type ElementIndex, keyOf, type Position } from '../html/element-index.ts'
import { textOfElement } from '../html/element-text.ts'
import { type HtmlBlocks, isPreformatted } from '../html/html-blocks.ts'
import { inherited } from '../html/inherited.ts'
import type { Element } from '../html/nodes.ts'
import { documentOf, indexOfTree } from '../html/query.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import { hasType, localName, type Thing, type Value } from './thing.ts'

interface Syntax {
  readonly scope: string
  readonly type: string
  readonly property: string
  readonly id: string
}

const microdata: Syntax = { scope: 'itemscope', type: 'itemtype', property: 'itemprop', id: 'itemid' }
const rdfa: Syntax = { scope: 'typeof', type: 'typeof', property: 'property', id: 'resource' }

/** The top-level items of a document's microdata. */
export function microdataOf($: CheerioAPI, html: HtmlBlocks): readonly Thing[] {
  return new MarkupReader($, html, microdata).things()
}

/** The top-level items of a document's RDFa. */
export function rdfaOf($: CheerioAPI, html: HtmlBlocks): readonly Thing[] {
  return new MarkupReader($, html, rdfa).things()
}

interface Open {
  /** The number of the last element inside it. */
  readonly end: number
  readonly thing: Omit<Thing, 'id' | 'properties' | 'sources' | 'shown'> & {
    id: string | null
    readonly properties: Map<string, Value[]>
    readonly sources: Map<string, Element>
    readonly shown: Set<string>
    /** Properties that have a text. Later texts are not read: nested in one another, each repeats all that is within. */
    readonly written: Set<string>
  }
}

/** Names in one attribute; the vocabulary has no element that needs more than a few. */
const mostNames = 20

/** Levels of elements around an element, and at which of them the nearest `<aside>` is; 0 for none. */
interface Place {
  readonly level: number
  readonly aside: number
}

class MarkupReader {
  readonly #index: ElementIndex
  readonly #page: Position
  readonly #html: HtmlBlocks
  readonly #syntax: Syntax
  readonly #placeOf = inherited<Place>(
    ({ name }, above) => ({
      level: above.level + 1,
      aside: name === 'aside' ? above.level + 1 : above.aside,
    }),
    { level: 0, aside: 0 },
  )
  readonly #isPreformatted = inherited((element, above) => above || isPreformatted(element), false)
  #charactersRead = 0

  constructor($: CheerioAPI, html: HtmlBlocks, syntax: Syntax) {
    this.#index = indexOfTree($)
    this.#page = this.#index.positionOf(documentOf($)) ?? { start: 0, end: 0 }
    this.#html = html
    this.#syntax = syntax
  }

  /** Only the elements with one of the syntax's attributes are looked at: on most pages few have them. */
  things(): readonly Thing[] {
    const roots: Thing[] = []
    const { under, positionOf } = this.#index
    const scope = keyOf.attribute(this.#syntax.scope)
    if (under(this.#page, [scope]).length === 0) return roots
    const open: Open[] = []
    for (const element of under(this.#page, [scope, keyOf.attribute(this.#syntax.property)])) {
      const { start, end } = positionOf(element) ?? this.#page
      while ((open.at(-1)?.end ?? start) < start) open.pop()
      const names = namesOf(element.attribs[this.#syntax.property])
      const scoped = element.attribs[this.#syntax.scope] !== undefined
      const thing = scoped ? this.#open(element) : null
      const owner = open.at(-1)
      if (owner !== undefined) for (const name of names) this.#give(owner.thing, name, element, thing)
      const adopted = thing !== null && this.#adopt(thing, names, element, open)
      if (thing !== null && !adopted && (owner === undefined || names.length === 0)) roots.push(thing)
      if (thing !== null) open.push({ end, thing })
    }
    return roots
  }

  /**
   * Assigns items without `itemprop` to the question or answer around them, as on Stack Overflow in 2018. Google counts such
   * answers too.
   */
  #adopt(thing: Open['thing'], names: readonly string[], element: Element, open: readonly Open[]): boolean {
    const adoption = adoptions.find(({ type }) => hasType(thing, type))
    if (adoption === undefined) return false
    const owner = open.findLast((one) => adoption.by.some((type) => hasType(one.thing, type)))
    // An item that belongs to another one, such as an answer in a list of answers, is found through that one.
    if (owner === undefined || (names.length > 0 && owner === open.at(-1))) return false
    this.#give(owner.thing, names.includes('acceptedAnswer') ? 'acceptedAnswer' : adoption.as, element, thing)
    return true
  }

  #give(owner: Open['thing'], name: string, element: Element, thing: Thing | null): void {
    const values = owner.properties.get(name) ?? []
    owner.properties.set(name, values)
    if (!owner.sources.has(name)) owner.sources.set(name, element)
    if (thing !== null) values.push(thing)
    else if (!owner.written.has(name) || repeated.has(name)) {
      const declared = declaredValue(element, name)
      const text = declared ?? this.#visibleText(element)
      values.push(text)
      if (text.trim() === '') return
      // AnsPress writes the keywords of JSON-LD as properties.
      if (name === '@id') owner.id ??= text.trim()
      owner.written.add(name)
      owner.sources.set(name, element)
      if (declared === null) owner.shown.add(name)
    }
  }

  #open(element: Element): Open['thing'] {
    return {
      types: namesOf(element.attribs[this.#syntax.type]),
      id: element.attribs[this.#syntax.id] ?? null,
      properties: new Map(),
      sources: new Map(),
      shown: new Set(),
      written: new Set(),
      isRepaired: false,
      element,
    }
  }

  #visibleText(element: Element): string {
    const extent = this.#html.extents.get(element)
    if (extent === undefined) {
      return this.#counted(textOfElement(element, isNotice, this.#isPreformatted))
    }
    const blocks = this.#html.blocks.slice(extent.first, extent.last + 1)
    this.#charactersRead += blocks.length
    // A site's notice inside a user's text ("closed", "locked") is not part of that text.
    return this.#counted(
      joinBlocks(this.#holdsNotice(element) ? this.#withoutNotices(element, blocks) : blocks),
    )
  }

  #holdsNotice(element: Element): boolean {
    const position = this.#index.positionOf(element)
    return position === null || this.#index.under(position, [notice]).length > 0
  }

  #withoutNotices(element: Element, blocks: readonly Block[]): readonly Block[] {
    const { level } = this.#placeOf(element)
    return blocks.filter((block) => this.#placeOf(block.element).aside <= level)
  }

  /** Items nested in one another each have the text of those within: deep enough, that is quadratic. */
  #counted(text: string): string {
    this.#charactersRead += text.length
    assertWithin(this.#charactersRead, pageLimits.recordText, 'characters in microdata or RDFa')
    return text
  }
}

function isNotice({ name }: Element): boolean {
  return name === 'aside'
}

const notice = keyOf.name('aside')

/** The property that an item without one gets in the item around it. */
const adoptions = [
  { type: 'Answer', by: ['Question'], as: 'suggestedAnswer' },
  { type: 'Question', by: ['Question'], as: 'relatedQuestion' },
  { type: 'Comment', by: ['Answer', 'Question'], as: 'comment' },
] as const

/** The value by the HTML standard, 5.2.4 "Values"; null if it is the content of the element. */
function declaredValue(element: Element, property: string): string | null {
  const { attribs, name } = element
  if (attribs['content'] !== undefined) return attribs['content']
  // Stack Exchange shows 1.2k and has the exact number in an attribute.
  if (property.endsWith('Count') && attribs['data-value'] !== undefined) return attribs['data-value']
  if (name === 'time') return attribs['datetime'] ?? null
  if (name === 'data' || name === 'meter') return attribs['value'] ?? null
  const link = urlAttributes.get(name)
  return link === undefined || linkedText.has(property) ? null : (attribs[link] ?? null)
}

/** Properties whose value is a text, even if the element is a link: pages mark the link to the question with them. */
const linkedText: ReadonlySet<string> = new Set(
  'name headline text articleBody description title author creator keywords about'.split(' '),
)

/** Properties that a page repeats, with one element for each tag. */
const repeated: ReadonlySet<string> = new Set(['keywords', 'about'])

const urlAttributes: ReadonlyMap<string, string> = new Map([
  ['audio', 'src'],
  ['embed', 'src'],
  ['iframe', 'src'],
  ['img', 'src'],
  ['source', 'src'],
  ['video', 'src'],
  ['a', 'href'],
  ['area', 'href'],
  ['link', 'href'],
  ['object', 'data'],
])

function namesOf(attribute: string | undefined): readonly string[] {
  const names = (attribute ?? '')
    .slice(0, mostNames * 100)
    .split(/\s+/)
    .slice(0, mostNames)
  return [...new Set(names.filter((name) => name !== '').map(localName))]
}
