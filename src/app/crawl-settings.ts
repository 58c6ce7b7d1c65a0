/**
 * What a caller may say about a crawl: the flags of `mondo crawl` in camelCase, and the same object for the library.
 * Everything has a default; what contradicts itself or would be impolite is refused before anything is opened.
 */
import { type CrawlOptions, defaultMaxCrawlDelay, type Follow, follows } from '../crawl/options.ts'
import { hostGroupOf } from '../crawl/politeness/host-group.ts'
import { idUrl } from '../crawl/scope/id-source.ts'
import { seedsOf } from '../crawl/scope/seeds.ts'
import { refusedHost } from '../fetch/address-guard.ts'
import { userAgent } from '../fetch/user-agent.ts'
import { MondoError } from '../model/errors.ts'
import { byteSize } from './byte-size.ts'
import type { Config } from './config.ts'
import { durationSeconds } from './duration.ts'
import { resolveHostGroups } from './host-groups.ts'
import { idsAndSeeds } from './id-range.ts'
import { readConfig } from './read-config.ts'

export interface CrawlSettings {
  /** Seeds; with `ids`, one of them may be a pattern with `{id}` in it. */
  readonly urls: readonly string[]
  /** Question ids, first and last, as in `8165000-8166000`. */
  readonly ids?: string
  /** A configuration file; none is read unless it is named. */
  readonly config?: string
  /** Data folder: the archive, and the embedded database. Default `./mondo-data`. */
  readonly data?: string
  /** Database. Default `$DATABASE_URL`, else the embedded one in the data folder. */
  readonly db?: string
  /** Which site the hosts speak as. */
  readonly site?: string
  /** Name of the host group of the seeds' hosts. Default: each host is its own. */
  readonly hostGroup?: string
  /** `related,list,sitemap` or `none`. Default `related,list`. */
  readonly follow?: string | readonly string[]
  /** Only pages whose path and query match one of these; `*` stands for any characters. */
  readonly include?: readonly string[]
  /** No page whose path and query match one of these. */
  readonly exclude?: readonly string[]
  /** Links from a seed, at most. Default: without limit. */
  readonly depth?: number
  /** Default 1000 on a public host, else without limit. */
  readonly maxPages?: number
  /** As in `30m`; a number is seconds. Default: without limit. */
  readonly maxTime?: string | number
  /** Bodies received, as in `500MB`; a number is bytes. Default: without limit. */
  readonly maxBytes?: string | number
  /** The crawl ends when less is free on the disk of the archive, as in `2GB`. Default: it is not looked at. */
  readonly minFree?: string | number
  /** Requests a second for a host group. Default 0.5. `unlimited` only with `allowPrivate`. */
  readonly rate?: number | 'unlimited'
  /** Slices in flight; with `rate: 'unlimited'` also requests in flight per host. Default 4. */
  readonly concurrency?: number
  /** URL or mail address of whoever runs the crawl. A public host is not crawled without. */
  readonly contact?: string
  /** Lets private and loopback addresses be asked. */
  readonly allowPrivate?: boolean
  /** Every visited page is due again after this, in place of the revisit rule. */
  readonly revisitAfter?: string | number
  /** Metrics for Prometheus' node_exporter are written here while the crawl runs and when it has ended. */
  readonly metricsFile?: string
  /** The hosts' pages are right as they are: what the parse gate knows of their past is forgotten. */
  readonly acceptLayout?: boolean
  /** Runs the data checks when the crawl has ended. Default true. */
  readonly check?: boolean
}

const publicMaxPages = 1000
const defaultRate = 0.5
const defaultConcurrency = 4

/** `listed`: URLs of the hosts of a list that is read elsewhere, which are held to the same manners. */
export function crawlOptions(settings: CrawlSettings, listed: readonly string[] = []): CrawlOptions {
  const { site = null, hostGroup = null } = settings
  const config = settings.config === undefined ? {} : readConfig(settings.config)
  const { urls, ids } = idsAndSeeds(settings.urls, settings)
  const way = {
    follow: followed(settings.follow ?? config.follow ?? ['related', 'list']),
    include: settings.include ?? config.include ?? [],
    exclude: settings.exclude ?? config.exclude ?? [],
    depth: settings.depth ?? config.depth ?? null,
  }
  const hostGroups = resolveHostGroups(settings, config)
  const asked = [...urls, ...listed, ...(ids === null ? [] : [idUrl(ids, ids.first)])]
  // Throws for what is no URL to crawl.
  seedsOf({ urls: asked, site, hostGroup, hostGroups, ...way })
  const publicHost = asked.find(isPublic)
  const rate = settings.rate ?? config.rate ?? defaultRate
  const revisitAfter = settings.revisitAfter ?? config.revisitAfter
  const maxTime = settings.maxTime ?? config.maxTime
  assertPolite({ settings, config, rate, asked })
  assertNumbers(settings, rate)
  return {
    urls,
    ids,
    site,
    hostGroup,
    hostGroups,
    ...way,
    maxPages: settings.maxPages ?? config.maxPages ?? (publicHost === undefined ? null : publicMaxPages),
    maxTimeMs: maxTime === undefined ? null : durationSeconds(maxTime, 'max-time') * 1000,
    maxBytes: settings.maxBytes === undefined ? null : byteSize(settings.maxBytes, 'max-bytes'),
    rate,
    maxCrawlDelay: durationSeconds(config.maxCrawlDelay ?? defaultMaxCrawlDelay, 'maxCrawlDelay'),
    concurrency: settings.concurrency ?? config.concurrency ?? defaultConcurrency,
    revisitAfter: revisitAfter === undefined ? null : durationSeconds(revisitAfter, 'revisit-after'),
    ...(config.gateLoss === undefined ? {} : { gateLoss: config.gateLoss }),
    ...(settings.acceptLayout === true ? { acceptLayout: true } : {}),
  }
}

/** Who runs the crawl, as the operator of a host reads it: what was said for this run, for its host group, for all. */
export function contacts(settings: CrawlSettings): (url: string) => string {
  const config = settings.config === undefined ? {} : readConfig(settings.config)
  return (url) => contactFor(url, settings, config)
}

function contactFor(url: string, settings: CrawlSettings, config: Config): string {
  const named = Object.entries(config.hostGroups ?? {}).map(([name, hostGroup]) => ({ name, ...hostGroup }))
  const hostGroup = named.find(({ name }) => name === hostGroupOf(url, named))
  return (settings.contact ?? hostGroup?.contact ?? config.contact ?? '').trim()
}

function assertPolite(of: {
  readonly settings: CrawlSettings
  readonly config: Config
  readonly rate: number | 'unlimited'
  readonly asked: readonly string[]
}): void {
  const { settings, config, rate, asked } = of
  const publicHost = asked.find(isPublic)
  // Throws for what cannot stand in a header.
  for (const url of asked) userAgent(contactFor(url, settings, config))
  const unsigned = asked.find((url) => isPublic(url) && contactFor(url, settings, config) === '')
  if (unsigned !== undefined) {
    throw new MondoError('usage', `no contact, and ${new URL(unsigned).host} is a public host`, {
      hint: 'Give --contact: a URL or mail address where its operator finds you',
    })
  }
  if (settings.allowPrivate !== true) {
    const ownHost = asked.find((url) => !isPublic(url))
    if (ownHost !== undefined) {
      throw new MondoError('usage', `${new URL(ownHost).host} is a private or loopback address`, {
        hint: 'Give --allow-private to crawl hosts of your own',
      })
    }
  }
  if (rate === 'unlimited' && (settings.allowPrivate !== true || publicHost !== undefined)) {
    throw new MondoError('usage', 'rate unlimited is for hosts of your own', {
      hint: 'Give requests a second, as in 0.5; unlimited needs --allow-private and no public host',
    })
  }
}

/** The command line parses its numbers; a caller of the library may give any. */
function assertNumbers(settings: CrawlSettings, rate: number | 'unlimited'): void {
  if (rate !== 'unlimited' && !(Number.isFinite(rate) && rate > 0)) {
    throw new MondoError('usage', `rate: not a number of requests a second: ${rate}`, {
      hint: 'Give more than 0, as in 0.5',
    })
  }
  const counts = { maxPages: settings.maxPages, concurrency: settings.concurrency }
  for (const [name, count] of Object.entries(counts)) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
      throw new MondoError('usage', `${name}: not a whole number from 1: ${count}`, {
        hint: 'Leave it out for the default',
      })
    }
  }
}

/** Names are taken for public: what they resolve to is judged when the connection is made. */
export function isPublic(url: string): boolean {
  return refusedHost(new URL(url).hostname) === null
}

function followed(value: string | readonly string[]): Follow[] {
  const names = (typeof value === 'string' ? value.split(',') : value).map((name) => name.trim())
  if (names.length === 1 && names[0] === 'none') return []
  return names.map((name) => {
    const known = follows.find((follow) => follow === name)
    if (known === undefined) {
      throw new MondoError('usage', `follow: unknown: ${name}`, {
        hint: `One or more of ${follows.join(',')}, or none`,
      })
    }
    return known
  })
}
