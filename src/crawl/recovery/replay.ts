/**
 * Replays visits from the archive: captures that no slice committed go through `visitPage` to the slice's transaction as
 * when they were fetched, but without robots.txt, rate limiter or network: their requests passed all three.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { CrawlClient } from '../../fetch/fetcher.ts'
import { redirectTarget } from '../../fetch/redirects.ts'
import { parseRobots } from '../../fetch/robots.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import type { Capture } from '../../model/capture.ts'
import type { Reader } from '../../workers/tasks.ts'
import { type FoundPage, type FrontierPage, newFrontierPage } from '../frontier/frontier.ts'
import { type KnownPage, knownPages } from '../frontier/known-pages.ts'
import { type KeptCapture, keptCapture } from '../politeness/kept-capture.ts'
import { type ArchivedCapture, ExchangeLog } from '../politeness/paced-exchange.ts'
import { robotsDigest, robotsRow } from '../politeness/robots-store.ts'
import { type CrawlScope, pageAt } from '../scope/crawl-scope.ts'
import { AnswersSeen } from '../visit/answers-seen.ts'
import { type Visit, type VisitDeps, type VisitResult, visitPage } from '../visit/visit.ts'

export interface ReplayOptions {
  readonly db: Kysely<Database>
  readonly crawlScope: CrawlScope
  /** The host group whose lease is held: all captures are of its hosts. */
  readonly hostGroup: string
  readonly random: () => number
  readonly reader: Reader
  /** Requests nothing: tells which redirects lead from a public host to a private address. */
  readonly fetcher: Pick<CrawlClient, 'leadsInside'>
}

export interface Replay {
  readonly results: readonly VisitResult[]
  /** Captures whose page has been captured again since: they are history, not the page's present state. */
  readonly outdated: ReadonlySet<string>
  /** When the last of them was captured: these visits count from this time. */
  readonly at: Date
}

type Rules = Awaited<ReturnType<VisitDeps['robots']['rules']>>

/** `captures`: at least one, in the order they were archived. */
export async function replay(captures: readonly ArchivedCapture[], options: ReplayOptions): Promise<Replay> {
  const { crawlScope, db } = options
  const pages = new Map(captures.map(({ capture }) => [capture.id, pageOf(capture, options)]))
  const known = await knownPages(
    db,
    [...pages.values()].filter((page) => page !== null),
  )
  const rules = await rulesOf(captures, db, options.reader)
  const left = [...captures]
  const results: VisitResult[] = []
  const foundBefore = new Map<string, FoundPage>()
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    const asCaptured = pages.get(first.capture.id) ?? null
    if (asCaptured === null) {
      results.push(onlyKept([kept(first)]))
      continue
    }
    // If the slice found this page itself, an earlier capture links to it, which gives its depth and the page that leads to
    // it.
    const page = foundBefore.get(pageKeyOf(asCaptured)) ?? asCaptured
    const row = known.get(pageKeyOf(page))
    const parts = { ...options, crawlScope, rules }
    const result = await visited(
      first,
      left,
      row === undefined ? newFrontierPage(page, first.capture.capturedAt) : asDue(row, first),
      parts,
    )
    const found = row === undefined ? [page] : []
    const visits = result.visits.map((visit) => ({ ...visit, found: [...found, ...visit.found] }))
    results.push({ ...result, visits })
    for (const one of visits.flatMap((visit) => visit.found)) {
      const isHere = one.refused === null && one.hostGroup === options.hostGroup
      if (isHere && !foundBefore.has(pageKeyOf(one))) foundBefore.set(pageKeyOf(one), one)
    }
  }
  const outdated = captures.filter(({ capture }) => {
    const page = pages.get(capture.id) ?? null
    const last = page === null ? null : (known.get(pageKeyOf(page))?.lastCapturedAt ?? null)
    return last !== null && last > capture.capturedAt
  })
  const at = new Date(Math.max(...captures.map(({ capture }) => capture.capturedAt.getTime())))
  return { results, outdated: new Set(outdated.map(({ capture }) => capture.id)), at }
}

/** Null for what is stored as a capture only: robots.txt, a 429 or 503, a page out of scope. */
function pageOf(capture: Capture, { crawlScope, hostGroup }: ReplayOptions): FoundPage | null {
  if (capture.status === 429 || capture.status === 503) return null
  if (new URL(capture.url).pathname === '/robots.txt') return null
  // Its distance from a seed is lost: assume the greatest depth allowed, so that its links are not followed deeper.
  const page = pageAt(crawlScope, capture.url, crawlScope.filtersFor(hostGroup).depth ?? 0)
  return page === null || page.refused !== null || page.hostGroup !== hostGroup ? null : page
}

/** One visit: its capture, and the later captures that its redirects led to, which it takes out of `left`. */
async function visited(
  first: ArchivedCapture,
  left: ArchivedCapture[],
  page: FrontierPage,
  options: ReplayOptions & { readonly rules: ReadonlyMap<string, Rules> },
): Promise<VisitResult> {
  let next: ArchivedCapture | null = first
  let at = first.capture.capturedAt
  const { crawlScope, random } = options
  // No observer: a replayed response is not a request.
  const parts: VisitDeps = {
    crawlScope,
    random,
    reader: options.reader,
    // A next page that only repeats known answers is requested once more, and then ends the chain.
    answersSeen: new AnswersSeen(),
    signal: new AbortController().signal,
    latest: null,
    mayStart: () => true,
    clock: { now: () => at, sleep: () => Promise.resolve() },
    robots: { rules: async (origin) => options.rules.get(origin) ?? noRules },
    rateLimiter: {
      // Where the archive breaks off after a redirect, its target is requested as any page that is due.
      acquire: async () =>
        next === null ? { kind: 'stopped' } : { kind: 'granted', at: next.capture.capturedAt },
      sent: () => Promise.resolve(),
      block: async () => at,
    },
    fetcher: {
      leadsInside: (from, to) => options.fetcher.leadsInside(from, to),
      async fetch() {
        const { capture } = current(next)
        at = capture.capturedAt
        return { kind: 'captured', capture }
      },
    },
    archive: {
      async write() {
        const { capture, location } = current(next)
        next = taken(left, redirectTarget(capture))
        return location
      },
    },
  }
  const { visits, log, interrupted } = await visitPage(page, parts)
  const isUnread = interrupted !== null && log.archived.length === 0
  const archived = isUnread || log.archived.length > 0 ? log.archived : [kept(first)]
  return {
    ...onlyKept(archived),
    visits: visits.map((visit) => withoutCosts(visit, options.rules)),
    interrupted,
  }
}

function taken(left: ArchivedCapture[], url: string | null): ArchivedCapture | null {
  const place = url === null ? -1 : left.findIndex(({ capture }) => capture.url === url)
  return place < 0 ? null : (left.splice(place, 1)[0] ?? null)
}

function current(next: ArchivedCapture | null): ArchivedCapture {
  if (next === null) throw new Error('a replayed visit requested what the archive does not have')
  return next
}

function kept({ capture, location }: ArchivedCapture): KeptCapture {
  return keptCapture(capture, location)
}

/** Without costs: the run that fetched it was killed before it recorded them, and this one requests nothing. */
function onlyKept(archived: readonly KeptCapture[]): VisitResult {
  const log = new ExchangeLog()
  log.archived.push(...archived)
  return { visits: [], log, interrupted: null }
}

function withoutCosts(visit: Visit, rules: ReadonlyMap<string, Rules>): Visit {
  const isKept = [...rules.values()].some((one) => one.kind === 'rules' && one.digest === visit.robotsDigest)
  return { ...visit, requests: 0, bytes: 0, robotsDigest: isKept ? visit.robotsDigest : null }
}

const noRules: Extract<Rules, { kind: 'rules' }> = {
  kind: 'rules',
  robots: parseRobots(new Uint8Array()),
  digest: '',
  fetchedAt: new Date(0),
  until: new Date(0),
}

/** The robots.txt of each origin as last read, for the sitemaps that it names. */
async function rulesOf(
  captures: readonly ArchivedCapture[],
  db: Kysely<Database>,
  reader: Pick<Reader, 'robots'>,
): Promise<ReadonlyMap<string, Rules>> {
  const rules = new Map<string, Rules>()
  for (const origin of new Set(captures.map(({ capture }) => new URL(capture.url).origin))) {
    const row = await robotsRow(db, origin)
    if (row === null || row.goodBody === null) continue
    const { goodBody } = row
    const robots = await reader.robots(() => Uint8Array.from(goodBody))
    if ('reason' in robots) continue
    rules.set(origin, { ...noRules, robots, digest: robotsDigest(goodBody) })
  }
  return rules
}

function asDue({ lastCapturedAt: _, ...row }: KnownPage, { capture }: ArchivedCapture): FrontierPage {
  return { ...row, dueAt: row.dueAt ?? capture.capturedAt }
}
