/**
 * Pages that a slice has found itself and goes on with, where nothing else is due. A list of a hundred pages, each found on
 * the one before, would otherwise make a hundred slices of one page, each with a transaction of its own.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import { type FoundPage, type FrontierPage, newFrontierPage } from '../frontier/frontier.ts'
import { unknownPages } from '../frontier/known-pages.ts'
import type { VisitResult } from '../visit/visit.ts'

/**
 * List pages of one chain that a slice goes on with although none of them is found beside a new question. Lists without end
 * are recognised where slices are committed (`list-chains.ts`), so a slice must not follow many.
 */
const mostWithoutQuestion = 10
/** A sitemap names more: they are many slices, and the frontier takes them in when this one is committed. */
const mostLookedUp = 1_000

/** Pages that led to each other without a new question among them. */
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
   * Of the host group's pages that visits since the last call have found, those that the frontier does not know, in its order. They
   * will be due when the slice is committed.
   *
   * @param results Of the slice so far.
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

  /** A new question begins a chain anew. */
  #continueChain(from: string, news: readonly FoundPage[]): void {
    const hasQuestion = news.some(({ kind }) => kind === 'question')
    const chain = (hasQuestion ? null : this.#chains.get(from)) ?? { length: 0 }
    for (const key of news.map(pageKeyOf)) {
      if (this.#chains.has(key)) continue
      this.#chains.set(key, chain)
      if (!hasQuestion) chain.length += 1
    }
  }

  /** Each page once, as the link nearest to a seed names it. */
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

/** As pages are taken that became due together. */
function inFrontierOrder(a: FoundPage, b: FoundPage): number {
  if (a.site !== b.site) return a.site < b.site ? -1 : 1
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return a.depth - b.depth
}
