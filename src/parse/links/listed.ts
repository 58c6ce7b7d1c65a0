/**
 * Reads what a list page shows beside a question's link: the number of answers, and whether the question is open. The
 * markup does not matter: a list item is the largest element that links to one question only.
 */
import type { QuestionStatus } from '../../model/question-page.ts'
import { inherited } from '../html/inherited.ts'
import { type Element, isElement, isText, type Node } from '../html/nodes.ts'
import { ownersOf } from '../html/owners.ts'
import type { SiteWords } from '../site/site-words.ts'
import { fold, parseCount } from '../text/fold.ts'
import {
  type ListedStatus,
  longestPiece,
  only,
  ownCount,
  ownStatuses,
  type Piece,
  phrasesOf,
} from './own-words.ts'

/** What a list shows about one question. */
export interface ListedQuestion {
  /** As in `PageLinks.questions`. */
  readonly url: string
  readonly answers: number | null
  readonly status: Exclude<QuestionStatus, 'unknown'> | null
}

/** A link to a question and its element. */
export interface QuestionLink {
  readonly element: Element
  readonly url: string
}

/** For each element the question it links to; null for several questions. */
type Owners = ReadonlyMap<Node, string | null>

/**
 * The questions about which the page shows something, without duplicates. Contradictory values are dropped. Sidebars
 * and rankings are ignored: their counts may be out of date.
 */
export function listedQuestions(links: readonly QuestionLink[], words: SiteWords): ListedQuestion[] {
  const owners = ownersOf(links.map(({ element, url }) => [element, url] as const))
  const isAside = inherited((element, above) => above || isAsideItself(element), false)
  const columnOf = answersColumns(words)
  const climbed = new Map<Element, boolean>()
  const listed = new Map<string, ListedQuestion>()
  for (const { element, url } of links) {
    const item = itemOf(element, url, owners, climbed)
    if (item === null || isAside(item)) continue
    const pieces = [item, ...detailsOf(item)].flatMap(piecesOf)
    const tokens = tokensOf(pieces)
    const own = phrasesOf(pieces)
    const answers =
      columnCount(item, columnOf) ?? (words.has('answers') ? ownCount(own, words) : listedCount(tokens))
    const status = only(new Set([...statusesIn(tokens, words), ...ownStatuses(own, words)]))
    const before = listed.get(url)
    listed.set(url, {
      url,
      answers: agreed(before?.answers, answers),
      status: agreed(before?.status, status),
    })
  }
  return [...listed.values()].filter(({ answers, status }) => answers !== null || status !== null)
}

function agreed<T>(before: T | null | undefined, now: T | null): T | null {
  if (before === undefined || before === null) return now
  return now === null || now === before ? before : null
}

const items: ReadonlySet<string> = new Set(['li', 'tr', 'article', 'dl'])
const wholePages: ReadonlySet<string> = new Set(['html', 'body', 'main'])

/**
 * In a list of one question the largest element would be the whole page, so there only an element that is an item by
 * its tag counts. Null for a second link of the same item, also of an item nested in it, and for a link around links to
 * other questions. No element is climbed twice, and none is read twice.
 *
 * @param climbed The elements of earlier climbs, and whether they are within an item that was read.
 */
function itemOf(link: Element, url: string, owners: Owners, climbed: Map<Element, boolean>): Element | null {
  const path: Element[] = []
  let named: Element | null = null
  let met: boolean | undefined
  for (let at: Node | null = link; at !== null && isElement(at) && owners.get(at) === url; at = at.parent) {
    met = climbed.get(at)
    if (met !== undefined) break
    path.push(at)
    if (items.has(at.name)) named = at
  }
  const largest = met === undefined ? path.at(-1) : undefined
  const whole = largest === undefined || wholePages.has(largest.name) ? null : largest
  const item = met === true ? null : (named ?? whole)
  let isWithin = met === true || item !== null
  for (const at of path) {
    climbed.set(at, isWithin)
    if (at === item) isWithin = false
  }
  return item
}

/** For an item in a `<dt>`: the `<dd>`s that follow it. */
function detailsOf(item: Element): Element[] {
  const details: Element[] = []
  if (item.name !== 'dt') return details
  for (let at = item.next; at !== null; at = at.next) {
    if (!isElement(at)) continue
    if (at.name !== 'dd') break
    details.push(at)
  }
  return details
}

const asideTags: ReadonlySet<string> = new Set(['aside', 'nav'])

export function isAsideItself({ name, attribs }: Element): boolean {
  if (asideTags.has(name)) return true
  const names = `${attribs['class'] ?? ''} ${attribs['id'] ?? ''}`.toLowerCase().split(/[\s_-]+/)
  return names.some((name) => asideNames.has(name))
}

const asideNames: ReadonlySet<string> = new Set(['side', 'sidebar', 'aside', 'ranking', 'rank'])

/** The visible texts of an item in page order, without links that contain only text: those are titles. */
function piecesOf(item: Element): Piece[] {
  const pieces: Piece[] = []
  const stack: { readonly node: Node; readonly inLink: boolean }[] = [{ node: item, inLink: false }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, inLink } = next
    if (isText(node)) pieces.push({ text: fold(node.data), inLink })
    if (!isElement(node) || node.name === 'script' || node.name === 'style') continue
    const isTitle = node.name === 'a' && node.children.every((child) => !isElement(child))
    if (isTitle) continue
    const within = inLink || node.name === 'a'
    for (const child of node.children.toReversed()) stack.push({ node: child, inLink: within })
  }
  return pieces
}

/** For a row, which cell is the answer count by the heading in the first row of its table; -1 for none. */
type ColumnOf = (row: Element) => number

/** The first row of each table is read once, not for each of its rows. */
function answersColumns(words: SiteWords): ColumnOf {
  const columns = new Map<Element, number>()
  const tableOf = inherited<Element | null>(
    (element, above) => (element.name === 'table' ? element : above),
    null,
  )
  return (row) => {
    const table = tableOf(row)
    if (table === null) return -1
    const column =
      columns.get(table) ??
      cellsOf(firstRow(table)).findIndex((cell) =>
        words.has('answers') ? words.says('answers', textOf(cell)) : /^回答(?:数|件数)?$/.test(textOf(cell)),
      )
    columns.set(table, column)
    return column
  }
}

function columnCount(item: Element, columnOf: ColumnOf): number | null {
  if (item.name !== 'tr') return null
  const column = columnOf(item)
  const cell = column < 0 ? undefined : cellsOf(item)[column]
  return cell === undefined ? null : parseCount(textOf(cell).replace(/件$/, ''))
}

function firstRow(table: Element): Element | null {
  for (const child of table.children) {
    if (!isElement(child)) continue
    if (child.name === 'tr') return child
    const row = child.children.find((each) => isElement(each) && each.name === 'tr')
    if (row !== undefined && isElement(row)) return row
  }
  return null
}

function cellsOf(row: Element | null): Element[] {
  return (row?.children ?? []).filter(isElement).filter(({ name }) => name === 'td' || name === 'th')
}

function textOf(cell: Element): string {
  return piecesOf(cell)
    .map(({ text }) => text)
    .join('')
}

/** Words in page order. '' marks other text, so that no label is joined with a number beyond it. */
function tokensOf(pieces: readonly Piece[]): string[] {
  return pieces.flatMap(({ text, inLink }) => {
    if (text === '') return []
    if (text.length > longestPiece) return ['']
    return inLink ? [text.replace(/\s/g, '')] : text.split(/[\s|/・、()]+/).filter((word) => word !== '')
  })
}

const labelled = /^(?:回答|回答数|回答件数|アンサー|アンサー数)[:=]?(\d[\d,]{0,9})[件人個]?$/
const labelAlone = /^(?:回答|回答数|回答件数|アンサー|アンサー数)[:=]?$/
const numberAlone = /^(\d[\d,]{0,9})[件人個]?$/
const numberFirst = /^(\d[\d,]{0,9})(?:件の?回答|人が回答)$/
const numberBefore = /^(?:件の?回答|人が回答)$/
/** Counts of something else. */
const otherLabel = /(?:数|閲覧|表示|ありがとう|お礼|いいね|共感|コメント)[:=]?$/

/** Null where the item does not say it, or says it in two ways. */
function listedCount(tokens: readonly string[]): number | null {
  const counts = new Set(tokens.flatMap((token, at) => countAt(token, tokens[at + 1])))
  if (counts.size > 0) return only(counts)
  // An unlabelled number of 件 counts answers, unless the word before it names something else.
  const alone = tokens.flatMap((token, at) =>
    /^\d[\d,]{0,9}件$/.test(token) ? [{ token, before: tokens[at - 1] ?? '' }] : [],
  )
  const [one] = alone
  if (one === undefined || alone.length > 1 || otherLabel.test(one.before)) return null
  return parseCount(one.token.replace('件', ''))
}

function countAt(token: string, next: string | undefined): number[] {
  const own = labelled.exec(token)?.[1] ?? numberFirst.exec(token)?.[1]
  const count =
    own ??
    (labelAlone.test(token) ? numberAlone.exec(next ?? '')?.[1] : undefined) ??
    (numberBefore.test(next ?? '') ? numberAlone.exec(token)?.[1] : undefined)
  const read = count === undefined ? null : parseCount(count)
  return read === null ? [] : [read]
}

const statusWords: ReadonlyMap<string, ListedStatus> = new Map([
  ...['受付中', '回答受付中', '質問受付中', '回答募集中', '募集中'].map((word) => [word, 'open'] as const),
  ...['解決済み', '解決済', 'ベストアンサー', 'ベストアンサーあり'].map((word) => [word, 'solved'] as const),
  ...['締切済み', '締切済', '締切', '締め切り', '受付終了', '回答終了'].map(
    (word) => [word, 'closed'] as const,
  ),
])

function statusesIn(tokens: readonly string[], words: SiteWords): readonly ListedStatus[] {
  return tokens.flatMap((token) => {
    const status = statusWords.get(token)
    return status === undefined || words.has(status) ? [] : [status]
  })
}
