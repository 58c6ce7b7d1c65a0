/** Reads the values of the record from places: texts, counts, times, people, links. */
import type { BestAnswerRate, Person, PostedAt } from '../../model/question-page.ts'
import type { BodyAt, PersonAt, Places, TimeAt } from '../../sites/site-definition.ts'
import { joinBlocks } from '../html/blocks.ts'
import { onlyText } from '../html/element-text.ts'
import { blocksOfElement } from '../html/html-blocks.ts'
import { type Element, isElement, type Node } from '../html/nodes.ts'
import { fold, parseCount } from '../text/fold.ts'
import { parseShownCount } from '../text/shown-counts.ts'
import { readShownTime, type ShownTime } from '../text/shown-times.ts'
import { bodyParts } from './body-parts.ts'
import { guarded, type LayoutContext } from './layout-context.ts'
import { type Found, firstOf, type PlaceContext, readPlaces } from './place.ts'
import type { Scope } from './scopes.ts'

/** A text of one line; null when there is none. */
export function readLine(
  context: LayoutContext,
  scope: Scope,
  field: string,
  places: Places | undefined,
): string | null {
  if (places === undefined) return null
  return readPlaces(context, scope, field, places, (_, texts) => {
    const text = firstOf(texts)
    return text === '' ? null : oneLine(text)
  })
}

const oneLine = (text: string): string => text.replaceAll('\n', ' ').trim()

/** `least`: smaller counts are none. */
export function readCount(
  context: LayoutContext,
  scope: Scope,
  field: string,
  places: Places | undefined,
  least: number = Number.NEGATIVE_INFINITY,
): number | null {
  if (places === undefined) return null
  const found = readPlaces(context, scope, field, places, (_, texts) => {
    const text = firstOf(texts)
    const shown = parseShownCount(text)
    if (shown.kind === 'out-of-range') context.ledger.outOfRange.push(`${field} ${text}`)
    return shown.kind === 'none' || (shown.kind === 'count' && shown.count < least) ? null : shown
  })
  return found?.kind === 'count' ? found.count : null
}

export function readTime(
  context: LayoutContext,
  scope: Scope,
  field: string,
  places: TimeAt | undefined,
): PostedAt | null {
  if (places === undefined) return null
  const attributes = ['datetime', 'title']
  const found = readPlaces(
    context,
    scope,
    field,
    places,
    (_, texts) => {
      const bare = { ...context.times, zone: null }
      // A text that names its offset is exact; one without is local time, or UTC that forgot to say so.
      for (let index = 0; index < texts.count; index += 1) {
        const exact = readShownTime(texts.at(index), bare)
        if (isInstant(exact)) return exact
      }
      const times = Array.from({ length: texts.count }, (_at, index) =>
        readShownTime(texts.at(index), context.times),
      )
      return (
        times.find(({ kind }) => kind === 'posted') ??
        times.find(({ kind }) => kind === 'zone-unknown') ??
        null
      )
    },
    attributes,
  )
  if (found?.kind === 'zone-unknown') context.ledger.zoneUnknown += 1
  return found?.kind === 'posted' ? found.postedAt : null
}

function isInstant(time: ShownTime): boolean {
  return time.kind === 'posted' && time.postedAt.includes('T')
}

/** A body: its text and the images in it. */
export interface ReadBody {
  readonly text: string
  readonly imageUrls: readonly string[]
}

/** Null where nothing matches or what matches has neither text nor images. */
export function readBodyText(
  context: LayoutContext,
  scope: Scope,
  field: string,
  body: BodyAt | undefined,
): ReadBody | null {
  if (body === undefined) return null
  const { at, without } = bodyParts(body)
  return readPlaces(context, scope, field, at, ({ place, elements, given }, texts) => {
    if (given !== null) return { text: given, imageUrls: [] }
    const isPlain = typeof place !== 'object' || (place.attr === undefined && place.match === undefined)
    const written = isPlain ? '' : firstOf(texts)
    const blocks = elements.flatMap((element) => {
      const isCutOut = cutOut(context, element, field, without)
      const isLeftOut = (one: Element) => isCutOut(one) || (scope.isOther(one) && one !== element)
      return blocksOfElement(element, isLeftOut, context.view.isPreformatted(element))
    })
    const read = {
      text: isPlain ? joinBlocks(blocks) : written,
      imageUrls: blocks.flatMap(({ imageUrls }) => imageUrls),
    }
    return read.text === '' && read.imageUrls.length === 0 ? null : read
  })
}

function cutOut(
  { view }: LayoutContext,
  element: Element,
  field: string,
  without: string | undefined,
): (inner: Element) => boolean {
  if (without === undefined) return () => false
  return guarded(`${field}.without`, () => {
    if (!view.isRelative(without)) return view.isMatch(without)
    const found = new Set(view.within(element, without))
    return (inner: Element) => found.has(inner)
  })
}

/** A name with the link that is its own; null where there is no name. */
export function readPerson(
  context: LayoutContext,
  scope: Scope,
  field: string,
  person: PersonAt | undefined,
): Person | null {
  if (person === undefined) return null
  const parts = typeof person === 'object' && 'name' in person ? person : { name: person }
  const named = readPlaces(context, scope, field, parts.name, (found, texts) => {
    const text = firstOf(texts)
    const name = text === '' ? '' : nameOf(context, found, text)
    return name === '' ? null : { name, element: found.elements[0] ?? null }
  })
  // The other parts are claimed too where the name is missing.
  const url = 'url' in parts ? readLink(context, scope, `${field} url`, parts.url) : null
  const rate = 'bestAnswerRate' in parts ? readRate(context, scope, field, parts.bestAnswerRate) : null
  if (named === null) return null
  const own = named.element === null || 'url' in parts ? null : linkOf(named.element, scope)
  return { name: named.name, url: url ?? own, bestAnswerRate: rate }
}

/** Without an honorific that stands apart from the name: after a space, or in markup of its own. */
function nameOf({ view }: LayoutContext, { place, elements, given }: Found, text: string): string {
  const [element] = elements
  const isPlain = typeof place !== 'object' || (place.attr === undefined && place.match === undefined)
  const runs =
    element === undefined || !isPlain || given !== null || onlyText(element) !== null
      ? []
      : blocksOfElement(element, () => false, view.isPreformatted(element)).flatMap(
          ({ segments }) => segments,
        )
  const isAddressed = runs.length > 1 && runs.at(-1)?.folded === 'さん'
  const name = isAddressed
    ? runs
        .slice(0, -1)
        .map((run) => run.text)
        .join('')
    : text
  return oneLine(name)
    .replace(/[ \u3000](?:さん|様)$/u, '')
    .trim()
}

function readRate(
  context: LayoutContext,
  scope: Scope,
  field: string,
  places: Places | undefined,
): BestAnswerRate | null {
  if (places === undefined) return null
  return readPlaces(context, scope, `${field} bestAnswerRate`, places, (_, texts) => {
    const text = firstOf(texts).slice(0, 200)
    const digits = /(?<![\d,])([\d,]+) ?% ?\( ?([\d,]+) ?\/ ?([\d,]+) ?\)/.exec(fold(text))
    const [percent, best, answers] = (digits ?? []).slice(1).map(parseCount)
    if (percent == null || best == null || answers == null || percent > 100) return null
    return { percent, best, answers }
  })
}

/** The target of a link, as written: the attribute that the place names, else that of the link it is, holds or stands in. */
export function readLink(
  context: PlaceContext,
  scope: Scope,
  field: string,
  places: Places | undefined,
): string | null {
  if (places === undefined) return null
  return readPlaces(context, scope, field, places, ({ place, elements, given }, texts) => {
    const [element] = elements
    if (given !== null || (typeof place === 'object' && place.attr !== undefined)) {
      return firstOf(texts) || null
    }
    return element === undefined ? null : linkOf(element, scope)
  })
}

/** The link that an element is, the only one that it holds, or the one that it stands in. */
export function linkOf(element: Element, { element: limit }: Pick<Scope, 'element'>): string | null {
  const own = hrefOf(element)
  if (own !== null) return own
  const inside = new Set(linksIn(element))
  if (inside.size > 0) return inside.size === 1 ? ([...inside][0] ?? null) : null
  let node: Node | null = element.parent
  for (let level = 0; node !== null && node !== limit && level < 5; level += 1) {
    const href = isElement(node) ? hrefOf(node) : null
    if (href !== null) return href
    node = node.parent
  }
  return null
}

function hrefOf({ name, attribs }: Element): string | null {
  return name === 'a' || name === 'area' || name === 'link' ? (attribs['href'] ?? null) : null
}

/** The links of a name are few: more nodes than this are none. */
const mostNodes = 200

function linksIn(element: Element): readonly string[] {
  const links: string[] = []
  const waiting: Node[] = [element]
  for (let seen = 0; seen < mostNodes; seen += 1) {
    const node = waiting.pop()
    if (node === undefined) break
    const href = isElement(node) ? hrefOf(node) : null
    if (href !== null) links.push(href)
    if ('children' in node) waiting.push(...node.children.slice(0, mostNodes).toReversed())
  }
  return links
}
