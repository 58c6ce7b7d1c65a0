/** How a host answered the request for one page, as the outcome breaker counts it. */

/** Kept in `crawl.run_host_group` for the last pages of a run. */
export type HostAnswer =
  /** `isKnown`: the question had been loaded before. */
  | { readonly is: 'well'; readonly isKnown: boolean }
  /** Neither a question nor a refusal: a list that was read, or a 404 for a question that was never loaded. */
  | { readonly is: 'served'; readonly page: 'question' | 'other' }
  | BadAnswer

/** A page that was refused or is gone. */
export interface BadAnswer {
  /** `gone`: only of a question that had been loaded before. */
  readonly is: 'refused' | 'gone'
  /** `http-403`, `timeout`, a wall, or the target of a redirect without its query; `404`, `410`, `soft-404`. */
  readonly how: string
  readonly site: string
  readonly path: string
  readonly questionId: string | null
  readonly captureId: string | null
  /** Not a question page: a list, a sitemap, the home page. It counts only while nothing else is answered. */
  readonly isOther?: true
}
