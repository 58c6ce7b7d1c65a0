/**
 * Which question a page is about. A page speaks only for itself: its own URL says where it belongs, and what it claims
 * (canonical link, og:url, under whatever base) may name another question of the same site, never of another.
 */
import type { PageIdentity } from './page-identity.ts'
import type { Sites } from './sites.ts'

/** A page as it was fetched or saved, and the URL that it claims. */
export interface ClaimingPage {
  readonly url: string
  /** The site that the URL's host serves, for mirrors and copies. */
  readonly site: string | undefined
  readonly sites: Sites
  readonly canonical: string | null
}

export interface ClaimedIdentity {
  readonly own: PageIdentity
  /** By the claimed URL, where the page may speak for it; null where it claims nothing or another site's page. */
  readonly claimed: PageIdentity | null
  /** The claimed URL of another site: an alias, and a check. */
  readonly foreign: string | null
}

/** Throws for a URL that is not valid. */
export function identityOf({ url, site, sites, canonical }: ClaimingPage): ClaimedIdentity {
  const own = sites.identify(url, site)
  if (canonical === null) return { own, claimed: null, foreign: null }
  const isCopy = isSavedCopy(url)
  const claim = new URL(canonical)
  const isOnItsHost = canonical === url || claim.host === new URL(url).host
  const claimed = sites.identify(claim, isCopy || isOnItsHost ? site : undefined)
  return isCopy || isOnItsHost || claimed.site === own.site
    ? { own, claimed, foreign: null }
    : { own, claimed: null, foreign: canonical }
}

/** A file says nothing of where its page was: there the page is believed. */
export function isSavedCopy(url: string): boolean {
  return url.startsWith('file:')
}

/**
 * The URL that all pages of a question share. Where the page's canonical link names the same question and has the words of its
 * title after the id (`/questions/123/boiling-eggs`), it is that link; a site redirects from the short form to it.
 */
export function sharedUrl(
  identity: PageIdentity,
  canonical: string | null,
  { claimed }: ClaimedIdentity,
): string {
  const url = identity.questionUrl ?? identity.url
  if (canonical === null || canonical === url) return url
  if (claimed === null || claimed.questionId !== identity.questionId) return url
  const { origin, pathname } = new URL(canonical)
  return `${origin}${pathname}`.startsWith(`${url}/`) ? `${origin}${pathname}` : url
}
