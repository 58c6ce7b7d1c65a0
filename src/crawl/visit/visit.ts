/**
 * A visit: one page through robots.txt, rate limiter, fetch, archive and parser. It ends in exactly one outcome; the
 * pages it found wait for the slice's transaction. A redirect within the host group is followed and makes two visits:
 * one of the page that redirects, one of the page it leads to.
 */
import type { CrawlClient } from '../../fetch/fetcher.ts'
import { forVisit } from '../../fetch/for-visit.ts'
import type { RedirectSource } from '../../fetch/private-hosts.ts'
import { storedUrl } from '../../model/stored-url.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { ReadingStopped } from '../../workers/tasks.ts'
import { type FoundPage, type FrontierPage, newFrontierPage, pageUrl } from '../frontier/frontier.ts'
import { followRedirects } from '../politeness/follow-redirects.ts'
import { type ExchangeDeps, ExchangeLog, pacedExchange } from '../politeness/paced-exchange.ts'
import type { NotRequested } from '../politeness/polite-fetch.ts'
import { pageAt } from '../scope/crawl-scope.ts'
import type { ReadResult } from './read-capture.ts'
import { type RequestDeps, type RequestOutcome, requestPage } from './request-page.ts'

export type VisitDeps = ExchangeDeps & RequestDeps & { readonly fetcher: CrawlClient }

/** One visited page before the loader has decided whether its record changed. */
export interface Visit {
  readonly page: FrontierPage
  /** When the visit began. */
  readonly at: Date
  readonly reading: ReadResult
  /** Pages that its links or its redirect add to the frontier. */
  readonly found: readonly FoundPage[]
  readonly captureId: string | null
  readonly encoding: string | null
  /** Human-readable: the text of the error, the rule of robots.txt. */
  readonly detail: string | null
  /** The robots.txt obeyed: `crawl.robots_body`. */
  readonly robotsDigest: string | null
  readonly requests: number
  readonly bytes: number
}

/** A visit with its final outcome. */
export interface EndedVisit extends Visit {
  readonly outcome: VisitOutcome
}

export interface VisitResult {
  readonly visits: readonly Visit[]
  readonly log: ExchangeLog
  /** Why the visit could not be finished: the page stays as it was. */
  readonly interrupted: NotRequested | null
}

type EndedRequest = Extract<RequestOutcome, { kind: 'ended' }>
type Redirect = Extract<RequestOutcome, { kind: 'redirect' }>

/** Visits a page and the pages of its host group that it redirects to. Throws only for database or archive. */
export async function visitPage(page: FrontierPage, deps: VisitDeps): Promise<VisitResult> {
  const log = new ExchangeLog()
  const visits: Visit[] = []
  let begun = { at: deps.clock.now(), requests: 0, bytes: 0 }
  const note = (visited: FrontierPage, end: EndedRequest): void => {
    visits.push({
      page: visited,
      at: begun.at,
      reading: end.reading,
      found: end.found ?? [],
      captureId: end.captureId ?? null,
      encoding: end.encoding ?? null,
      detail: end.detail ?? null,
      robotsDigest: end.robotsDigest ?? null,
      requests: log.requests - begun.requests,
      bytes: log.bytes - begun.bytes,
    })
    begun = { at: deps.clock.now(), requests: log.requests, bytes: log.bytes }
  }

  let current = page
  // What has begun is finished: only the first request may be put off for its rate limit.
  const fetcher = forVisit(deps.fetcher, deps.clock)
  const first = pacedExchange({ ...deps, fetcher }, log)
  const further = pacedExchange({ ...deps, fetcher, latest: null }, log)
  const send = async (url: string, hop: number, redirectedFrom?: RedirectSource): Promise<RequestOutcome> => {
    const before = log.archived.length
    try {
      return await requestPage(
        { url, ...(redirectedFrom && { redirectedFrom }) },
        current,
        hop === 0 ? first : further,
        deps,
      )
    } catch (error) {
      if (!(error instanceof ReadingStopped)) throw error
      // The run is stopped while a page hangs. Its capture stays out of the database, so the next run reads it again.
      log.archived.splice(before)
      return { kind: 'interrupted', by: { kind: 'stopped' } }
    }
  }
  const follow = async ({ kind: _, to, from, ...capture }: Redirect, isLast: boolean): Promise<boolean> => {
    const next = ofSameKind(pageAt(deps.crawlScope, to, current.depth), current)
    const redirected = ended({ kind: 'redirected', to: storedUrl(to) })
    if (next !== null && (await deps.fetcher.leadsInside(from, to))) {
      note(current, { ...redirected, ...capture, detail: 'from a public host to a private address' })
      return false
    }
    const isSamePage = next?.site === current.site && next.path === current.path
    // A partner's or the mirrored site's copy of a page counts as the page, and yet is on no host of this crawl.
    const isHere = next !== null && deps.crawlScope.groupByHost.get(new URL(to).host) === current.hostGroup
    if (next === null || next.refused !== null || next.hostGroup !== current.hostGroup || !isHere) {
      // Another host group has a rate limit and a worker of its own.
      const detail = next?.refused ? { detail: next.refused } : {}
      note(current, {
        ...redirected,
        ...capture,
        found: next === null || isSamePage ? [] : [next],
        ...detail,
      })
      return false
    }
    if (isLast) {
      const loop = ended({ kind: 'failed', reason: 'redirect-loop' })
      note(current, { ...loop, ...capture, detail: `redirected again, to ${storedUrl(to)}` })
      return false
    }
    if (!isSamePage) {
      note(current, { ...redirected, ...capture, found: [next] })
      current = newFrontierPage(next, current.dueAt)
    }
    return true
  }
  const end = await followRedirects(pageUrl(page), send, follow)
  if (end.kind === 'interrupted') return { visits, log, interrupted: end.by }
  if (end.kind === 'ended') note(current, end)
  return { visits, log, interrupted: null }
}

/** What a sitemap redirects to is a sitemap, whatever its path looks like. */
function ofSameKind(next: FoundPage | null, { kind }: FrontierPage): FoundPage | null {
  return next === null || kind !== 'sitemap' ? next : { ...next, kind }
}

function ended(outcome: VisitOutcome): EndedRequest {
  return { kind: 'ended', reading: { kind: 'ended', outcome } }
}
