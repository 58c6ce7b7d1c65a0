/** What a host answered to the request for one page: what the outcome breaker counts. */

/** Kept in `crawl.run_host_group` for the last pages of a run. */
export type HostAnswer =
  /** `isKnown`: the question had been loaded before. */
  | { readonly is: 'well'; readonly isKnown: boolean }
  /** No question, and no refusal either: a list that was read, or a 404 of a question that was never loaded. */
  | { readonly is: 'served'; readonly page: 'question' | 'other' }
  | BadAnswer

/** A page that did not get through, or is gone. */
export interface BadAnswer {
  /** `gone`: only of a question that had been loaded before. */
  readonly is: 'refused' | 'gone'
  /** `http-403`, `timeout`, a wall, or the target of a redirect without its query; `404`, `410`, `soft-404`. */
  readonly how: string
  readonly site: string
  readonly path: string
  readonly questionId: string | null
  readonly captureId: string | null
  /** No question page: a list, a sitemap, the home page. It counts only while nothing else is answered. */
  readonly isOther?: true
}
