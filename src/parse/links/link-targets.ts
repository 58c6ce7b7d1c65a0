/**
 * Where the links of a page lead. To parse a URL and to match it with the patterns of a site costs as much as all else that is
 * done with a link, and most links of a page are those of its site's menus: what they lead to is remembered for the next page.
 */
import { remembered } from '../remembered.ts'
import type { Sites } from '../site/sites.ts'
import { type LinkingPage, type LinkTarget, type LinkTargets, resolvedUrl } from './links.ts'

/** @param base As `baseOf` gives it. */
export function linkTargets(base: string, { url, site, sites }: LinkingPage): LinkTargets {
  const { host } = new URL(url)
  const { origin, protocol, username, password } = new URL(base)
  const ofPage = remembered((href) => targetOf(href, base, { host, site, sites }))
  const hasPlainOrigin = /^https?:$/.test(protocol) && username === '' && password === ''
  if (!hasPlainOrigin) return ofPage
  const ofSite = siteTargets(sites)(JSON.stringify({ origin, host, site }))
  return (href) => (isPathAlone(href) ? ofSite(href) : ofPage(href))
}

/** Whether a link depends on nothing of its base but the origin: `/category/12`, with or without a query. */
function isPathAlone(href: string): boolean {
  return href.length < longestPath && /^\/(?!\/)[\w./?&=-]*$/.test(href)
}

const longestPath = 200

/** By page host and origin, each for itself. A crawl meets few hosts at a time. */
const siteTargets = ownedBy((sites: Sites) =>
  remembered((key) => {
    const { origin, host, site } = JSON.parse(key) as { origin: string; host: string; site?: string }
    return remembered((href) => targetOf(href, `${origin}/`, { host, site, sites }), 4_000)
  }, 16),
)

function targetOf(
  href: string,
  base: string,
  { host, site, sites }: { readonly host: string; readonly site: string | undefined; readonly sites: Sites },
): LinkTarget | null {
  const target = resolvedUrl(href, base)
  if (target === null) return null
  const isOnOwnHost = target.host === host
  const { kind, questionId, url } = sites.identify(target, isOnOwnHost ? site : undefined)
  return { url: target.href, isOnOwnHost, identity: { kind, questionId, url } }
}

function ownedBy<Owner extends object, Value>(make: (owner: Owner) => Value): (owner: Owner) => Value {
  const made = new WeakMap<Owner, Value>()
  return (owner) => {
    const before = made.get(owner)
    if (before !== undefined) return before
    const value = make(owner)
    made.set(owner, value)
    return value
  }
}
