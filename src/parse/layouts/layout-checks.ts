/** The checks of a record that a layout gives: what the page says twice must agree, and nothing is lost in silence. */
import type { Check } from '../../model/check.ts'
import { failure, quoted, rateChecks, unclaimedCheck, warning } from '../checks.ts'
import type { Block } from '../html/blocks.ts'
import { fold } from '../text/fold.ts'
import { readShownTime, type TimeContext } from '../text/shown-times.ts'
import type { LayoutContext } from './layout-context.ts'
import type { LayoutDraft } from './layout-draft.ts'

/** What the checks look at beside the draft. */
export interface CheckedLayout {
  readonly context: LayoutContext
  readonly draft: LayoutDraft
  readonly unclaimed: readonly Block[]
}

/**
 * The record's completeness and all checks that fail.
 *
 * @param isOnePage False where the question goes on on another page, or began on one.
 */
export function judgeLayout(
  checked: CheckedLayout,
  isOnePage: boolean,
): { readonly complete: boolean; readonly checks: readonly Check[] } {
  const { draft, context, unclaimed } = checked
  const { answerCount, answers } = draft
  const isShort = isOnePage && answerCount !== null && answers.length < answerCount
  const checks = [
    ...textChecks(checked),
    ...numberChecks(draft),
    ...bestAnswerChecks(draft, isOnePage && !isShort),
    ...countChecks(draft, isShort),
    ...rateChecks(answers),
    ...readingChecks(context, draft),
    ...commentChecks(context),
    ...unclaimedCheck(unclaimed.map(({ text }) => text)),
  ]
  return { complete: isOnePage && !isShort, checks }
}

function textChecks({ draft, context }: CheckedLayout): readonly Check[] {
  const checks: Check[] = []
  if (draft.title === '') checks.push(failure('no-title', `${context.layout.name} finds no title`))
  if (draft.body === '') {
    const mayBe = context.layout.question.body === undefined || draft.imageUrls.length > 0
    checks.push((mayBe ? warning : failure)('empty-body', 'the question has no body text'))
  }
  return checks
}

function numberChecks({ answers }: LayoutDraft): readonly Check[] {
  const times = new Map<number, number>()
  for (const { number } of answers) if (number !== null) times.set(number, (times.get(number) ?? 0) + 1)
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([number, count]) => failure('answer-number', `answer ${number} occurs ${count} times`))
}

/** @param isWhole All answers are on the page. */
function bestAnswerChecks({ answers, isMarkedSolved }: LayoutDraft, isWhole: boolean): readonly Check[] {
  const best = answers.filter(({ isBest }) => isBest).map(({ key }) => key)
  if (best.length > 1) return [failure('best-answer', `two or more best answers: ${best.join(', ')}`)]
  if (!isMarkedSolved || best.length === 1) return []
  const message = 'the question is solved but no best answer is shown'
  return [(answers.length === 0 && isWhole ? failure : warning)('best-answer', message)]
}

function countChecks({ answers, answerCount }: LayoutDraft, isShort: boolean): readonly Check[] {
  if (answerCount === null) return []
  const counts = `the page declares ${answerCount} answers, ${answers.length} are found`
  if (answers.length > answerCount) return [failure('answer-count', counts)]
  return isShort ? [warning('answers-missing', counts)] : []
}

const noCaptureTime =
  'times such as “3 hours ago” need the time of the capture, which a saved file does not have'

/** Whether a text would be a time if the page said when it was captured. */
function isRelative(text: string, times: TimeContext): boolean {
  if (times.capturedAt !== undefined) return false
  return (
    readShownTime(text, { ...times, capturedAt: new Date(), zone: times.zone ?? 'UTC' }).kind === 'posted'
  )
}

function readingChecks({ ledger, times }: LayoutContext, draft: LayoutDraft): readonly Check[] {
  const { withoutValue, outOfRange, zoneUnknown } = ledger
  const checks: Check[] = []
  if (withoutValue.length > 0) {
    const shown = withoutValue.slice(0, 3).map(({ field, text }) => `${field} ${quoted(text)}`)
    const why = withoutValue.some(({ text }) => isRelative(text, times)) ? `; ${noCaptureTime}` : ''
    const message = `${withoutValue.length} texts gave no value: ${shown.join(', ')}${why}`
    checks.push(warning('claimed-nothing', message))
  }
  if (draft.emptyAnswers > 0)
    checks.push(warning('claimed-nothing', `${draft.emptyAnswers} answers have no text`))
  if (draft.guessedKeys > 0) {
    const message = `${draft.guessedKeys} answers are known by the beginning of their text alone`
    checks.push(warning('key-guessed', message))
  }
  if (zoneUnknown > 0) {
    const message = `${zoneUnknown} times of an unknown offset, or that the clock shows twice or never, were left out`
    checks.push(warning('time-zone-unknown', message))
  }
  if (outOfRange.length > 0) {
    const shown = outOfRange.slice(0, 3).map(quoted).join(' ')
    const message = `${outOfRange.length} values that cannot be stored were left out: ${shown}`
    checks.push(warning('value-out-of-range', message))
  }
  return checks
}

const moreComments =
  /^(?:(?:show|view|load|see|expand)\b.{0,30}\b(?:comment|repl)|(?:残り|他|ほか|あと|もっと|さらに|すべて|全て).{0,12}(?:コメント|返信)|(?:コメント|返信).{0,8}(?:もっと|さらに|すべて|全て|残り|他 ?\d))/i

/** A link such as `show 3 more comments`, where the layout reads comments. */
function commentChecks({ view, layout }: LayoutContext): readonly Check[] {
  if (layout.question.replies === undefined && layout.answers?.replies === undefined) return []
  const links = [...view.all('a'), ...view.all('button')].filter((element) => {
    const text = view.labelOf(element)
    return text !== null && moreComments.test(fold(text))
  })
  if (links.length === 0) return []
  return [
    warning('comments-missing', `the page shows only some comments: ${links.length} links lead to more`),
  ]
}
