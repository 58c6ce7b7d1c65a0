/**
 * Recognises landmarks: texts that mark structure in any markup. A landmark is a whole block or a whole inline run; the
 * same words inside a sentence are prose.
 */
import type { Block, Segment } from '../html/blocks.ts'
import { noWords, type SiteWords } from '../site/site-words.ts'
import { fold } from '../text/fold.ts'
import { isAnswersHeading } from './answer-headings.ts'
import type { Landmark } from './landmark.ts'
import {
  type LandmarkOptions,
  landmarkOf,
  longestLandmark,
  longestSpread,
  mayBeginLandmark,
  mayHoldLandmark,
} from './landmark-texts.ts'
import { nameOf } from './names.ts'

/** The longest name on a header line with landmarks; OKWAVE's own limit is unknown. */
const longestName = 40

/** Two landmarks and a name. */
const longestHeader = 2 * longestLandmark + longestName

/** A block with more inline runs is prose with links, not a header line. */
const mostRuns = 16

/**
 * The landmarks of a block that contains nothing else: each run, or several runs together, is a landmark, and at most one
 * name remains beside a rate, a number or a date. Null for prose.
 *
 * @example readHeader of `<p><a>taro</a> <span>ベストアンサー率25% (14/56)</span></p>` // [name taro, rate 25]
 */
export function readHeader(block: Block, options: LandmarkOptions = {}): readonly Landmark[] | null {
  if (isPlainText(block, options)) return null
  const whole = landmarkOf(block.folded, options)
  if (whole !== null) return [whole]
  if (isAnswersHeading(block)) return [{ kind: 'noise' }]
  const labelled = labelledName(block, options)
  if (labelled !== undefined) return labelled
  if (block.folded.length > longestHeader) return null
  const segments = hasBar.test(block.text) ? block.segments.flatMap(splitAtBars) : block.segments
  if (segments.length > mostRuns) return null
  return segments.length > 1 ? readRuns(segments, options) : readJoined(block, options)
}

/** 「質問者：taro」, also with the date behind it where markup no longer sets the two apart; undefined for other lines. */
function labelledName(block: Block, options: LandmarkOptions): readonly Landmark[] | null | undefined {
  const label = labelOfName.exec(block.folded)?.[1]
  // 「回答者：私」 as the first line of a text is no header.
  if (label === undefined || block.text.includes('\n')) return undefined
  const end = dateBehind.exec(block.text)?.index ?? block.text.length
  const date = landmarkOf(fold(block.text.slice(end)), options)
  if (end < block.text.length && date === null) return null
  const name = nameOf(block.text.slice(0, end))
  const found: Landmark[] = [{ kind: 'name', name, href: hrefIn(block.segments) }]
  if (label === '質問者') found.unshift({ kind: 'asker' })
  return date === null ? found : [...found, date]
}

const labelOfName = /^(質問者|回答者) ?: ?[^。]{1,40}$/
const dateBehind = /(?:質問|回答|投稿|登録)日時? ?[:：]|\d{4}[/-]\d{1,2}[/-]\d{1,2}/

function readRuns(segments: readonly Segment[], options: LandmarkOptions): readonly Landmark[] | null {
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
  if (found.length === 0) return null
  return withName(found, left.map((segment) => segment.text).join(''), hrefIn(left))
}

function longestRun(
  segments: readonly Segment[],
  start: number,
  options: LandmarkOptions,
): { readonly landmark: Landmark; readonly end: number } | null {
  const { words = noWords } = options
  if (words === noWords && !mayBeginLandmark(segments[start]?.folded ?? '')) return null
  const texts: string[] = []
  let text = ''
  for (let at = start; at < segments.length && texts.length < longestSpread; at += 1) {
    text += segments[at]?.folded ?? ''
    if (text.length > longestLandmark) break
    texts.push(text)
  }
  for (let count = texts.length; count > 0; count -= 1) {
    const landmark = landmarkOf(texts[count - 1] ?? '', options)
    if (landmark !== null) return { landmark, end: start + count }
  }
  return null
}

/**
 * A quick test whether a block of several runs holds no landmark, as most menu and list items. False for a site with its own
 * words.
 */
function isPlainText(block: Block, { words = noWords }: LandmarkOptions): boolean {
  return words === noWords && block.segments.length > 1 && !mayHoldLandmark(block) && !hasBar.test(block.text)
}

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

/** @param found One landmark at least. */
function withName(found: readonly Landmark[], left: string, href: string | null): readonly Landmark[] | null {
  const name = left === '' ? '' : nameOf(left)
  if (name === '') return found
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
