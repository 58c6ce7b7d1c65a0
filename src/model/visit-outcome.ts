/** How one visit to a page ended. */
import type { Check } from './check.ts'
import type { RejectReason } from './parse-outcome.ts'

/** Every visit ends in exactly one of these; `crawl.visit` records which. */
export type VisitOutcome =
  | { readonly kind: 'loaded'; readonly changes: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'links'; readonly found: number }
  /** `to`: as `storedUrl` cuts it, for it may be of any length. */
  | { readonly kind: 'redirected'; readonly to: string }
  | { readonly kind: 'gone'; readonly how: 404 | 410 | 'soft-404' }
  /** `several`: the page says that it lists several questions, so it does not point to a new layout. */
  | { readonly kind: 'not-a-question'; readonly wall?: Wall; readonly several?: true }
  /** Not requested at all. */
  | { readonly kind: 'skipped'; readonly by: 'robots' | 'address-guard' | 'crawl-scope' }
  | {
      readonly kind: 'retry'
      readonly reason: RetryReason
      readonly status?: number
      readonly notBefore: Date
    }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly status?: number }
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly checks: readonly Check[] }

/** What a site shows in place of every page: it asks who reads, or serves nobody at the moment. */
export type Wall = 'login' | 'consent' | 'age' | 'maintenance' | 'challenge'

/** Why a page is retried later. A rate-limited request does not count as an attempt. */
export type RetryReason = 'rate-limited' | 'robots-unreachable' | FailReason

/** Why a page could not be fetched. `http-403` names the status of the response. */
export type FailReason =
  | `http-${number}`
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'disconnect'
  | 'protocol'
  | 'too-large'
  | 'damaged-body'
  | 'unknown-encoding'
  | 'redirect-loop'
  | 'bad-redirect'
