/**
 * The rule of the outcome breaker: when a host refuses most of its question pages, or most questions that were loaded
 * before have vanished, the pages are probably there and this crawl does not get them. The last pages of a run are held
 * against the host's own past. Pure; the thresholds are explained in docs/decisions/0031-outcome-breaker.md.
 */
import { answeredField, type Coverage, presentField } from '../../model/drift-report.ts'
import type { BadAnswer, HostAnswer } from '../../model/host-answer.ts'
import type { VisitOutcome, Wall } from '../../model/visit-outcome.ts'
import type { Sites } from '../../parse/site/sites.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import { binomialTail, lowerBound } from './binomial.ts'

export interface AnsweredVisit {
  readonly page: Pick<
    FrontierPage,
    'kind' | 'site' | 'origin' | 'path' | 'questionId' | 'lastOutcome' | 'tries'
  >
  readonly captureId: string | null
  readonly reading: { readonly kind: 'record' } | { readonly kind: 'ended'; readonly outcome: VisitOutcome }
  readonly found: readonly Pick<FoundPage, 'kind'>[]
}

/** Null for a visit that does not count, such as one that causes a back-off. */
export function answerOf(
  { page, captureId, reading, found }: AnsweredVisit,
  sites: Sites,
): HostAnswer | null {
  const { site, path, questionId } = page
  const isKnown = questionId !== null && page.lastOutcome !== 'gone'
  if (reading.kind === 'record') return { is: 'well', isKnown }
  const isOther = page.kind !== 'question'
  const { outcome } = reading
  const bad = (is: BadAnswer['is'], how: string): HostAnswer => ({
    is,
    how,
    site,
    path,
    questionId,
    captureId,
    ...(isOther ? { isOther } : {}),
  })
  const leadsOn = outcome.kind === 'unchanged' || found.some(({ kind }) => kind === 'question')
  if (isOther && leadsOn) return { is: 'served', page: 'other' }
  switch (outcome.kind) {
    case 'loaded':
    case 'unchanged':
    case 'rejected':
      if (isOther) return null
      // The quality gate judges what the parser made of it.
      return outcome.kind === 'rejected' && outcome.reason === 'timeout' ? null : { is: 'well', isKnown }
    case 'gone':
      if (isOther) return null
      return isKnown ? bad('gone', String(outcome.how)) : { is: 'served', page: 'question' }
    case 'not-a-question':
      if (outcome.wall !== undefined) return bad('refused', outcome.wall)
      return isOther ? null : { is: 'well', isKnown }
    case 'redirected': {
      // /sitemap.xml leads to /sitemap_index.xml on every third site.
      if (page.kind === 'sitemap') return null
      const target = targetOf(outcome.to, page, sites)
      return target === null ? null : bad('refused', target)
    }
    case 'failed':
    case 'retry':
      // A page counts once, at its first try: at the end of a run only pages that are tried again are left.
      return isRefusal(outcome.reason) && page.tries === 0 ? bad('refused', outcome.reason) : null
    case 'links':
    case 'skipped':
      return null
  }
}

/** A timeout or an error status. 404 and 410 are another outcome, and 429 and 503 cause a back-off. */
function isRefusal(reason: string): boolean {
  return reason === 'timeout' || /^http-[45]/.test(reason)
}

/** Where a question page redirects to, without the query; null for another question. */
function targetOf(to: string, { site, origin }: AnsweredVisit['page'], sites: Sites): string | null {
  if (!URL.canParse(to)) return null
  const url = new URL(to)
  const isHere = url.host === new URL(origin).host
  if (sites.identify(to, isHere ? site : undefined).kind === 'question') return null
  return isHere ? url.pathname : url.origin + url.pathname
}

/** "Recent pages": enough to tell a wall from bad luck, few enough that a site is not asked in vain for long. */
const judgedPages = 20
/** A shorter past says nothing. */
const enoughPast = 50
/** Share of bad pages that is normal on any site, regardless of its past. */
const usualTrouble = 0.1
/** How improbable the recent pages must be under the past. */
const improbable = 1e-8

/** The last answers that each rule needs. */
export function recentAnswers(answers: readonly HostAnswer[]): HostAnswer[] {
  const kept = new Set([
    ...questionAnswers(answers).slice(-judgedPages),
    ...presentAnswers(answers).slice(-judgedPages),
    ...answers.filter(isRefusedOther).slice(-judgedPages),
    ...answers.filter(({ is }) => is === 'served'),
  ])
  return answers.filter((answer) => kept.has(answer))
}

/** One list shows that the host serves lists; further lists say nothing new. */
export function isKnownAlready(answer: HostAnswer, answers: readonly HostAnswer[]): boolean {
  return answer.is === 'served' && answers.some((one) => one.is === 'served' && one.page === answer.page)
}

/** Pages that were refused or are gone. */
export function badAnswers(answers: readonly HostAnswer[]): readonly BadAnswer[] {
  return answers.flatMap((answer) => (answer.is === 'refused' || answer.is === 'gone' ? [answer] : []))
}

type QuestionAnswer = Exclude<HostAnswer, { is: 'served' }>

/** The answers for question pages: their number is the total that the shares refer to. */
function questionAnswers(answers: readonly HostAnswer[]): readonly QuestionAnswer[] {
  return answers.flatMap((answer) => (answer.is === 'served' || isRefusedOther(answer) ? [] : [answer]))
}

function isRefusedOther(answer: HostAnswer): boolean {
  return answer.is === 'refused' && answer.isOther === true
}

/** Answers that say whether questions that were loaded before are still there. */
function presentAnswers(answers: readonly HostAnswer[]): readonly QuestionAnswer[] {
  return questionAnswers(answers).filter(
    (answer) => answer.is === 'gone' || (answer.is === 'well' && answer.isKnown),
  )
}

export interface BreakerInput {
  /** Of this run, oldest first. */
  readonly answers: readonly HostAnswer[]
  /** Share of pages before these that were answered, and of loaded questions that were still there. */
  readonly past: { readonly answered: Coverage; readonly present: Coverage }
  /** Nothing is left to ask for: fewer pages decide. */
  readonly isEnd: boolean
  /** `--accept-layout`: vanished questions do not trip it. */
  readonly acceptsGone: boolean
}

export interface Trip {
  readonly field: typeof answeredField | typeof presentField
  readonly before: Coverage
  readonly now: Coverage
}

/** Why the host group must stop; null while it may continue. */
export function tripOf({ answers, past, isEnd, acceptsGone }: BreakerInput): Trip | null {
  const answered = coverageOf(answeredField, answers)
  if (isEnd && isAllRefused(answers))
    return { field: answeredField, before: pastOrAll(past.answered), now: answered }
  if (hasEnough(answered, isEnd)) {
    const isAll = answered.share === 0
    if ((isAll || past.answered.pages >= enoughPast) && isImprobable(answered, past.answered))
      return { field: answeredField, before: pastOrAll(past.answered), now: answered }
  }
  const present = coverageOf(presentField, answers)
  const isVanishing = hasEnough(present, isEnd) && isImprobable(present, past.present)
  return isVanishing && !acceptsGone
    ? { field: presentField, before: pastOrAll(past.present), now: present }
    : null
}

/**
 * Whether a host refused everything, including lists, so that the run never reached enough question pages. Without a refused
 * list a few pages prove nothing: a small run may request only pages that were already bad in the run before.
 */
function isAllRefused(answers: readonly HostAnswer[]): boolean {
  return answers.some(isRefusedOther) && badOf(answeredField, badAnswers(answers)).length === answers.length
}

/** Before a host has a past, all its pages are expected. */
function pastOrAll(past: Coverage): Coverage {
  return past.pages < enoughPast ? { pages: 0, share: 1 } : past
}

function hasEnough({ pages }: Coverage, isEnd: boolean): boolean {
  return isEnd || pages >= judgedPages
}

function isImprobable({ pages, share }: Coverage, before: Coverage): boolean {
  const usual = 1 - usualTrouble
  const expected = before.pages < enoughPast ? usual : Math.min(usual, lowerBound(before))
  return pages > 0 && binomialTail(Math.round(pages * share), pages, expected) < improbable
}

function coverageOf(field: Trip['field'], answers: readonly HostAnswer[]): Coverage {
  const judged = judgedBy(field, answers)
  const bad = badOf(field, judged)
  return { pages: judged.length, share: judged.length === 0 ? 0 : 1 - bad.length / judged.length }
}

function judgedBy(field: Trip['field'], answers: readonly HostAnswer[]): readonly QuestionAnswer[] {
  if (field === presentField) return presentAnswers(answers).slice(-judgedPages)
  const questions = questionAnswers(answers)
  // If no question page was requested, only the lists count.
  return (questions.length > 0 ? questions : badAnswers(answers)).slice(-judgedPages)
}

/** Of redirects only those to the most frequent target count: a site that moves its pages refuses none. */
function badOf(field: Trip['field'], judged: readonly QuestionAnswer[]): readonly BadAnswer[] {
  const is = field === presentField ? 'gone' : 'refused'
  const bad = judged.flatMap((answer) => (answer.is === 'well' || answer.is !== is ? [] : [answer]))
  const [target] = countsOf(bad.filter(({ how }) => isTarget(how)))
  return bad.filter(({ how }) => !isTarget(how) || how === target?.[0])
}

/** By how often they occur. */
function countsOf(bad: readonly BadAnswer[]): (readonly [how: string, count: number])[] {
  const byHow = Map.groupBy(bad, ({ how }) => how)
  return [...byHow].map(([how, all]) => [how, all.length] as const).toSorted((a, b) => b[1] - a[1])
}

function isTarget(how: string): boolean {
  return how.startsWith('/') || how.includes('://')
}

/** How many of the last answers each rule judges. These entries of the coverage do not belong to the past yet. */
export function judgedCounts(answers: readonly HostAnswer[]): { answered: number; present: number } {
  return {
    answered: Math.min(judgedPages, questionAnswers(answers).length),
    present: judgedBy(presentField, answers).length,
  }
}

/** Of each field that the answer tells about, whether the page has it: what enters the coverage of the host. */
export function coveredBy(answer: HostAnswer): ReadonlyMap<string, boolean> {
  if (questionAnswers([answer]).length === 0) return new Map()
  const present = presentAnswers([answer]).map(() => [presentField, answer.is === 'well'] as const)
  return new Map([[answeredField, answer.is !== 'refused'], ...present])
}

/** In one sentence: for the log, `crawl.host.parked_reason` and `mondo status`. */
export function tripReason(field: Trip['field'], answers: readonly HostAnswer[]): string {
  const judged = judgedBy(field, answers)
  const bad = badOf(field, judged)
  const counts = countsOf(bad)
  const [only, ...others] = counts
  const pages = judged.some(isRefusedOther) ? 'pages' : 'question pages'
  const all = `${bad.length} of ${judged.length} recent ${pages}`
  if (only === undefined || others.length === 0) return `${all} ${deedOf(only?.[0] ?? '')}${loaded(field)}`
  const each = counts.map(([how, count]) => `${count} ${deedOf(how)}`).join(', ')
  return `${all} ${field === presentField ? 'are gone' : 'were refused'}${loaded(field)}: ${each}`
}

function loaded(field: Trip['field']): string {
  return field === presentField ? ' although their questions had been loaded before' : ''
}

const wallDeeds: Readonly<Record<Wall, string>> = {
  login: 'showed a login page',
  consent: 'showed a consent page',
  age: 'showed an age check',
  maintenance: 'showed a maintenance page',
  challenge: 'showed a challenge page',
}

function deedOf(how: string): string {
  if (isTarget(how)) return `redirected to ${how}`
  if (how === 'timeout') return 'timed out'
  if (how === 'soft-404') return 'said that there is no such page'
  const wall = Object.entries(wallDeeds).find(([name]) => name === how)
  return wall?.[1] ?? `answered ${how.replace('http-', '')}`
}
