/** Identifies a question from structured data: site, id and URL, by its canonical link or else its own URL. */
import type { PageLinks } from '../links/links.ts'
import { identityOf, sharedUrl } from '../site/claimed-identity.ts'
import { originOf } from '../site/page-identity.ts'
import type { Sites } from '../site/sites.ts'

/** The identity; `isLaterPage`: not the first page of the question. */
export interface SchemaIdentity {
  readonly site: string
  readonly questionId: string
  readonly url: string
  readonly aliases: readonly string[]
  /** The URL of another site that the page claims. */
  readonly foreign: string | null
  readonly nextPageUrl: string | null
  readonly isLaterPage: boolean
}

/** `/questions/123/title`, `/q/123`, `/question/123`: the id in a path. */
const idInPath = /\/(?:questions?|qa|q|t|topics?)\/(?:[a-z_-]+\/)?q?(\d+)(?:[/.]|$)/i

/** `identifier` is the Question's declared id; null when it has none. */
export function schemaIdentity(
  page: {
    readonly url: string
    readonly site: string | undefined
    readonly sites: Sites
    readonly links: PageLinks
  },
  identifier: string | null,
): SchemaIdentity {
  const own = new URL(page.url)
  const link = canonicalLink(page.links.canonical)
  const claims = identityOf({ ...page, canonical: link })
  const { foreign } = claims
  const known = claims.claimed ?? claims.own
  const canonical = claims.claimed === null ? own : new URL(page.links.canonical ?? page.url)
  const foreignAlias = foreign === null ? [] : [foreign]
  if (page.sites.named(known.site) !== null && known.questionId !== null) {
    return {
      site: known.site,
      questionId: known.questionId,
      url: sharedUrl(known, link, claims),
      foreign,
      aliases: [...known.aliases, ...foreignAlias],
      nextPageUrl: nextPage(page.links.next, canonical, known.questionId),
      isLaterPage: claims.own.isLaterPage,
    }
  }
  const inPath = idInPath.exec(canonical.pathname)?.[1]
  const questionId = identifier ?? inPath ?? canonical.pathname + canonical.search
  const url =
    questionId === canonical.pathname + canonical.search
      ? canonical.href
      : originOf(canonical) + canonical.pathname
  return {
    site: known.site,
    questionId,
    url,
    foreign,
    aliases: [...(isElsewhere(own, canonical) ? [page.url] : []), ...foreignAlias],
    nextPageUrl: nextPage(page.links.next, canonical, inPath),
    isLaterPage: claims.own.isLaterPage,
  }
}

/** A canonical link to a site's front page is a mistake and is ignored. */
function canonicalLink(link: string | null): string | null {
  if (link === null) return null
  const { pathname, search } = new URL(link)
  return pathname === '/' && search === '' ? null : link
}

/** Another host or path is an alias worth storing; another query string is not. */
function isElsewhere(own: URL, canonical: URL): boolean {
  if (own.protocol === 'file:') return false
  return (
    own.host !== canonical.host || idInPath.exec(own.pathname)?.[1] !== idInPath.exec(canonical.pathname)?.[1]
  )
}

function nextPage(next: string | null, canonical: URL, id: string | undefined): string | null {
  if (next === null) return null
  const target = new URL(next)
  const same =
    target.pathname === canonical.pathname || (id !== undefined && idInPath.exec(target.pathname)?.[1] === id)
  return same && target.host === canonical.host ? target.href : null
}

/** The id of the question in a URL, by the rules of its site or common patterns; null for other pages. */
export function idNamedBy(page: {
  readonly url: string
  readonly site: string | undefined
  readonly sites: Sites
}): string | null {
  const { questionId } = page.sites.identify(page.url, page.site)
  return questionId ?? idInPath.exec(new URL(page.url).pathname)?.[1] ?? null
}
