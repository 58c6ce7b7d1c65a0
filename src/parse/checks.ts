/**
 * The checks of a record that the grammar gives, and those that all readers share: what a page says twice must agree, and
 * text that no field took is reported.
 */
import type { Check, CheckCode } from '../model/check.ts'
import type { Answer, BestAnswerRate } from '../model/question-page.ts'
import type { Draft } from './okwave/grammar.ts'
import type { ClaimedIdentity } from './site/claimed-identity.ts'

/** All checks that a draft fails. Counts are compared only when the page is `complete`. */
export function checksOf(draft: Draft, complete: boolean): readonly Check[] {
  return [
    ...textChecks(draft),
    ...numberChecks(draft),
    ...bestAnswerChecks(draft, complete),
    ...(complete ? countChecks(draft) : []),
    ...rateChecks(draft.answers),
    ...unclaimedCheck(draft.said.unclaimed),
  ]
}

/** What `recordOf` asks for a draft of the grammar: it declares nothing incomplete by itself. */
export function judgeDraft(draft: Draft) {
  return (isOnePage: boolean) => ({ complete: isOnePage, checks: checksOf(draft, isOnePage) })
}

/** A check that is stored with the record. */
export function warning(code: CheckCode, message: string): Check {
  return { code, severity: 'warning', message }
}

/** A check that rejects the page. */
export function failure(code: CheckCode, message: string): Check {
  return { code, severity: 'error', message }
}

/** How a page is rejected whose record the database cannot hold. `message`: what is wrong with it. */
export function notLoadable(message: string, checks: readonly Check[] = []) {
  const all = [...checks, failure('not-loadable', message)]
  return { kind: 'rejected', reason: 'not-loadable', checks: all } as const
}

/** A page that claims to be another site's. */
export function foreignCanonical({ foreign }: Pick<ClaimedIdentity, 'foreign'>): readonly Check[] {
  return foreign === null
    ? []
    : [warning('foreign-canonical', `the page claims to be ${foreign}, which is another site's`)]
}

/** Text was changed because the database could not hold it; see `storableText`. */
export const repairedCheck = warning(
  'text-repaired',
  'NUL, lone surrogates or long runs of combining marks were taken out of the text',
)

/** The beginning of a text in Japanese quotes. A cut pair of surrogates would be text that no database takes. */
export function quoted(text: string): string {
  return `「${text.slice(0, 40).replace(/[\ud800-\udbff]$/, '')}」`
}

function textChecks(draft: Draft): readonly Check[] {
  // Without a title there is no telling where the body begins.
  if (draft.title === '') return [failure('no-title', 'no text of the page looks like the title')]
  return draft.body === '' ? [failure('empty-body', 'the question has no body text')] : []
}

function numberChecks(draft: Draft): readonly Check[] {
  const times = new Map<string, number>()
  for (const { key } of draft.answers) times.set(key, (times.get(key) ?? 0) + 1)
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([number, count]) => failure('answer-number', `回答No.${number} occurs ${count} times`))
}

function bestAnswerChecks(draft: Draft, complete: boolean): readonly Check[] {
  const best = draft.answers.filter((answer) => answer.isBest).map((answer) => answer.key)
  if (best.length > 1) return [failure('best-answer', `two or more best answers: No.${best.join(', No.')}`)]
  if (draft.status !== 'solved' || best.length === 1) return []
  const message = 'the question is solved but no best answer is shown'
  return [(complete && draft.answers.length === 0 ? failure : warning)('best-answer', message)]
}

function countChecks(draft: Draft): readonly Check[] {
  const checks: Check[] = []
  const found = draft.answers.length
  if (draft.answerCount !== null && draft.answerCount !== found) {
    checks.push(failure('answer-count', `回答数${draft.answerCount}, but ${found} answers found`))
  }
  const { others } = draft.said
  if (others !== null && others.declared !== others.found) {
    checks.push(
      failure('other-count', `その他の回答 (${others.declared}), but ${others.found} answers under it`),
    )
  }
  return checks
}

/** Best-answer rates whose percentage is not that of their counts. */
export function rateChecks(answers: readonly Answer[]): readonly Check[] {
  return answers.flatMap((answer) => {
    const rate = answer.author?.bestAnswerRate ?? null
    if (rate === null || agrees(rate)) return []
    return [
      warning(
        'best-answer-rate',
        `No.${answer.key}: ${rate.percent}% is not floor(100 * ${rate.best} / ${rate.answers})`,
      ),
    ]
  })
}

/** OKWAVE rounds down: 4288/11421 is 37.54 and shows as 37%. */
function agrees(rate: BestAnswerRate): boolean {
  if (rate.best > rate.answers) return false
  return rate.percent === (rate.answers === 0 ? 0 : Math.floor((100 * rate.best) / rate.answers))
}

/** Visible texts that no field took. The message quotes the first, cut to 40 characters. */
export function unclaimedCheck(texts: readonly string[]): readonly Check[] {
  if (texts.length === 0) return []
  const shown = texts.slice(0, 3).map(quoted)
  return [warning('text-unclaimed', `${texts.length} texts that no field took: ${shown.join(' ')}`)]
}
