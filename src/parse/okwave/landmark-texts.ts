/** Reads whole texts as landmarks, by OKWAVE's words or by those of a site's definition. */
import type { QuestionStatus } from '../../model/question-page.ts'
import type { Block } from '../html/blocks.ts'
import { remembered } from '../remembered.ts'
import { noWords, type SiteWords } from '../site/site-words.ts'
import { parseCount, standsApart } from '../text/fold.ts'
import { dateLandmark, mayBeDate, mayBeginDate } from './date-landmark.ts'
import type { Landmark } from './landmark.ts'
import { isReplaced, wordLandmark } from './word-landmarks.ts'

/** Longer texts are prose. The longest landmark seen, a rate with seven-digit counts, has 30 characters. */
export const longestLandmark = 60

/** State bullets. 受付中 and the urgency words of open questions come from memory, not from stored pages. */
const states: ReadonlyMap<string, QuestionStatus> = new Map([
  ['締切済み', 'closed'],
  ['締め切り済み', 'closed'],
  ['締切り済み', 'closed'],
  ['解決済み', 'solved'],
  ['受付中', 'open'],
  ['回答受付中', 'open'],
  ['質問受付中', 'open'],
  ['解決済', 'solved'],
  ['締切', 'closed'],
  ['締切済', 'closed'],
  ['回答締切', 'closed'],
  ['すぐに回答を!', 'open'],
  ['困ってます', 'open'],
  ['暇なときにでも', 'open'],
])

const replies: ReadonlyMap<string, 'supplement' | 'thanks'> = new Map(
  ['', 'この回答への', '回答への', '質問への', '質問者からの'].flatMap((prefix) => [
    [`${prefix}お礼`, 'thanks'],
    [`${prefix}お礼コメント`, 'thanks'],
    [`${prefix}補足`, 'supplement'],
    [`${prefix}補足コメント`, 'supplement'],
  ]),
)

const noise: ReadonlySet<string> = new Set(
  `通報する 違反報告 違反を報告する 報告する ありがとう ありがとう! ありがとうをつける お気に入り お気に入りに追加 気になる ブックマーク
  共有する シェア シェアする ツイート ツイートする いいね! 回答する この質問に回答する この質問に答える 質問する 回答へ移動 ログイン 会員登録
  画像を拡大する 拡大する 広告 PR AD 広告を非表示 スポンサーリンク スポンサードリンク ページトップへ ページの先頭へ トップへ戻る もっと見る 続きを読む
  質問日時 回答日時 投稿日時 カテゴリ カテゴリー 通報 印刷 印刷する さん 困り度 お礼率 専門家 | / ・ > » < « : - ・・・ …`.split(
    /\s+/,
  ),
)

/** ANo. of 2005 to 2013, and the points that a good answer earned until then. */
const patterns = {
  answerNumber: /^(?:回答|A[.．]?) ?No ?[.．:]? ?(\d{1,6})(?: ?番)?$/i,
  questionNumber: /^(?:質問|Q) ?(?:No|番号) ?[.．:]? ?\d{1,12}$/i,
  goodAnswer: /^良回答 ?(?:\d{1,3} ?(?:pt|ポイント))?$/i,
  honourable: /^次点 ?(?:\d{1,3} ?(?:pt|ポイント))?$/i,
  points: /^\d{1,3} ?pt$/i,
  urgency: /^困り度 ?: ?\S{1,12}$/,
  kindOfAnswer:
    /^(?:種類 ?: ?(?:アドバイス|回答|補足要求))?(?: ?どんな人 ?: ?(?:一般人|経験者|専門家))?(?: ?自信 ?: ?(?:あり|なし|参考意見|自信あり|自信なし))?$/,
  rate: /^(?:ベストアンサー率|回答者のベストアンサー率) ?:? ?([\d,]{1,7}) ?% ?\( ?([\d,]{1,12}) ?\/ ?([\d,]{1,12}) ?\)$/,
  others: /^その他の回答 ?\( ?([\d,]{1,7}) ?(?:件)? ?\)$/,
  all: /^(?:みんなの回答|すべての回答|全ての回答|A ?回答(?= ?\())(?: ?\(? ?(?:全 ?)?([\d,]{1,7}) ?件?(?:中 ?[\d~〜-]{1,9} ?件目?)? ?\)?)?$/,
  answerCount: /^(?:回答数 ?:? ?\(? ?([\d,]{1,7}) ?件? ?\)?|回答 ?:? ?\(? ?([\d,]{1,7}) ?件 ?\)?)$/,
  thanksCount: /^ありがとう数 ?:? ?\(? ?(-?[\d,]{1,9}) ?件? ?\)?$/,
} as const

/** Numbers and points that belong to no field. */
const labels: readonly RegExp[] = [
  patterns.questionNumber,
  patterns.honourable,
  patterns.points,
  patterns.urgency,
  patterns.kindOfAnswer,
]

/** What a text is read with. */
export interface LandmarkOptions {
  readonly capturedAt?: Date | undefined
  /** Of the site's definition. Default: OKWAVE's. */
  readonly words?: SiteWords | undefined
}

/** Reads a whole text as one landmark; null when it is not one. */
export function landmarkOf(
  folded: string,
  { capturedAt, words = noWords }: LandmarkOptions,
): Landmark | null {
  if (folded.length === 0 || folded.length > longestLandmark) return null
  const own = words === noWords ? null : wordLandmark(folded, words)
  if (own !== null) return own
  if (!mayBeginLandmark(folded)) return null
  const usual = (mayBeUndated(folded) ? undatedLandmark(folded) : null) ?? dateLandmark(folded, capturedAt)
  return usual === null || isReplaced(usual, words) ? null : usual
}

/** The pages of a site show the same menus: what was read of their texts holds for the next page. */
const undatedLandmark = remembered(readUndated, 4_000)

/** As `landmarkOf` for a page without a date, tested against all words and patterns without shortcuts. */
export function readUndated(folded: string): Landmark | null {
  if (folded === 'ベストアンサー' || patterns.goodAnswer.test(folded)) return { kind: 'best' }
  if (folded === '質問者') return { kind: 'asker' }
  if (/^回答者 ?:?$/.test(folded)) return { kind: 'answerer' }
  if (folded === '質問者が選んだベストアンサー') return { kind: 'section', section: 'best', count: null }
  if (folded === '関連するQ&A' || folded === '関連する質問' || folded === '関連するQA')
    return { kind: 'related' }
  if (folded === '専門家に質問してみよう') return { kind: 'tail' }
  if (noise.has(folded) || labels.some((label) => label.test(folded))) return { kind: 'noise' }
  const status = states.get(folded.replace(/の質問$/, ''))
  if (status !== undefined) return { kind: 'state', status }
  const reply = replies.get(folded)
  if (reply !== undefined) return { kind: 'reply', reply }
  return numberedLandmark(folded)
}

function numberedLandmark(folded: string): Landmark | null {
  const number = patterns.answerNumber.exec(folded)?.[1]
  if (number !== undefined) return { kind: 'answer-number', number: Number(number) }

  const rate = patterns.rate.exec(folded)
  if (rate !== null) {
    const [percent, best, answers] = rate.slice(1).map((digits) => parseCount(digits) ?? Number.NaN)
    if (
      percent === undefined ||
      best === undefined ||
      answers === undefined ||
      !(percent <= 100 && best >= 0 && answers >= 0)
    )
      return null
    return { kind: 'rate', rate: { percent, best, answers } }
  }
  const others = patterns.others.exec(folded)
  if (others !== null) return { kind: 'section', section: 'others', count: parseCount(others[1] ?? '') }
  const all = patterns.all.exec(folded)
  if (all !== null) return { kind: 'section', section: 'all', count: parseCount(all[1] ?? '') }

  const answerCount = patterns.answerCount.exec(folded)
  const answers = answerCount?.[1] ?? answerCount?.[2]
  if (answers !== undefined) return countLandmark('answer-count', parseCount(answers))
  const thanks = patterns.thanksCount.exec(folded)?.[1]
  if (thanks === undefined) return null
  const count = parseCount(thanks.replace(/^-/, ''))
  return countLandmark('thanks-count', count !== null && thanks.startsWith('-') ? -count : count)
}

/** A count that no page can mean is no landmark: its text is then one that no field takes. */
function countLandmark(kind: 'answer-count' | 'thanks-count', count: number | null): Landmark | null {
  return count === null ? null : { kind, count }
}

/** A landmark may be spread over this many runs: number, brackets and unit in elements of their own. */
export const longestSpread = 6

/** The first characters of all words and patterns, but for `points`, which begin with digits. */
const beginnings: ReadonlySet<number> = new Set(
  [...states.keys(), ...replies.keys(), ...noise, ...'QqAaあそどみすベ全困回専次種自良質関'].map((text) =>
    text.charCodeAt(0),
  ),
)

/** Whether a text begins as one of OKWAVE's landmarks does. Nearly all texts of a page begin otherwise. */
export function mayBeginLandmark(folded: string): boolean {
  return beginnings.has(folded.charCodeAt(0)) || mayBeginDate(folded)
}

function mayBeUndated(folded: string): boolean {
  return beginnings.has(folded.charCodeAt(0)) || patterns.points.test(folded)
}

/** Characters that every text with points or a date has, in its only run or, if it is split, in the last of its runs. */
const mayEndOrDate = /[年/.-]|[前t]$/i

/**
 * A quick test without false negatives: false only if no run of the block, alone or joined with others, is or begins with a
 * landmark.
 */
export function mayHoldLandmark(block: Block): boolean {
  let isFolded = true
  for (const { text, folded } of block.segments) {
    const first = folded.charCodeAt(0)
    if (beginnings.has(first) || mayEndOrDate.test(folded)) return true
    isFolded &&= text === folded && standsApart(first)
  }
  return !isFolded && (mayBeUndated(block.folded) || mayBeDate(block.folded))
}
