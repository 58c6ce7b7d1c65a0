/** The words of lists: `回答数5`, `回答 5件`, `5件の回答`, `受付中`. */

import type { QuestionStatus } from '../../model/question-page.ts'
import { parseCount } from '../text/numbers.ts'

/** A run of text, folded. */
export interface Piece {
  readonly text: string
  /** Within a link that is a whole item: its title is there too. */
  readonly inLink: boolean
}

/** What is longer is somebody's sentence, and may say 回答 5 件 of anything. */
const longestPiece = 60

/** Words in page order; '' stands for text that is none of a list's words, so that nothing is read across it. */
export function tokensOf(pieces: readonly Piece[]): string[] {
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
export function listedCount(tokens: readonly string[]): number | null {
  const counts = new Set(tokens.flatMap((token, at) => countAt(token, tokens[at + 1])))
  if (counts.size > 0) return only(counts)
  // A number of 件 alone is of answers, unless it is said of something else.
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

export type ListedStatus = Exclude<QuestionStatus, 'unknown'>

const statusWords: ReadonlyMap<string, ListedStatus> = new Map([
  ...['受付中', '回答受付中', '質問受付中', '回答募集中', '募集中'].map((word) => [word, 'open'] as const),
  ...['解決済み', '解決済', 'ベストアンサー', 'ベストアンサーあり'].map((word) => [word, 'solved'] as const),
  ...['締切済み', '締切済', '締切', '締め切り', '受付終了', '回答終了'].map(
    (word) => [word, 'closed'] as const,
  ),
])

/** Null where the item does not say it, or says it in two ways. */
export function listedStatus(tokens: readonly string[]): ListedStatus | null {
  return only(new Set(tokens.flatMap((token) => statusWords.get(token) ?? [])))
}

function only<T>(values: ReadonlySet<T>): T | null {
  const [first] = values
  return first === undefined || values.size > 1 ? null : first
}
