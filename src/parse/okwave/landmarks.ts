/**
 * Recognises landmarks: texts that mark structure in any markup. A landmark is a whole block or a whole inline run; the
 * same words inside a sentence are prose.
 */
import type { QuestionStatus } from '../../model/question-page.ts'
import type { Block, Segment } from '../html/blocks.ts'
import { remembered } from '../remembered.ts'
import { noWords, type SiteWords } from '../site/site-words.ts'
import { fold, parseCount } from '../text/fold.ts'
import { isAnswersHeading } from './answer-headings.ts'
import { dateLandmark, mayBeDate } from './date-landmark.ts'
import type { Landmark } from './landmark.ts'
import { nameOf } from './names.ts'
import { isReplaced, wordLandmark } from './word-landmarks.ts'

/** Longer texts are prose. The longest landmark seen, a rate with seven-digit counts, has 30 characters. */
const longestLandmark = 60

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
function landmarkOf(folded: string, { capturedAt, words = noWords }: LandmarkOptions): Landmark | null {
  if (folded.length === 0 || folded.length > longestLandmark) return null
  const own = words === noWords ? null : wordLandmark(folded, words)
  if (own !== null) return own
  const usual = undatedLandmark(folded) ?? dateLandmark(folded, capturedAt)
  return usual === null || isReplaced(usual, words) ? null : usual
}

/** The pages of a site show the same menus: what was read of their texts holds for the next page. */
const undatedLandmark = remembered(readUndated, 4_000)

function readUndated(folded: string): Landmark | null {
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

/** The longest name on a header line with landmarks; OKWAVE's own limit is unknown. */
const longestName = 40

/** A block with more inline runs is prose with links, not a header line. */
const mostRuns = 16

/**
 * The landmarks of a block that contains nothing else: each run, or several runs together, is a landmark, and at most one
 * name remains beside a rate, a number or a date. Null for prose.
 *
 * @example readHeader of `<p><a>taro</a> <span>ベストアンサー率25% (14/56)</span></p>` // [name taro, rate 25]
 */
export function readHeader(block: Block, options: LandmarkOptions = {}): readonly Landmark[] | null {
  const whole = landmarkOf(block.folded, options)
  if (whole !== null) return [whole]
  if (isAnswersHeading(block)) return [{ kind: 'noise' }]
  const labelled = labelledName(block, options)
  if (labelled !== undefined) return labelled
  if (block.folded.length > 2 * longestLandmark + longestName) return null
  const segments = hasBar.test(block.text) ? block.segments.flatMap(splitAtBars) : block.segments
  if (segments.length > mostRuns) return null
  return segments.length > 1 ? readRuns(segments, options) : readJoined(block, options)
}

/** 「質問者：taro」, also with the date behind it where markup no longer sets the two apart; undefined for other lines. */
function labelledName(block: Block, options: LandmarkOptions): readonly Landmark[] | null | undefined {
  // 「回答者：私」 as the first line of a text is no header.
  const isLine = !block.text.includes('\n')
  const [, label] = (isLine && /^(質問者|回答者) ?: ?[^。]{1,40}$/.exec(block.folded)) || []
  if (label === undefined) return undefined
  const end = dateBehind.exec(block.text)?.index ?? block.text.length
  const date = landmarkOf(fold(block.text.slice(end)), options)
  if (end < block.text.length && date === null) return null
  const name = nameOf(block.text.slice(0, end))
  const found: Landmark[] = [{ kind: 'name', name, href: hrefIn(block.segments) }]
  if (label === '質問者') found.unshift({ kind: 'asker' })
  return date === null ? found : [...found, date]
}

const dateBehind = /(?:質問|回答|投稿|登録)日時? ?[:：]|\d{4}[/-]\d{1,2}[/-]\d{1,2}/

function readRuns(segments: readonly Segment[], options: LandmarkOptions): readonly Landmark[] | null {
  const texts = segments.map(({ folded }) => folded)
  // A site's own words are not among those that are remembered.
  if ((options.words ?? noWords) === noWords && !mayHoldLandmark(texts.join(runEnd))) return null
  const found: Landmark[] = []
  const left: Segment[] = []
  let at = 0
  while (at < segments.length) {
    const run = longestRun(segments, at, options)
    if (run === null) {
      const segment = segments[at]
      if (segment !== undefined) left.push(segment)
      at += 1
    } else {
      found.push(run.landmark)
      at = run.end
    }
  }
  return withName(found, left.map((segment) => segment.text).join(''), hrefIn(left))
}

/** A landmark may be spread over this many runs: number, brackets and unit in elements of their own. */
const longestSpread = 6

function longestRun(
  segments: readonly Segment[],
  start: number,
  options: LandmarkOptions,
): { readonly landmark: Landmark; readonly end: number } | null {
  for (let end = Math.min(segments.length, start + longestSpread); end > start; end -= 1) {
    const text = segments
      .slice(start, end)
      .map((segment) => segment.folded)
      .join('')
    const landmark = landmarkOf(text, options)
    if (landmark !== null) return { landmark, end }
  }
  return null
}

/** Separates the runs of a block; no text of a page has it. */
const runEnd = '\0'

/** Whether any runs of a block, one or several together, may be a landmark: in most menus and lists none are. */
const mayHoldLandmark = remembered((joined) => {
  const texts = joined.split(runEnd)
  return texts.some((_, start) =>
    texts.slice(start, start + longestSpread).some((_last, more) => {
      const text = texts.slice(start, start + more + 1).join('')
      return text.length <= longestLandmark && (mayBeDate(text) || undatedLandmark(text) !== null)
    }),
  )
}, 4_000)

const hasBar = /[|｜]/

/** `旅行 | 回答数2 | ありがとう数1` in one run counts as three runs. */
function splitAtBars(segment: Segment): readonly Segment[] {
  if (!hasBar.test(segment.text)) return [segment]
  return segment.text
    .split(/[|｜]/)
    .filter((text) => text.trim() !== '')
    .map((text) => ({ text, folded: fold(text), href: segment.href }))
}

/** One run with a name and a rate, or a number and a date, without markup between them. */
const joinedPattern =
  /(?:ベストアンサー率 ?\d{1,3} ?% ?\( ?[\d,]{1,12} ?\/ ?[\d,]{1,12} ?\))|(?:回答 ?No ?[.．]? ?\d{1,6})|(?:\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(?: \d{1,2}:\d{2}(?::\d{2})?)?)/gi

/** What every match of it has, to tell most texts apart at once. */
const mayBeJoined = /ベストアンサー率|回答|\d{4}[/.-]/

function readJoined(block: Block, options: LandmarkOptions): readonly Landmark[] | null {
  if (!mayBeJoined.test(block.folded) || block.text.includes('\n')) return null
  const found = [...block.folded.matchAll(joinedPattern)].map((match) => landmarkOf(match[0], options))
  const landmarks = found.filter((landmark) => landmark !== null)
  if (landmarks.length === 0 || landmarks.length !== found.length) return null
  // A number or a date inside a sentence is prose; only a rate identifies a name on a line without markup.
  const rest = block.folded.replace(joinedPattern, ' ').trim()
  if (rest !== '' && !landmarks.some((landmark) => landmark.kind === 'rate')) return null
  return withName(landmarks, rest, hrefIn(block.segments))
}

function withName(found: readonly Landmark[], left: string, href: string | null): readonly Landmark[] | null {
  const name = nameOf(left)
  if (name === '') return found.length > 0 ? found : null
  if (name.length > longestName || name.includes('\n')) return null
  const anchored = found.some((one) => anchors.has(one.kind))
  return anchored ? [...found, { kind: 'name', name, href }] : null
}

/** Landmarks beside which other text is a name (or a category, beside counts); beside others it makes the line prose. */
const anchors: ReadonlySet<Landmark['kind']> = new Set([
  'rate',
  'answer-number',
  'asker',
  'answerer',
  'answer-count',
  'thanks-count',
])

function hrefIn(segments: readonly Segment[]): string | null {
  return segments.find((segment) => segment.href !== null)?.href ?? null
}

/** Landmarks on lines of their own, which separate header and text within one table cell of old markup. */
export function landmarkLines(words: SiteWords) {
  return {
    marked: (folded: string): boolean => {
      const landmark = landmarkOf(folded, { words })
      return landmark !== null && splitting.has(landmark.kind)
    },
    plain: (folded: string): boolean =>
      /^(?:[^|。]{1,30} ?\| ?)?回答数 ?\d/.test(folded) && folded.length <= longestLandmark,
  }
}

const splitting: ReadonlySet<Landmark['kind']> = new Set([
  'answer-number',
  'asker',
  'best',
  'rate',
  'related',
  'reply',
  'section',
  'state',
])
