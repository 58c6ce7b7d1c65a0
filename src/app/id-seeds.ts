/** Resolves the question ids of a crawl: the URL template for the ids, and which of the given URLs are seeds. */
import type { IdRange } from '../crawl/options.ts'
import { idUrl } from '../crawl/scope/id-source.ts'
import { MondoError } from '../model/errors.ts'
import type { Sites } from '../parse/site/sites.ts'

export interface IdsAndSeeds {
  readonly urls: readonly string[]
  /** Null without a range; an array of ids becomes seeds. */
  readonly ids: IdRange | null
}

export interface GivenIds {
  readonly ids?:
    | readonly number[]
    | { readonly first: number; readonly last: number; readonly template?: string | undefined }
    | undefined
  readonly site?: string | null | undefined
}

/**
 * `given`: the URLs of the crawl; one may be a template with `{id}`.
 *
 * @throws MondoError `usage` for a template without ids, several templates, or a site without a template
 */
export function idsAndSeeds(given: readonly string[], { ids, site }: GivenIds, sites: Sites): IdsAndSeeds {
  const templates = given.filter((url) => url.includes('{id}'))
  const urls = given.filter((url) => !url.includes('{id}'))
  if (ids === undefined) {
    if (templates.length === 0) return { urls, ids: null }
    throw usage('a URL with {id}, but no ids', 'Give --ids, as in --ids 8165000-8166000')
  }
  if (templates.length > 1) throw usage('ids: several URLs with {id}', 'Give one')
  const own = 'template' in ids ? ids.template : undefined
  const template = own ?? templates[0] ?? templateOf(urls, site ?? undefined, sites)
  if (!('first' in ids)) {
    const pages = ids.map((id) => idUrl({ first: id, last: id, template }, id))
    return { urls: [...urls, ...pages], ids: null }
  }
  const { first, last } = ids
  if (first > last) {
    throw usage(`ids: not a range: ${first}-${last}`, 'Give the first and the last, as in 8165000-8166000')
  }
  return { urls, ids: { first, last, template } }
}

/** The template of the seeds' site, at the first seed's host if that host serves the site. */
function templateOf([seed]: readonly string[], site: string | undefined, sites: Sites): string {
  const url = seed === undefined ? null : URL.parse(seed)
  const name = site ?? (url === null ? undefined : sites.identify(url.href).site)
  const template =
    name === undefined ? null : sites.questionTemplate(name, site === undefined ? undefined : url?.origin)
  if (template !== null) return template
  throw usage(
    'ids: no pattern for the URLs of this site',
    'Give a URL with {id} in it, as in https://okwave.jp/qa/q{id}.html',
  )
}

function usage(message: string, hint: string): MondoError {
  return new MondoError('usage', message, { hint })
}
