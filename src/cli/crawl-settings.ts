/**
 * What a caller may say about a crawl: the flags of `mondo crawl` in camelCase, and the same object for the library.
 * Everything has a default; what contradicts itself or would be impolite is refused before anything is opened.
 */
import { isIP } from 'node:net'
import { type CrawlOptions, type Follow, follows } from '../crawl/crawl-options.ts'
import { seedsOf } from '../crawl/seeds.ts'
import { refusedRange } from '../fetch/address-guard.ts'
import { MondoError } from '../model/errors.ts'
import { durationSeconds } from './duration.ts'

export interface CrawlSettings {
  readonly urls: readonly string[]
  /** Data folder: the archive, and the embedded database. Default `./mondo-data`. */
  readonly data?: string
  /** Database. Default `$DATABASE_URL`, else the embedded one in the data folder. */
  readonly db?: string
  /** Which site the hosts speak as. */
  readonly site?: string
  /** Name of the host scope of the seeds' hosts. Default: each host is its own. */
  readonly hostScope?: string
  /** `related,list,sitemap` or `none`. Default `related,list`. */
  readonly follow?: string | readonly string[]
  /** Default 1000 on a public host, else without limit. */
  readonly maxPages?: number
  /** As in `30m`; a number is seconds. Default: without limit. */
  readonly maxTime?: string | number
  /** Requests a second for a host scope. Default 0.5. `unlimited` only with `allowPrivate`. */
  readonly rate?: number | 'unlimited'
  /** Slices in flight; with `rate: 'unlimited'` also requests in flight per host. Default 4. */
  readonly concurrency?: number
  /** URL or mail address of whoever runs the crawl. A public host is not crawled without. */
  readonly contact?: string
  /** Lets private and loopback addresses be asked. */
  readonly allowPrivate?: boolean
  /** Every visited page is due again after this, in place of the revisit rule. */
  readonly revisitAfter?: string | number
}

const publicMaxPages = 1000
const defaultRate = 0.5
const defaultConcurrency = 4

export function crawlOptions(settings: CrawlSettings): CrawlOptions {
  const { site = null, hostScope = null } = settings
  // Throws for what is no URL to crawl.
  seedsOf({ urls: settings.urls, site, scope: hostScope })
  const publicHost = settings.urls.find(isPublic)
  const rate = settings.rate ?? defaultRate
  assertPolite(settings, rate, publicHost)
  return {
    urls: settings.urls,
    site,
    scope: hostScope,
    follow: followed(settings.follow ?? 'related,list'),
    maxPages: settings.maxPages ?? (publicHost === undefined ? null : publicMaxPages),
    maxTimeMs: settings.maxTime === undefined ? null : durationSeconds(settings.maxTime, 'max-time') * 1000,
    rate,
    concurrency: settings.concurrency ?? defaultConcurrency,
    revisitAfter:
      settings.revisitAfter === undefined ? null : durationSeconds(settings.revisitAfter, 'revisit-after'),
  }
}

function assertPolite(
  settings: CrawlSettings,
  rate: number | 'unlimited',
  publicHost: string | undefined,
): void {
  if (publicHost !== undefined && (settings.contact ?? '').trim() === '') {
    throw new MondoError('usage', `no contact, and ${new URL(publicHost).host} is a public host`, {
      hint: 'Give --contact: a URL or mail address where its operator finds you',
    })
  }
  if (settings.allowPrivate !== true) {
    const ownHost = settings.urls.find((url) => !isPublic(url))
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

/** Names are taken for public: what they resolve to is judged when the connection is made. */
function isPublic(url: string): boolean {
  const hostname = new URL(url).hostname.replace(/^\[|\]$/g, '')
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return false
  return isIP(hostname) === 0 || refusedRange(hostname) === null
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
