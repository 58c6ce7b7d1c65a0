/** Decides from a visit's outcome when the page is due again and what the frontier remembers of it. Pure. */
import type { QuestionPage } from '../../model/question-page.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import type { FrontierPage, SettledPage } from '../frontier/frontier.ts'
import { revisit, type Seen } from '../frontier/revisit.ts'

export interface Settled {
  readonly page: FrontierPage
  readonly outcome: VisitOutcome
  /** Where the visit gave one. */
  readonly record: Pick<QuestionPage, 'status' | 'postedAt'> | null
  /** A list or sitemap led to a page that was not known, or that has changed since it was loaded. */
  readonly hasNews: boolean
  readonly validators: { readonly etag: string | null; readonly lastModified: string | null }
  /** Digest of the rules by which links were followed in this visit. */
  readonly linkRules: string
  /** When the response was captured; null for a visit without one. */
  readonly capturedAt: Date | null
}

/** `override`: seconds until the page is due again, in place of the revisit rule. */
export function settle(visit: Settled, now: Date, override: number | null): SettledPage {
  const { page, outcome } = visit
  const isQuestion = visit.record !== null
  const kept = {
    site: page.site,
    path: page.path,
    kind: isQuestion ? 'question' : page.kind,
    visitedAt: visit.capturedAt ?? now,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    stillHolds: outcome.kind === 'unchanged' && !isQuestion,
    ...(isQuestion || outcome.kind === 'links'
      ? { ...visit.validators, linkRules: visit.linkRules }
      : { etag: page.etag, lastModified: page.lastModified, linkRules: page.linkRules }),
  } as const
  if (outcome.kind === 'retry') {
    // A host that is busy or out of reach is not the page's fault.
    const isPageTry = outcome.reason !== 'rate-limited' && outcome.reason !== 'robots-unreachable'
    const tries = page.tries + (isPageTry ? 1 : 0)
    return { ...kept, dueAt: outcome.notBefore, tries, intervalSeconds: page.intervalSeconds }
  }
  if (outcome.kind === 'skipped' && outcome.by === 'crawl-scope') {
    // This run's filters refused it: for a run with wider ones the page is due as before.
    return { ...kept, dueAt: page.dueAt, tries: page.tries, intervalSeconds: page.intervalSeconds }
  }
  if (outcome.kind === 'gone' && page.lastOutcome === 'gone' && override === null) {
    // Gone in two visits, in case the site was mistaken the first time. A new link to it makes it due again.
    return { ...kept, dueAt: null, intervalSeconds: null, tries: 0 }
  }
  const rule = {
    seen: seenOf(visit),
    changed: outcome.kind === 'loaded' || visit.hasNews,
    intervalSeconds: page.intervalSeconds,
    ageSeconds: ageOf(visit.record, now),
  }
  return { ...kept, ...revisit({ ...rule, now, override }), tries: 0 }
}

/** Null where the page does not say when the question was asked, or names a time in the future. */
function ageOf(record: Settled['record'], now: Date): number | null {
  const age = record?.postedAt == null ? Number.NaN : (now.getTime() - Date.parse(record.postedAt)) / 1000
  return age >= 0 ? age : null
}

export function reasonOf(outcome: VisitOutcome): string | null {
  switch (outcome.kind) {
    case 'retry':
    case 'failed':
    case 'rejected':
      return outcome.reason
    case 'skipped':
      return outcome.by
    case 'gone':
      return String(outcome.how)
    case 'redirected':
      return outcome.to
    case 'loaded':
    case 'unchanged':
    case 'links':
    case 'not-a-question':
      return null
  }
}

function seenOf({ outcome, record, page }: Settled): Seen {
  const status = record?.status ?? page.lastStatus
  const list = page.kind === 'sitemap' ? 'sitemap' : 'list'
  switch (outcome.kind) {
    case 'loaded':
      return status ?? 'unknown'
    case 'unchanged':
      return status ?? (page.kind === 'question' ? 'unknown' : list)
    case 'links':
      return list
    case 'gone':
    case 'rejected':
      return outcome.kind
    case 'failed':
    case 'skipped':
      return 'failed'
    case 'redirected':
    case 'not-a-question':
      return 'other'
    case 'retry':
      return 'failed'
  }
}
