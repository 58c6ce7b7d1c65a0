/**
 * Selectors as the element index can use them: which elements may match one, and whether an element matches a plain one, such
 * as `#answers .answer > a[href^="/users/"]`. All others are left to Cheerio.
 */
import { remembered } from '../remembered.ts'
import { classesIn, keyOf } from './element-index.ts'
import { type Element, isElement, type Node } from './nodes.ts'
import { piecesOf } from './selector-pieces.ts'

export interface Selector {
  /** An element that has none of these keys does not match; null where every element may. */
  readonly keys: readonly string[] | null
  /** Whether a key alone decides the match, as for `.answer, .reply`: then every element with one of the keys matches. */
  readonly isKeyAlone: boolean
  /** Whether an element matches, its ancestors looked at up to the root; null for what is left to Cheerio. */
  readonly matches: ((element: Element) => boolean) | null
}

/** What one element has to have: `a.link[href]`. */
interface Compound {
  readonly name: string | null
  readonly ids: readonly string[]
  readonly classes: readonly string[]
  readonly attributes: readonly AttributeTest[]
}

interface AttributeTest {
  readonly name: string
  readonly holds: (value: string) => boolean
}

/** Compounds joined by child combinators: those of an element, its parent, its parent's parent, and so on. */
type ChildSequence = readonly Compound[]

/**
 * The same selector gives the same object. Never throws: what is no selector is left to Cheerio, which does. Definitions write
 * some hundred selectors; functions of theirs may make any number.
 */
export const indexedSelector: (written: string) => Selector = remembered(read, 2_000)

function read(written: string): Selector {
  if (written.includes('\\')) return { keys: null, isKeyAlone: false, matches: null }
  const parts = piecesOf(written, ',').map((part) => part.trim())
  const keys = parts.map(keyOfPart)
  const chains = parts.map(chainOf)
  const tests = chains.filter((chain) => chain !== null).map(testOf)
  const [only] = tests
  const isPlain = tests.length === chains.length && only !== undefined
  return {
    keys: keys.includes(null) ? null : keys.filter((key) => key !== null),
    isKeyAlone: isPlain && parts.every((part) => keyAlone.test(part)),
    matches: isPlain ? (tests.length === 1 ? only : (element) => tests.some((test) => test(element))) : null,
  }
}

const keyAlone = /^[.#]?[a-z][\w-]*$/i

/**
 * The most selective key of the last compound, which the matched element must have: an id, a class, a name or an attribute.
 */
function keyOfPart(part: string): string | null {
  const last = piecesOf(part, ' \t\n\r\f>+~').at(-1) ?? ''
  const [, name = '', rest = ''] = /^([a-z][\w-]*)?(.*)$/is.exec(last) ?? []
  const [, mark, value = ''] = /^([.#])([\w-]+)/.exec(rest) ?? []
  if (mark === '#') return keyOf.id(value)
  if (mark === '.') return keyOf.class(value)
  if (name !== '' && !rest.startsWith('|')) return keyOf.name(name)
  // `[name!=value]` matches what has no such attribute too.
  const [, attribute] = /^\[([\w-]+)(?:\]|[~^$*|]?=)/.exec(rest) ?? []
  return attribute === undefined ? null : keyOf.attribute(attribute)
}

/** The sequences between descendant combinators, that of the matched element first; null unless all compounds are plain. */
function chainOf(part: string): readonly ChildSequence[] | null {
  const children = piecesOf(part, '>').map((compound) => compound.trim())
  const sequences = piecesOf(children.join('>'), ' \t\n\r\f')
    .filter((sequence) => sequence !== '')
    .map((sequence) => piecesOf(sequence, '>').map(compoundOf).reverse())
    .reverse()
  const plain = sequences.map((sequence) => sequence.filter((compound) => compound !== null))
  const isPlain = sequences.every((sequence, at) => sequence.length === plain[at]?.length)
  return isPlain && plain.length > 0 ? plain : null
}

const plainCompound =
  /^(?:[a-z][\w-]*|\*)?(?:[.#][a-z_][\w-]*|\[[a-z][\w-]*(?:[~^$*]?=(?:"[^"]*"|'[^']*'|[a-z][\w-]*))?\])*$/i

const token =
  /(?<mark>[.#]?)(?<word>[\w-]+)|\[(?<attribute>[\w-]+)(?:(?<how>[~^$*]?)=(?:(?<quote>["'])(?<quoted>.*?)\k<quote>|(?<bare>[\w-]+)))?\]/gs

function compoundOf(written: string): Compound | null {
  if (written === '' || !plainCompound.test(written)) return null
  let name: string | null = null
  const ids: string[] = []
  const classes: string[] = []
  const attributes: AttributeTest[] = []
  for (const { groups = {} } of written.matchAll(token)) {
    const { mark, word = '', attribute, how, quoted, bare } = groups
    if (attribute === undefined) {
      if (mark === '#') ids.push(word)
      else if (mark === '.') classes.push(word)
      else name = word.toLowerCase()
      continue
    }
    const test = attributeTest(attribute.toLowerCase(), how, quoted ?? bare)
    if (test === null) return null
    attributes.push(test)
  }
  return { name, ids, classes, attributes }
}

/** Attributes whose values are alike in upper and lower case: HTML standard, 4.16.2 "Case-sensitivity of selectors". */
const ofAnyCase: ReadonlySet<string> = new Set(
  'accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare defer dir direction disabled enctype face frame hreflang http-equiv lang language link media method multiple nohref noresize noshade nowrap readonly rel rev rules scope scrolling selected shape target text type valign valuetype vlink'.split(
    ' ',
  ),
)

/** Null for a test that is left to Cheerio. */
function attributeTest(
  name: string,
  how: string | undefined,
  wanted: string | undefined,
): AttributeTest | null {
  if (wanted === undefined) return { name, holds: () => true }
  if (how === '') {
    if (!ofAnyCase.has(name)) return { name, holds: (value) => value === wanted }
    const lower = wanted.toLowerCase()
    return { name, holds: (value) => value.length === wanted.length && value.toLowerCase() === lower }
  }
  if (how === '~' && ofAnyCase.has(name) && /^[\w-]+$/.test(wanted)) {
    const lower = wanted.toLowerCase()
    return { name, holds: (value) => value.toLowerCase().split(/\s+/).includes(lower) }
  }
  if (ofAnyCase.has(name) || wanted === '' || /\s/.test(wanted)) return null
  switch (how) {
    case '^':
      return { name, holds: (value) => value.startsWith(wanted) }
    case '$':
      return { name, holds: (value) => value.endsWith(wanted) }
    case '*':
      return { name, holds: (value) => value.includes(wanted) }
    default:
      return { name, holds: (value) => value.split(/\s+/).includes(wanted) }
  }
}

function isLike({ name, attribs }: Element, compound: Compound): boolean {
  if (compound.name !== null && name !== compound.name && name.toLowerCase() !== compound.name) return false
  for (const id of compound.ids) if (attribs['id'] !== id) return false
  for (const attribute of compound.attributes) {
    const value = attribs[attribute.name]
    if (value === undefined || !attribute.holds(value)) return false
  }
  if (compound.classes.length === 0) return true
  const written = attribs['class']
  if (written === undefined) return false
  const classes = classesIn(written)
  for (const one of compound.classes) if (!classes.includes(one)) return false
  return true
}

/**
 * The nearest ancestors that fit are taken for each sequence: higher ones only leave less room for the sequences above, so there is
 * nothing to try again.
 */
function testOf([own = [], ...above]: readonly ChildSequence[]): (element: Element) => boolean {
  const [compound] = own
  if (above.length === 0 && own.length === 1 && compound !== undefined)
    return (element) => isLike(element, compound)
  return (element) => {
    let top = topOfSequence(element, own)
    for (const sequence of above) {
      let found: Node | null = null
      for (let at = top?.parent ?? null; at !== null && found === null; at = at.parent) {
        found = topOfSequence(at, sequence)
      }
      top = found
    }
    return top !== null
  }
}

/** The ancestor that is like the last compound, where the node and those between are like the others; else null. */
function topOfSequence(node: Node, sequence: ChildSequence): Node | null {
  let at: Node | null = node
  let isFirst = true
  for (const compound of sequence) {
    if (!isFirst) at = at?.parent ?? null
    if (at === null || !isElement(at) || !isLike(at, compound)) return null
    isFirst = false
  }
  return at
}
