/** Finds what a `Place` names and reads its text. See src/sites/site-definition.ts for what places mean. */
import type { Cheerio } from 'cheerio/slim'
import type { Mark, PageElement, Place, Places } from '../../sites/site-definition.ts'
import { textOfElement } from '../html/element-text.ts'
import { type Element, isElement, isText, type Node } from '../html/nodes.ts'
import { guarded, type LayoutContext } from './layout-context.ts'
import type { Scope } from './scopes.ts'

/** A page, and a ledger of what is claimed on it. */
export type PlaceContext = Pick<LayoutContext, 'view' | 'ledger'>

/** What one place matched. */
export interface Found {
  readonly place: Place
  /** One for a selector, as many as a function returns; none where it returns text. */
  readonly elements: readonly Element[]
  /** The text that a function returned. */
  readonly given: string | null
  /** What that text stands in, where it was returned as nodes. */
  readonly around: readonly Element[]
}

/** Candidate texts of a place, in order; '' for a text that is blank or does not match the place's pattern. */
export interface PlaceTexts {
  readonly count: number
  /** Read lazily: the visible text, which comes last, is the most expensive. */
  readonly at: (index: number) => string
}

/** The first text that is not ''; '' if there is none. */
export function firstOf({ count, at }: PlaceTexts): string {
  for (let index = 0; index < count; index += 1) {
    const text = at(index)
    if (text !== '') return text
  }
  return ''
}

/**
 * The first value that the places give, in order. Everything that they match is claimed for the field. Text that gave no
 * value is noted; null then, and where nothing matches.
 *
 * @param parse Converts the matched text to the value, or null.
 * @param attributes Read before the text where the place names none.
 */
export function readPlaces<Value>(
  context: PlaceContext,
  scope: Scope,
  field: string,
  places: Places,
  parse: (found: Found, texts: PlaceTexts) => Value | null,
  attributes: readonly string[] = [],
): Value | null {
  let unread: string | null = null
  for (const place of placesOf(places)) {
    const found = locate(context, scope, field, place)
    if (found === null) continue
    claim(context, scope, field, found)
    const written = writtenIn(context, scope, found, attributes)
    const value = parse(found, matchedIn(place, written))
    if (value !== null) return value
    if (unread === null) unread = firstOf(written) || null
  }
  if (unread !== null) context.ledger.withoutValue.push({ field, text: unread })
  return null
}

/** Whether a mark holds. What it matches is claimed unless other fields stand in it. */
export function holds(context: PlaceContext, scope: Scope, field: string, mark: Mark | undefined): boolean {
  if (mark === undefined) return false
  const found = candidates(context, scope, field, mark).find((one) => isHeldBy(context, scope, mark, one))
  if (found !== undefined) claim(context, scope, field, found, true)
  return found !== undefined
}

function isHeldBy(context: PlaceContext, scope: Scope, mark: Mark, found: Found): boolean {
  if (typeof mark !== 'object') return true
  const { attr, match } = mark
  if (match !== undefined) return firstOf(matchedIn(mark, writtenIn(context, scope, found, []))) !== ''
  return attr === undefined || found.elements[0]?.attribs[attr] !== undefined
}

/** The visible text of an element; `isLeftOut`: parts of it that are not wanted. */
export function visibleText(
  { view }: PlaceContext,
  element: Element,
  isLeftOut: (element: Element) => boolean = () => false,
): string {
  return textOfElement(element, isLeftOut, view.isPreformatted)
}

function placesOf(places: Places): readonly Place[] {
  return isList(places) ? places : [places]
}

function isList(places: Places): places is readonly Place[] {
  return Array.isArray(places)
}

/** The place as `--explain` shows it. */
export function ruleOf(place: Place): string {
  if (typeof place === 'string') return place
  if (typeof place === 'function') return 'function'
  const { select, attr, match } = place
  return [select, attr === undefined ? null : `@${attr}`, match === undefined ? null : String(match)]
    .filter((part) => part !== null)
    .join(' ')
}

function locate(context: PlaceContext, scope: Scope, field: string, place: Place): Found | null {
  if (typeof place === 'function') return returnedBy(context, scope, field, place)
  const [first] = matchedBy(scope, field, place)
  return first === undefined ? null : foundAt(place, first)
}

function candidates(context: PlaceContext, scope: Scope, field: string, place: Place): readonly Found[] {
  if (typeof place !== 'function') {
    return matchedBy(scope, field, place).map((element) => foundAt(place, element))
  }
  const found = returnedBy(context, scope, field, place)
  return found === null ? [] : [found]
}

type PlaceFunction = Extract<Place, (...of: never) => unknown>

function matchedBy(scope: Scope, field: string, place: Exclude<Place, PlaceFunction>): readonly Element[] {
  return guarded(field, () => scope.find(typeof place === 'string' ? place : place.select))
}

function foundAt(place: Place, element: Element): Found {
  return { place, elements: [element], given: null, around: [] }
}

function returnedBy({ view }: PlaceContext, scope: Scope, field: string, place: PlaceFunction): Found | null {
  const found = guarded(field, () => called(place, view, scope))
  const elements = found.elements.filter((element) => !view.isHidden(element))
  return elements.length === 0 && found.given === null ? null : { ...found, place, elements }
}

function called(
  place: PlaceFunction,
  { $, document }: PlaceContext['view'],
  { element }: Scope,
): Omit<Found, 'place'> {
  const scope: Node = element ?? document
  const result: unknown = place($, $(scope) as unknown as Cheerio<PageElement>)
  const nothing = { elements: [], given: null, around: [] }
  if (result === null || result === undefined) return nothing
  if (typeof result === 'string' || typeof result === 'number') {
    const given = String(result).trim()
    return given === '' ? nothing : { ...nothing, given }
  }
  if (typeof result !== 'object' || !('toArray' in result) || typeof result.toArray !== 'function') {
    throw new TypeError('the function returns neither elements of Cheerio nor text nor null')
  }
  const nodes = (result as Cheerio<Node>).toArray()
  const texts = nodes.filter(isText)
  if (texts.length === 0) return { ...nothing, elements: nodes.filter(isElement) }
  const given = $(nodes).text().trim()
  if (given === '') return nothing
  const around = [...new Set(texts.map(({ parent }) => parent))]
  return { ...nothing, given, around: around.filter((node) => node !== null && isElement(node)) }
}

function claim(
  { ledger }: PlaceContext,
  scope: Scope,
  field: string,
  { place, elements, around }: Pick<Found, 'place' | 'elements' | 'around'>,
  isMark = false,
): void {
  const isWeak = isMark || (typeof place === 'object' && place.attr !== undefined)
  for (const element of elements) {
    if (!isWeak || element !== scope.element) ledger.claims.push({ element, field, place, isWeak })
  }
  for (const element of around) {
    if (element !== scope.element) ledger.claims.push({ element, field, place, isWeak: true })
  }
}

/** Texts before the place's pattern is applied: its attribute, or the given attributes and then the visible text. */
function writtenIn(
  context: PlaceContext,
  scope: Scope,
  { place, elements, given }: Found,
  attributes: readonly string[],
): PlaceTexts {
  if (given !== null) return { count: 1, at: () => given }
  const [element] = elements
  if (element === undefined) return nothingWritten
  const named = typeof place === 'object' ? place.attr : undefined
  if (named !== undefined) return { count: 1, at: () => element.attribs[named]?.trim() ?? '' }
  const isLeftOut = (one: Element) => scope.isOther(one) && one !== element
  return {
    count: attributes.length + 1,
    at: (index) => {
      const name = attributes[index]
      const text =
        name === undefined ? visibleText(context, element, isLeftOut) : (element.attribs[name] ?? '')
      return text.trim()
    },
  }
}

const nothingWritten: PlaceTexts = { count: 0, at: () => '' }

/** The parts of the texts that the place's pattern matches; the whole texts if it has no pattern. */
function matchedIn(place: Place, written: PlaceTexts): PlaceTexts {
  if (typeof place !== 'object' || place.match === undefined) return written
  return { count: written.count, at: (index) => matched(place, written.at(index)) }
}

/** Group 1 of the place's pattern, the whole match where it has no group, '' where it does not match. */
function matched(place: Place, text: string): string {
  const pattern = typeof place === 'object' ? place.match : undefined
  if (pattern === undefined) return text
  // A pattern with the flag g begins where it ended the last time.
  pattern.lastIndex = 0
  const found = pattern.exec(text)
  pattern.lastIndex = 0
  return (found === null ? '' : found.length > 1 ? (found[1] ?? '') : found[0]).trim()
}
