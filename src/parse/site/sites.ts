/**
 * The sites that mondo knows, by their definitions: which site a URL belongs to, what its canonical form is, and which
 * definition has a say on it. Handed from the command line down to the parser; there is no global list.
 */
import { bundled } from '../../sites/bundled.ts'
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { nameAndVersion, parserVersion, versionOfParser } from '../parser-version.ts'
import { assertDefinitions } from './definition-faults.ts'
import { type KnownSite, knownSite } from './known-site.ts'
import { filesSite, type PageIdentity, strangersIdentity } from './page-identity.ts'

export class Sites {
  readonly definitions: readonly SiteDefinition[]
  /** Of the definitions that come from files, by `NAME.VERSION`. */
  readonly digests: ReadonlyMap<string, string>
  readonly #byName: ReadonlyMap<string, KnownSite>
  /** Hosts and mirrors, also `*.example.com`. */
  readonly #byHost: ReadonlyMap<string, KnownSite>
  /** Hosts that show the questions of a site, by the site. */
  readonly #byPartner: ReadonlyMap<string, KnownSite>
  readonly #identified: { last?: { url: string; site: string | undefined; identity: PageIdentity } } = {}

  /** @param definitions Right ones, as `assertDefinitions` says: those that come with mondo were looked at by its tests. */
  constructor(definitions: readonly SiteDefinition[], digests: ReadonlyMap<string, string> = new Map()) {
    this.definitions = definitions
    this.digests = digests
    const known = definitions.map(knownSite)
    this.#byName = new Map(known.map((site) => [site.definition.name, site]))
    this.#byHost = new Map(
      known.flatMap((site) => {
        const { hosts, mirrors = [] } = site.definition
        return [...hosts, ...mirrors].map((host) => [host, site] as const)
      }),
    )
    this.#byPartner = new Map(
      known.flatMap((site) => (site.definition.partners ?? []).map(({ host }) => [host, site] as const)),
    )
  }

  /**
   * The identity of a page, the same for every URL of it, whatever scheme, port, mirror or tracking parameters. Throws for
   * an invalid URL.
   *
   * @param site The site that the host serves (for mirrors, saved copies, tests on loopback).
   *
   * @example bundledSites.identify('http://sp.okwave.jp/qa/q1.html?by=x') // { site: 'okwave', path: '/qa/q1.html', … }
   */
  identify(url: string | URL, site?: string): PageIdentity {
    if (typeof url !== 'string') return this.#identify(url, site)
    // The readers of a page ask for its own identity some ten times.
    const { last } = this.#identified
    if (last?.url === url && last.site === site) return last.identity
    const identity = this.#identify(new URL(url), site)
    this.#identified.last = { url, site, identity }
    return identity
  }

  #identify(parsed: URL, site: string | undefined): PageIdentity {
    const owner = this.#byPartner.get(parsed.hostname)
    if (owner !== undefined && (site === undefined || site === owner.definition.name)) {
      const shown = owner.partnerQuestion(parsed)
      if (shown !== null) return shown
    }
    if (site !== undefined) {
      const named = this.#named(site)
      if (named === undefined) return strangersIdentity(parsed, site)
      const isFamilyName = site === named.definition.name
      return named.identify(parsed, isFamilyName ? named.siteAt(parsed.hostname) : site)
    }
    const known = this.#speaking(parsed)
    return known === undefined
      ? strangersIdentity(parsed, this.#strangersName(parsed.hostname))
      : known.identify(parsed, known.siteAt(parsed.hostname))
  }

  /**
   * The definition that has a say on the page: the one named by `site`, else the one that claims the URL's host. A partner
   * with a definition of its own has its own markup, whoever's questions it shows.
   */
  definitionOf(url: string, site?: string): SiteDefinition | null {
    const parsed = new URL(url)
    const own = this.#ofHost(parsed.hostname)
    const owner = this.#byPartner.get(parsed.hostname)
    const isPartnerOfSite = owner !== undefined && owner.definition.name === site
    if (site !== undefined && !isPartnerOfSite) return this.#named(site)?.definition ?? null
    const speaking = own ?? this.#speaking(parsed)
    if (speaking !== undefined) return speaking.definition
    return owner !== undefined && (site !== undefined || owner.partnerQuestion(parsed) !== null)
      ? owner.definition
      : null
  }

  /** Of all definitions, as in `goo.2`, in the order of their names. */
  get versions(): readonly string[] {
    return this.definitions.map(nameAndVersion).sort()
  }

  /** Core and definitions together: who reads an archive of pages of any site. */
  get version(): string {
    return [parserVersion, ...this.versions].join('+')
  }

  /** What of `NAME.VERSION` is not known here, at that version or a later one. */
  lacking(versions: readonly string[]): readonly string[] {
    return versions.filter((wanted) => {
      const dot = wanted.lastIndexOf('.')
      const own = this.#byName.get(wanted.slice(0, dot))?.definition.version ?? 0
      return own < Number(wanted.slice(dot + 1))
    })
  }

  /** The definition of a site by its name, or by a host of a family of sites; null for other names. */
  named(name: string): SiteDefinition | null {
    return this.#named(name)?.definition ?? null
  }

  /** The version of the parser for the page: `CORE+SITE.VERSION`, or `CORE` alone where no definition has a say. */
  parserVersionOf(url: string, site?: string): string {
    return versionOfParser(URL.canParse(url) ? this.definitionOf(url, site) : this.named(site ?? ''))
  }

  /** Whether the URL is on a host that serves or shows the pages of a known site; null for a site that is not known. */
  isOnSite(url: string, name: string): boolean | null {
    const known = this.#named(name)
    if (known === undefined) return null
    const { hostname } = new URL(url)
    const isHost = this.#ofHost(hostname) === known && known.siteAt(hostname) === name
    return isHost || this.#byPartner.get(hostname) === known
  }

  /**
   * The canonical URL of a question that a partner shows: the crawl fetches it from its own site, because the partner's
   * paths differ. Null for every page that the crawl fetches from its own URL.
   *
   * @example bundledSites.canonicalElsewhere('http://oshiete.nifty.com/qa8165099.html') // 'https://okwave.jp/qa/q8165099.html'
   */
  canonicalElsewhere(url: string): string | null {
    if (this.homeOfPartner(url) === null) return null
    const { site, questionId, url: canonical } = this.identify(url)
    return questionId !== null && site === this.#byPartner.get(new URL(url).hostname)?.definition.name
      ? canonical
      : null
  }

  /** The origin of the site whose questions a partner host shows; null for every other host. */
  homeOfPartner(url: string): string | null {
    return this.#byPartner.get(new URL(url).hostname)?.origin ?? null
  }

  /** The URL template of a site's questions, with `{id}` for the id; null when the site is unknown. */
  questionTemplate(site: string, origin?: string): string | null {
    const known = this.#named(site)
    if (known === undefined || known.questionPath === null) return null
    const home = known.definition.name === site ? known.origin : `https://${site}`
    return (origin ?? home) + known.questionPath
  }

  /** By name, else a family by the host that is the site. */
  #named(site: string): KnownSite | undefined {
    const named = this.#byName.get(site)
    if (named !== undefined) return named
    const family = this.#ofHost(site)
    return family !== undefined && family.definition.siteIs === 'host' ? family : undefined
  }

  /** Whose pages a host serves under the site's paths: a partner without ids of its own speaks for the site. */
  #speaking({ hostname }: URL): KnownSite | undefined {
    const own = this.#ofHost(hostname)
    if (own !== undefined) return own
    const owner = this.#byPartner.get(hostname)
    const { partners = [] } = owner?.definition ?? {}
    return partners.some(({ host, ids }) => host === hostname && ids === undefined) ? owner : undefined
  }

  /** `qa.example.com`, else `*.example.com`, else `*.com`. */
  #ofHost(hostname: string): KnownSite | undefined {
    const exact = this.#byHost.get(hostname)
    if (exact !== undefined) return exact
    for (let at = hostname.indexOf('.'); at >= 0; at = hostname.indexOf('.', at + 1)) {
      const family = this.#byHost.get(`*${hostname.slice(at)}`)
      if (family !== undefined) return family
    }
    return undefined
  }

  /** A host that is called like a site of ours is not that site: it gets the final dot of a fully qualified name. */
  #strangersName(hostname: string): string {
    if (hostname === '') return filesSite
    return hostname === filesSite || this.#byName.has(hostname) ? `${hostname}.` : hostname
  }
}

/** The sites that come with mondo. */
export const bundledSites = new Sites(bundled)

const made = new WeakMap<readonly SiteDefinition[], Sites>()

/**
 * The bundled sites and these; one of the same name replaces a bundled one. The same array gives the same object.
 *
 * @throws MondoError `usage` for a definition that is wrong, and for two that claim one host
 */
export function sitesWith(
  definitions: readonly SiteDefinition[] = [],
  digests?: ReadonlyMap<string, string>,
): Sites {
  if (definitions.length === 0) return bundledSites
  const known = made.get(definitions)
  if (known !== undefined) return known
  const names = new Set(definitions.map(({ name }) => name))
  const all = [...bundled.filter(({ name }) => !names.has(name)), ...definitions]
  assertDefinitions(all)
  const sites = new Sites(all, digests)
  made.set(definitions, sites)
  return sites
}
