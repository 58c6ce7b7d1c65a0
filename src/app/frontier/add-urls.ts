/** Adds URLs to the frontier by hand, by the scope of a crawl: what a link to them would do, and no more. */
import type { Kysely } from 'kysely'
import { addPages } from '../../crawl/frontier/add-pages.ts'
import type { FoundPage } from '../../crawl/frontier/frontier.ts'
import { hostGroupsOf, pageAt } from '../../crawl/scope/crawl-scope.ts'
import { seedsOf } from '../../crawl/scope/seeds.ts'
import { storedRun } from '../../crawl/scope/stored-run.ts'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { refusedEvenIfOwn, refusedHost } from '../../fetch/address-guard.ts'
import { MondoError } from '../../model/errors.ts'
import type { Sites } from '../../parse/site/sites.ts'

export interface AddedUrls {
  readonly runId: string
  /** Pages that were not known, and are due now. */
  readonly added: number
  /** Pages that were known: they keep their time. */
  readonly known: number
  /** URLs that the scope or the address guard refuses, by reason. */
  readonly refused: readonly RefusedUrls[]
}

export interface RefusedUrls {
  readonly reason: string
  readonly count: number
  /** The first of them. */
  readonly example: string
}

const perStatement = 1_000

/**
 * `runId`: whose scope applies. Memory is constant in the number of URLs.
 *
 * @throws MondoError `usage` for a run that another version of mondo or other site definitions made
 */
export async function addUrls(
  db: Kysely<Database>,
  urls: AsyncIterable<string>,
  { runId, sites, now }: { readonly runId: string; readonly sites: Sites; readonly now: Date },
): Promise<AddedUrls> {
  const run = await storedRun(db, runId)
  const lacking = run === null ? [] : sites.lacking(run.definitions)
  if (run?.options == null || lacking.length > 0) {
    const why = lacking.length > 0 ? `it needs ${lacking.join(', ')}` : 'another version of mondo made it'
    throw new MondoError('usage', `frontier: the scope of run ${runId} cannot be read: ${why}`, {
      hint: lacking.length > 0 ? 'Give the site definition with --sites' : 'Start a crawl with this version',
    })
  }
  const { crawlScope } = seedsOf({ ...run.options, sites })
  const groups = hostGroupsOf(crawlScope)
  const refused = new Map<string, { count: number; readonly example: string }>()
  let [added, known] = [0, 0]
  let pages: FoundPage[] = []
  const flush = async (): Promise<void> => {
    if (pages.length === 0) return
    const some = pages
    pages = []
    const became = await retryTransaction(db, (trx) => addPages(trx, some, now, groups))
    added += became.length
    known += new Set(some.map(({ site, path }) => `${site} ${path}`)).size - became.length
  }
  for await (const url of urls) {
    // Depth 1: as behind a link, for a seed would pass the filters of the scope.
    const page = pageAt(crawlScope, url, 1)
    const reason = refusalOf(url, page)
    if (reason === null && page !== null) pages.push(page)
    else if (reason !== null)
      refused.set(reason, {
        example: url,
        ...refused.get(reason),
        count: (refused.get(reason)?.count ?? 0) + 1,
      })
    if (pages.length >= perStatement) await flush()
  }
  await flush()
  return {
    runId,
    added,
    known,
    refused: [...refused].map(([reason, of]) => ({ reason, ...of })),
  }
}

/** Why a URL is not added; null if it is. Hosts of the scope may be private, as the crawl that named them was allowed to. */
function refusalOf(url: string, page: FoundPage | null): string | null {
  const { hostname } = new URL(url)
  const never = refusedHost(hostname, refusedEvenIfOwn)
  if (never !== null) return never
  if (page === null) return 'no page of a crawl'
  if (page.refused === null) return null
  return (page.refused === 'another host' ? refusedHost(hostname) : null) ?? page.refused
}
