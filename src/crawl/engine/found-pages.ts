/**
 * Selects pages that a slice found itself, for the slice to visit when no other page is due. Otherwise a paginated list of a
 * hundred pages, each linked only from the page before it, would make a hundred slices with one page and one transaction
 * each.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import { type FoundPage, type FrontierPage, newFrontierPage } from '../frontier/frontier.ts'
import { unknownPages } from '../frontier/known-pages.ts'
import type { VisitResult } from '../visit/visit.ts'

/**
 * Maximum number of list pages that a slice follows in a chain without finding a new question. Endless lists are detected
 * only when a slice is committed (`list-chains.ts`), so one slice must not follow many.
 */
const mostWithoutQuestion = 10
/**
 * Maximum number of found pages to look up. A sitemap lists more; its pages enter the frontier when this slice is committed,
 * and make many slices.
 */
const mostLookedUp = 1_000

/** List pages found through one another, without a new question among them. */
interface Chain {
  length: number
}

export class FoundPages {
  readonly #of: { readonly hostGroup: string; readonly now: Date }
  readonly #db: Kysely<Database>
  readonly #seen = new Set<string>()
  #read = 0
  readonly #chains = new Map<string, Chain>()

  constructor(of: { readonly hostGroup: string; readonly now: Date }, db: Kysely<Database>) {
    this.#of = of
    this.#db = db
  }

  /**
   * Pages of the host group that the visits since the last call have found and that the frontier does not know, in frontier
   * order. They become due when the slice is committed.
   *
   * @param results All results of the slice so far.
   */
  async next(results: readonly VisitResult[]): Promise<readonly FrontierPage[]> {
    const visits = results.slice(this.#read).flatMap((result) => result.visits)
    this.#read = results.length
    for (const { page } of visits) this.#seen.add(pageKeyOf(page))
    const found = this.#unseen(visits.flatMap((visit) => visit.found))
    if (found.length === 0 || found.length > mostLookedUp) return []
    const unknown = await unknownPages(this.#db, found)
    const pages = found.filter((page) => unknown.has(pageKeyOf(page)))
    for (const { page, found: ofVisit } of visits) {
      const news = ofVisit.filter((one) => unknown.has(pageKeyOf(one)))
      this.#continueChain(pageKeyOf(page), news)
    }
    const isFollowed = (page: FoundPage) =>
      (this.#chains.get(pageKeyOf(page))?.length ?? 0) <= mostWithoutQuestion
    return pages.filter(isFollowed).map((page) => newFrontierPage(page, this.#of.now))
  }

  /** A page with a link to a new question starts a new chain. */
  #continueChain(from: string, news: readonly FoundPage[]): void {
    const hasQuestion = news.some(({ kind }) => kind === 'question')
    const chain = (hasQuestion ? null : this.#chains.get(from)) ?? { length: 0 }
    for (const key of news.map(pageKeyOf)) {
      if (this.#chains.has(key)) continue
      this.#chains.set(key, chain)
      if (!hasQuestion) chain.length += 1
    }
  }

  /** The found pages without duplicates; of several links to one page, the one with the least depth counts. */
  #unseen(found: readonly FoundPage[]): readonly FoundPage[] {
    const { hostGroup } = this.#of
    const allowed = found.filter((page) => page.refused === null && page.hostGroup === hostGroup)
    return allowed.toSorted(inFrontierOrder).filter((page) => {
      const key = pageKeyOf(page)
      const isNew = !this.#seen.has(key)
      this.#seen.add(key)
      return isNew
    })
  }
}

/** The order in which the frontier returns pages that are due at the same time. */
function inFrontierOrder(a: FoundPage, b: FoundPage): number {
  if (a.site !== b.site) return a.site < b.site ? -1 : 1
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return a.depth - b.depth
}
