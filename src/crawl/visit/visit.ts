/**
 * A visit: one page taken through robots.txt, gate, fetch, archive and parse. It ends in exactly one outcome; what it
 * found waits for the slice's transaction. A redirect within the host group is followed hop by hop and makes two
 * visits: of the page that sent us on, and of the page we were sent to.
 */
import { maxRedirects } from '../../fetch/redirects.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { type FoundPage, type FrontierPage, pageUrl } from '../frontier/frontier.ts'
import {
  type Interruption,
  type PoliteFetchDeps,
  politeExchange,
  VisitLog,
} from '../politeness/polite-fetch.ts'
import { pageAt } from '../scope/crawl-scope.ts'
import type { ReadResult } from './read-response.ts'
import { type Asked, type RequestDeps, requestPage } from './request-page.ts'

export type VisitDeps = PoliteFetchDeps & RequestDeps

/** One page and what became of it, before the database has said whether its record changed. */
export interface Visit {
  readonly page: FrontierPage
  /** When it began. */
  readonly at: Date
  readonly reading: ReadResult
  /** Pages that its links or its redirect add to the frontier. */
  readonly found: readonly FoundPage[]
  readonly captureId: string | null
  readonly encoding: string | null
  /** For a person: the error's text, the rule of robots.txt. */
  readonly detail: string | null
  /** The robots.txt that it obeyed. */
  readonly robotsDigest: string | null
  readonly requests: number
  readonly bytes: number
}

/** A visit with the outcome that the database gave it. */
export interface EndedVisit extends Visit {
  readonly outcome: VisitOutcome
}

export interface VisitResult {
  readonly visits: readonly Visit[]
  readonly log: VisitLog
  /** Why the visit could not be finished: the page stays as it was. */
  readonly interrupted: Interruption | { readonly kind: 'parked'; readonly reason: string } | null
}

export async function visitPage(page: FrontierPage, parts: VisitDeps): Promise<VisitResult> {
  const log = new VisitLog()
  const visits: Visit[] = []
  let begun = { at: parts.clock.now(), requests: 0, bytes: 0 }
  const note = (visited: FrontierPage, asked: Extract<Asked, { kind: 'ended' }>): void => {
    visits.push({
      page: visited,
      at: begun.at,
      reading: asked.reading,
      found: asked.found ?? [],
      captureId: asked.captureId ?? null,
      encoding: asked.encoding ?? null,
      detail: asked.detail ?? null,
      robotsDigest: asked.robotsDigest ?? null,
      requests: log.requests - begun.requests,
      bytes: log.bytes - begun.bytes,
    })
    begun = { at: parts.clock.now(), requests: log.requests, bytes: log.bytes }
  }

  let current = page
  let url = pageUrl(page)
  for (let hop = 0; ; hop += 1) {
    // What has begun is finished: only the first request may be put off for its pace.
    const exchange = politeExchange(hop === 0 ? parts : { ...parts, latest: null }, log)
    const asked = await requestPage(url, current, exchange, parts)
    if (asked.kind === 'interrupted') return { visits, log, interrupted: asked.by }
    if (asked.kind === 'ended') {
      note(current, asked)
      return { visits, log, interrupted: null }
    }

    const { to, kind: _, ...by } = asked
    const next = pageAt(parts.crawlScope, to, current.depth)
    const redirected = (rest: { found?: readonly FoundPage[]; detail?: string }): void =>
      note(current, { ...ended({ kind: 'redirected', to }), ...by, ...rest })
    if (next === null || next.refused !== null || next.hostGroup !== current.hostGroup) {
      // Another host has its own gate and its own worker.
      redirected({ found: next === null ? [] : [next], ...(next?.refused ? { detail: next.refused } : {}) })
      return { visits, log, interrupted: null }
    }
    if (hop === maxRedirects) {
      note(current, {
        ...ended({ kind: 'failed', reason: 'redirect-loop' }),
        ...by,
        detail: `still sent on to ${to}`,
      })
      return { visits, log, interrupted: null }
    }
    url = to
    if (next.site !== current.site || next.path !== current.path) {
      redirected({ found: [next] })
      current = neverVisited(next, current.dueAt)
    }
  }
}

function ended(outcome: VisitOutcome): Extract<Asked, { kind: 'ended' }> {
  return { kind: 'ended', reading: { kind: 'ended', outcome } }
}

function neverVisited({ refused: _, ...page }: FoundPage, dueAt: Date): FrontierPage {
  return {
    ...page,
    dueAt,
    tries: 0,
    lastOutcome: null,
    questionId: null,
    lastStatus: null,
    recordDigest: null,
    parserVersion: null,
    intervalSeconds: null,
    etag: null,
    lastModified: null,
    linkRules: null,
  }
}
