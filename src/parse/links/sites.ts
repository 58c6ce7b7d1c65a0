/**
 * Identifies a page by its URL: site and canonical path, whatever the scheme, port, mirror host or tracking parameters.
 */

/** The identity of a page. */
export interface PageIdentity {
  readonly site: string
  /** Canonical path and query; unique within the site. */
  readonly path: string
  /** The canonical URL. */
  readonly url: string
  /** The site's own id when the path is that of a question, else null. */
  readonly questionId: string | null
  readonly kind: PageKind
  /** Other URLs of the same question worth storing: a partner's page of it. */
  readonly aliases: readonly string[]
}

/** The kind of a page, by its path. */
export type PageKind = 'question' | 'list' | 'sitemap' | 'other'

interface Site {
  readonly name: string
  readonly origin: string
  /** Hosts that serve its pages under its paths. */
  readonly hosts: ReadonlySet<string>
  /** Hosts that show its questions under other paths. */
  readonly partners: ReadonlySet<string>
}

/**
 * The cloudfront host mirrors okwave.jp path by path (page texts are stored under both hosts). The partner hosts show
 * OKWAVE's questions under OKWAVE's ids (blocklists call them "OKWave Q&A"). Only known hosts, no patterns like qa.*.
 */
const okwave: Site = {
  name: 'okwave',
  origin: 'https://okwave.jp',
  hosts: new Set(
    'okwave.jp www.okwave.jp sp.okwave.jp s.okwave.jp m.okwave.jp d3vj4k4n1zwj.cloudfront.net'.split(' '),
  ),
  partners: new Set(
    `qa.mapion.co.jp oshiete.nifty.com questionbox.jp.msn.com soudan.biglobe.ne.jp mag2qa.com www.mag2qa.com
    ziddy.japan.zdnet.com`.split(/\s+/),
  ),
}

/**
 * goo's site showed OKWAVE's questions for years: the same id is the same question. Its later ids have eight digits and
 * are its own; OKWAVE's known ids have at most seven.
 */
const goo = { host: 'oshiete.goo.ne.jp', sharedId: /^\/qa\/(\d{1,7})\.html$/ }

/** The sample site's port changes from run to run, so its pages are identified by a fixed name. */
const sample: Site = {
  name: 'sample',
  origin: 'https://sample.example',
  hosts: new Set(['sample.example']),
  partners: new Set(),
}

const sites: readonly Site[] = [okwave, sample]

/** The site of pages in files, whose URLs have no host. */
const filesSite = 'file'

/** Whether the OKWAVE grammar parses the site's pages. */
export function isKnownSite(name: string): boolean {
  return sites.some((one) => one.name === name)
}

/** Whether the URL is on a host that serves or shows the pages of a known site; null for a site that is not known. */
export function isOnSite(url: string, name: string): boolean | null {
  const known = sites.find((one) => one.name === name)
  if (known === undefined) return null
  const parsed = new URL(url)
  return speaksAs(known, parsed) || (known === okwave && parsed.hostname === goo.host)
}

/** Pagination parameters; all others are dropped from question URLs. */
const pageParameters: ReadonlySet<string> = new Set(['page', 'p', 'pg'])

/**
 * The identity of a page. Throws for an invalid URL.
 *
 * @param site The site that the host serves (for mirrors, saved copies, tests on loopback).
 *
 * @example identifyPage('http://sp.okwave.jp/qa/q1.html?by=x') // { site: 'okwave', path: '/qa/q1.html', … }
 */
export function identifyPage(url: string, site?: string): PageIdentity {
  const parsed = new URL(url)
  const shared = parsed.hostname === goo.host ? goo.sharedId.exec(parsed.pathname)?.[1] : undefined
  if (shared !== undefined && (site === undefined || site === okwave.name)) {
    const alias = `https://${goo.host}/qa/${shared}.html`
    return { ...identifyPage(`${okwave.origin}/qa/q${shared}.html${parsed.search}`), aliases: [alias] }
  }
  const known = sites.find((one) => (site === undefined ? speaksAs(one, parsed) : one.name === site))
  const questionId = questionIdOf(parsed.pathname)
  const path = known === undefined ? parsed.pathname + parsed.search : canonicalPath(parsed, questionId)
  return {
    site: known?.name ?? site ?? siteOfHost(parsed.hostname),
    path,
    url: (known?.origin ?? originOf(parsed)) + path,
    questionId,
    kind: kindOf(parsed.pathname, questionId),
    aliases: [],
  }
}

/** A host that is called like a site of ours is not that site: it gets the final dot of a fully qualified name. */
function siteOfHost(hostname: string): string {
  if (hostname === '') return filesSite
  return hostname === filesSite || isKnownSite(hostname) ? `${hostname}.` : hostname
}

function speaksAs({ hosts, partners }: Site, { hostname }: URL): boolean {
  return hosts.has(hostname) || partners.has(hostname)
}

/**
 * The canonical URL of a question that a partner shows: the crawl fetches it from its own site, because the partner's
 * paths differ. Null for every page that the crawl fetches from its own URL.
 *
 * @example canonicalElsewhere('http://oshiete.nifty.com/qa8165099.html') // 'https://okwave.jp/qa/q8165099.html'
 */
export function canonicalElsewhere(url: string): string | null {
  if (homeOfPartner(url) === null) return null
  const { site, questionId, url: canonical } = identifyPage(url)
  return questionId !== null && isKnownSite(site) ? canonical : null
}

/** The origin of the site whose questions a partner host shows; null for every other host. */
export function homeOfPartner(url: string): string | null {
  const { hostname } = new URL(url)
  if (hostname === goo.host) return okwave.origin
  return sites.find(({ partners }) => partners.has(hostname))?.origin ?? null
}

/** The URL template of a site's questions, with `{id}` for the id; null when the site is unknown. */
export function questionTemplate(site: string, origin?: string): string | null {
  const known = sites.find(({ name }) => name === site)
  return known === undefined ? null : `${origin ?? known.origin}/qa/q{id}.html`
}

/** With a scheme also where the URL standard has no origin (`file:`). */
export function originOf(url: URL): string {
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin
}

/** `/qa/q8165099.html`; on partner hosts also `/qa8165099.html` and, for mobile, `/sp/qa8165099.html`. */
const questionPath = /^\/(?:[a-z0-9_-]+\/)*?qa(?:\/q?|)(\d{1,12})(?:\.html?)?\/?$/i

function questionIdOf(pathname: string): string | null {
  return questionPath.exec(pathname)?.[1] ?? null
}

/** The same path for a question on every host; other pages keep path and query. */
function canonicalPath(url: URL, questionId: string | null): string {
  if (questionId === null) return url.pathname + url.search
  const kept = [...url.searchParams].filter(([name, value]) => pageParameters.has(name) && value !== '1')
  const query = new URLSearchParams(kept).toString()
  const path = `/qa/q${questionId}.html`
  return query === '' ? path : `${path}?${query}`
}

/** `/list/new_question`, `/category/12`, `/c205.html`: the list pages that public scrapers of OKWAVE use. */
function kindOf(pathname: string, questionId: string | null): PageKind {
  if (questionId !== null) return 'question'
  if (/^\/[^/]*\.xml(?:\.gz)?$/i.test(pathname) && /sitemap/i.test(pathname)) return 'sitemap'
  if (/^\/(?:list|category|categories|search|searchkeyword|tag)(?:\/|$)/i.test(pathname)) return 'list'
  if (/^\/(?:\d+\/)*c[^/]*\.html?$/i.test(pathname)) return 'list'
  return 'other'
}
