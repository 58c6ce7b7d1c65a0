/**
 * A range of question ids as seeds: they enter the frontier a slice at a time, so that ten million ids cost neither
 * memory nor rows before their turn. Ids that are already known keep their due date.
 */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { addPages } from '../frontier/add-pages.ts'
import { takeDue } from '../frontier/frontier.ts'
import type { IdRange } from '../options.ts'
import { type CrawlScope, pageAt } from './crawl-scope.ts'

/** One more than a slice may visit, so that a host group never looks drained between two slices. */
const keptDue = 201
const idsPerStatement = 1_000

export class IdSource {
  /** The host group of the ids. */
  readonly hostGroup: string
  readonly #range: IdRange
  readonly #crawlScope: CrawlScope
  #next: number

  constructor(range: IdRange, crawlScope: CrawlScope) {
    this.#range = range
    this.#crawlScope = crawlScope
    this.#next = range.first
    this.hostGroup = pageAt(crawlScope, idUrl(range, range.first), 0)?.hostGroup ?? ''
  }

  /** Ids that are not in the frontier yet. */
  get left(): number {
    return Math.max(0, this.#range.last - this.#next + 1)
  }

  /**
   * Adds ids until a slice's worth of pages is due. Each statement commits by itself, never within a slice's
   * transaction: were that one rolled back, its ids would be missing from the run.
   */
  async topUp(
    db: Kysely<Database>,
    of: { readonly hostGroup: string; readonly runId: string; readonly now: Date },
    signal: AbortSignal,
  ): Promise<void> {
    if (of.hostGroup !== this.hostGroup || this.left === 0) return
    let due = (await takeDue(db, { ...of, limit: keptDue })).length
    while (due < keptDue && this.left > 0 && !signal.aborted) {
      const count = Math.min(idsPerStatement, this.left)
      const pages = this.#pages(count)
      due += (await retryTransaction(db, (trx) => addPages(trx, pages, of.now, [this.hostGroup]))).length
      this.#next += count
    }
  }

  #pages(count: number) {
    return Array.from({ length: count }, (_, at) =>
      pageAt(this.#crawlScope, idUrl(this.#range, this.#next + at), 0),
    ).filter((page) => page !== null)
  }
}

export function idUrl({ template }: IdRange, id: number): string {
  return template.replaceAll('{id}', String(id))
}
