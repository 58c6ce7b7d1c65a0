/**
 * Selectors as the element index can use them: which elements may match one, and whether an element matches a plain one, such
 * as `#answers .answer > p`. All others are left to Cheerio.
 */
import { remembered } from '../remembered.ts'
import { classesIn, keyOf } from './element-index.ts'
import { type Element, isElement, type Node } from './nodes.ts'
import { piecesOf } from './selector-pieces.ts'

export interface Selector {
  /** An element that has none of these keys does not match; null where every element may. */
  readonly keys: readonly string[] | null
  /** Whether an element matches, its ancestors looked at up to the root; null for what is left to Cheerio. */
  readonly matches: ((element: Element) => boolean) | null
}

/** What one element has to have: `a.link[href]`. */
interface Compound {
  readonly name: string | null
  readonly ids: readonly string[]
  readonly classes: readonly string[]
  readonly attributes: readonly string[]
}

/** Compounds joined by child combinators: those of an element, its parent, its parent's parent, and so on. */
type ChildSequence = readonly Compound[]

/**
 * The same selector gives the same object. Never throws: what is no selector is left to Cheerio, which does. Definitions write
 * some hundred selectors; functions of theirs may make any number.
 */
export const indexedSelector: (written: string) => Selector = remembered(read, 2_000)

function read(written: string): Selector {
  if (written.includes('\\')) return { keys: null, matches: null }
  const parts = piecesOf(written, ',').map((part) => part.trim())
  const keys = parts.map(keyOfPart)
  const chains = parts.map(chainOf)
  const plain = chains.filter((chain) => chain !== null)
  return {
    keys: keys.includes(null) ? null : keys.filter((key) => key !== null),
    matches:
      plain.length < chains.length ? null : (element) => plain.some((chain) => matchesChain(element, chain)),
  }
}

/** The rarest thing that the last compound asks for: it is what the matched element has to have. */
function keyOfPart(part: string): string | null {
  const last = piecesOf(part, ' \t\n\r\f>+~').at(-1) ?? ''
  const [, name = '', rest = ''] = /^([a-z][\w-]*)?(.*)$/is.exec(last) ?? []
  const [, mark, value = ''] = /^([.#[])([\w-]+)/.exec(rest) ?? []
  if (mark === '#') return keyOf.id(value)
  if (mark === '.') return keyOf.class(value)
  if (mark === '[') return keyOf.attribute(value)
  return name === '' || rest.startsWith('|') ? null : keyOf.name(name)
}

/** The sequences between descendant combinators, that of the matched element first; null unless all compounds are plain. */
function chainOf(part: string): readonly ChildSequence[] | null {
  const children = part.split('>').map((compound) => compound.trim())
  const sequences = piecesOf(children.join('>'), ' \t\n\r\f')
    .filter((sequence) => sequence !== '')
    .map((sequence) => sequence.split('>').map(compoundOf).reverse())
    .reverse()
  const plain = sequences.map((sequence) => sequence.filter((compound) => compound !== null))
  const isPlain = sequences.every((sequence, at) => sequence.length === plain[at]?.length)
  return isPlain && plain.length > 0 ? plain : null
}

const plainCompound = /^(?:[a-z][\w-]*|\*)?(?:[.#][a-z_][\w-]*|\[[a-z][\w-]*\])*$/i

function compoundOf(word: string): Compound | null {
  if (word === '' || !plainCompound.test(word)) return null
  const tokens = word.match(/[.#[]?[\w-]+/g) ?? []
  const after = (mark: string) => tokens.filter((token) => token[0] === mark).map((token) => token.slice(1))
  return {
    name: tokens.find((token) => /^\w/.test(token))?.toLowerCase() ?? null,
    ids: after('#'),
    classes: after('.'),
    attributes: after('[').map((name) => name.toLowerCase()),
  }
}

function isLike({ name, attribs }: Element, compound: Compound): boolean {
  if (compound.name !== null && name.toLowerCase() !== compound.name) return false
  if (compound.ids.some((id) => attribs['id'] !== id)) return false
  if (compound.attributes.some((attribute) => attribs[attribute] === undefined)) return false
  if (compound.classes.length === 0) return true
  const classes = classesIn(attribs['class'] ?? '')
  return compound.classes.every((one) => classes.includes(one))
}

/**
 * The nearest ancestors that fit are taken for each sequence: higher ones only leave less room for the sequences above, so there is
 * nothing to try again.
 */
function matchesChain(element: Element, [own = [], ...above]: readonly ChildSequence[]): boolean {
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

/** The ancestor that is like the last compound, where the node and those between are like the others; else null. */
function topOfSequence(node: Node, sequence: ChildSequence): Node | null {
  let at: Node | null = node
  for (const [level, compound] of sequence.entries()) {
    if (level > 0) at = at?.parent ?? null
    if (at === null || !isElement(at) || !isLike(at, compound)) return null
  }
  return at
}
