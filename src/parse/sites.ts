/**
 * Whose page a URL is, and under which one URL it is known. A page is known by site and path: never by scheme, port,
 * mirror host or tracking parameters.
 */

export interface PageIdentity {
  readonly site: string
  /** Canonical path and query: the key of the page within its site. */
  readonly path: string
  /** The canonical URL. */
  readonly url: string
  /** The site's own id where the path names a question, else null. */
  readonly questionId: string | null
  readonly kind: PageKind
}

export type PageKind = 'question' | 'list' | 'sitemap' | 'other'

interface Site {
  readonly name: string
  readonly origin: string
  readonly hosts: ReadonlySet<string>
}

/** The cloudfront host mirrors okwave.jp path by path (facts: stored page texts under both hosts). */
const okwave: Site = {
  name: 'okwave',
  origin: 'https://okwave.jp',
  hosts: new Set([
    'okwave.jp',
    'www.okwave.jp',
    'sp.okwave.jp',
    's.okwave.jp',
    'm.okwave.jp',
    'd3vj4k4n1zwj.cloudfront.net',
  ]),
}

/** The sample site's port changes from run to run, so it has a name of its own. */
const sample: Site = { name: 'sample', origin: 'https://sample.example', hosts: new Set(['sample.example']) }

const sites: readonly Site[] = [okwave, sample]

/** A site whose pages the OKWAVE grammar reads. */
export function isKnownSite(name: string): boolean {
  return sites.some((one) => one.name === name)
}

/** Parameters that choose another page of the same list or question; all others are dropped from question URLs. */
const pageParameters: ReadonlySet<string> = new Set(['page', 'p', 'pg'])

/**
 * Where a page belongs. `site` says which site a host speaks as (mirrors, saved copies, tests on loopback).
 *
 * @example identifyPage('http://sp.okwave.jp/qa/q1.html?by=x') // { site: 'okwave', path: '/qa/q1.html', … }
 */
export function identifyPage(url: string, site?: string): PageIdentity {
  const parsed = new URL(url)
  const known = sites.find((one) => (site === undefined ? one.hosts.has(parsed.hostname) : one.name === site))
  const questionId = questionIdOf(parsed.pathname)
  const path = canonicalPath(parsed, questionId)
  const name = known?.name ?? site ?? (parsed.hostname || 'file')
  const kind = kindOf(parsed.pathname, questionId)
  return {
    site: name,
    path,
    url: (known?.origin ?? originOf(parsed)) + path,
    questionId,
    kind,
  }
}

function originOf(url: URL): string {
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin
}

/** `/qa/q8165099.html`, and the category-numbered `/qa/c123/q8165099.html` kin. */
function questionIdOf(pathname: string): string | null {
  return (
    /^\/(?:[a-z0-9_-]+\/)*qa\/(?:[a-z0-9_-]+\/)*q?(\d{4,12})(?:\.html?)?\/?$/i.exec(pathname)?.[1] ?? null
  )
}

function canonicalPath(url: URL, questionId: string | null): string {
  if (questionId === null) return url.pathname + url.search
  const kept = new URLSearchParams(
    [...url.searchParams].filter(([name, value]) => pageParameters.has(name) && value !== '1'),
  )
  const query = kept.toString()
  const path = /\/q\d+$/.test(url.pathname) ? `${url.pathname}.html` : url.pathname
  return query === '' ? path : `${path}?${query}`
}

/** `/list/new_question`, `/category/12`, `/c205.html`: the list pages that public scrapers of OKWAVE read. */
function kindOf(pathname: string, questionId: string | null): PageKind {
  if (questionId !== null) return 'question'
  if (/^\/(?:[^/]*sitemap[^/]*)\.xml(?:\.gz)?$/i.test(pathname)) return 'sitemap'
  if (/^\/(?:list|category|categories|search|searchkeyword|tag)(?:\/|$)/i.test(pathname)) return 'list'
  if (/^\/(?:\d+\/)*c[^/]*\.html?$/i.test(pathname)) return 'list'
  return 'other'
}
