/**
 * Resolves a caller's settings into crawl options: settings over configuration file over defaults. Contradictory and
 * impolite settings are refused before anything is opened.
 */
import { z } from 'zod'
import {
  type CrawlOptions,
  crawlOptionsSchema,
  type HostGroup,
  hostGroupSchema,
  idRangeSchema,
} from '../crawl/options.ts'
import { hostGroupOf } from '../crawl/politeness/host-group.ts'
import { idUrl } from '../crawl/scope/id-source.ts'
import { seedsOf, seedUrl } from '../crawl/scope/seeds.ts'
import type { AccessFor } from '../fetch/host-access.ts'
import { MondoError } from '../model/errors.ts'
import { bundledSites, type Sites } from '../parse/site/sites.ts'
import { type Config, issueText, readConfig } from './config.ts'
import { assertPolite, isPublic } from './crawl-manners.ts'
import { type DataFolder, resolveDataFolder } from './data-folder.ts'
import { idsAndSeeds } from './id-seeds.ts'
import { accessFields } from './settings/access-fields.ts'
import { exampleContact } from './settings/contact.ts'
import { hostAccess } from './settings/host-access.ts'
import { systemClock as clock } from './system-clock.ts'

const { urls, ids, hostGroups, maxPages, ...options } = crawlOptionsSchema.unwrap().shape
const { template, ...idBounds } = idRangeSchema.unwrap().shape
const contact = z
  .string()
  .describe('Who runs the crawl, for the operator of the site: a URL or mail address. Public hosts need one.')

/** The crawl options, and settings of this process that are not stored with the run. */
export const crawlSettingsSchema = z
  .strictObject({
    urls: urls.describe(
      'Seeds: URLs of list pages or question pages. With `ids`, one may be a pattern with `{id}` in it.',
    ),
    ids: z
      .union([
        z.object({ ...idBounds, template: template.optional() }).readonly(),
        z.array(z.int().min(0)).readonly(),
      ])
      .optional()
      .describe(
        'Question ids: an array, or `{ first, last, template? }` for a range of any length. Nothing is followed from them but the next page of a question, unless `follow` is given.',
      ),
    config: z
      .string()
      .optional()
      .describe('A configuration file. The library reads none unless you name it.'),
    sites: z
      .array(z.string())
      .readonly()
      .optional()
      .describe(
        'Files with one site definition each, in addition to the bundled ones. They are code, and run with your rights.',
      ),
    data: z
      .string()
      .optional()
      .describe('Data folder: the archive and the embedded database. Default `./mondo-data`.'),
    db: z
      .string()
      .optional()
      .describe(
        'Database: `postgres://…` or `pglite:DIR`. Default `$DATABASE_URL`, else the embedded one in `data`.',
      ),
    contact: contact.optional(),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe('Allows private and loopback addresses at the hosts of the seeds; never link-local ones.'),
    hostGroups: z
      .array(
        hostGroupSchema
          .unwrap()
          .extend({ contact: contact.exactOptional(), ...accessFields })
          .readonly(),
      )
      .readonly()
      .optional()
      .describe('Host groups, in place of those of the configuration file.'),
    maxPages: maxPages
      .removeDefault()
      .optional()
      .describe(
        'Maximum number of pages to visit in one run; null for no limit. Default 1000 on a public host, else no limit.',
      ),
    ...withoutDefaults(options),
    minFree: z
      .int()
      .min(0)
      .optional()
      .describe(
        'Bytes: the crawl stops when the disk of the archive or of the embedded database has less free space. Default: 64 MB with the embedded database; otherwise the disk is not checked.',
      ),
    dbWait: z
      .number()
      .min(0)
      .default(120)
      .describe('Seconds: how long the crawl waits for a database that went away. Default 120.'),
    metricsFile: z
      .string()
      .optional()
      .describe(
        "A file for the textfile collector of Prometheus' node_exporter, written while the crawl runs.",
      ),
    check: z.boolean().default(true).describe('Runs the data checks at the end.'),
  })
  .readonly()

type WithoutDefaults<S> = { [K in keyof S]: S[K] extends z.ZodDefault<infer T> ? z.ZodOptional<T> : S[K] }

/** A default here would override the configuration file. */
function withoutDefaults<S extends Record<string, z.ZodDefault>>(shape: S): WithoutDefaults<S> {
  const fields = Object.entries(shape).map(([key, field]) => [key, z.optional(field.removeDefault())])
  return Object.fromEntries(fields)
}

/** The options of `crawl()`: numbers, arrays and strings; durations are seconds, sizes bytes. Only `urls` is required. */
export type CrawlSettings = z.input<typeof crawlSettingsSchema>

/** Resolved settings: everything that is known before a crawl opens anything. */
export interface ResolvedCrawl {
  /** Passed to the engine and stored with the run. */
  readonly options: CrawlOptions
  readonly folder: DataFolder
  /** The contact for a URL: the caller's, else the host group's, else the file's; '' without one. */
  readonly contactFor: (url: string) => string
  /** Headers, cookies and proxies. They are never stored with the run. */
  readonly accessFor: AccessFor
  /** The contact for hosts without one of their own. */
  readonly contact: string
  readonly allowPrivate: boolean
  readonly metricsFile: string | null
  /** Bytes; null: the disk is not checked. */
  readonly minFree: number | null
  /** Seconds to wait for a database that went away. */
  readonly dbWait: number
  /** Whether the data checks run at the end. */
  readonly check: boolean
}

/**
 * Reads the configuration file once and resolves the settings. `listed`: a URL of each host of a seed list that is read
 * elsewhere; the same rules apply to them. `sites`: the known sites. The caller loads them, because definition files take
 * time to load.
 *
 * @throws MondoError `usage` for settings that are invalid, contradict each other or are impolite
 * @example
 * ```ts
 * resolveCrawl({ urls: ['https://okwave.jp/'], contact: 'you@example.org' }).options.rate // 0.5
 * ```
 */
export function resolveCrawl(
  given: CrawlSettings,
  listed: readonly string[] = [],
  sites: Sites = bundledSites,
): ResolvedCrawl {
  const settings = validated(given)
  const config = settings.config === undefined ? {} : readConfig(settings.config)
  const seeds = idsAndSeeds(settings.urls, settings, sites)
  const asked = [...seeds.urls, ...listed, ...(seeds.ids === null ? [] : [idUrl(seeds.ids, seeds.ids.first)])]
  // Throws for a URL that is not http or https, or has credentials.
  for (const url of asked) seedUrl(url)
  const groups = settings.hostGroups ?? configuredGroups(config)
  const contactFor = (url: string): string => {
    const group = groups.find(({ name }) => name === hostGroupOf(url, groups))
    return (settings.contact ?? group?.contact ?? config.contact ?? '').trim()
  }
  const { hostGroups: _, contact: _contact, sites: _sites, ...fromConfig } = config
  const resolved = crawlOptionsSchema.parse({
    // Limits a crawl of a public host for which no budget was set.
    maxPages: asked.some(isPublic) ? publicMaxPages : null,
    ...definedOf(fromConfig),
    // Whoever names pages one by one wants those: what the file says of other crawls is not meant.
    ...(settings.ids === undefined ? {} : { follow: [] }),
    ...definedOf(settings),
    ...seeds,
    hostGroups: groups.map((group) => withSettings(group, settings)),
  })
  assertOneHostGroup(settings, resolved.hostGroups)
  // Throws where no URL is left.
  seedsOf({ ...resolved, urls: asked, sites })
  const { allowPrivate } = settings
  assertPolite({ allowPrivate, rate: resolved.rate, asked, contactFor })
  return {
    options: resolved,
    folder: resolveDataFolder(settings),
    contactFor,
    accessFor: hostAccess(groups, { environment: process.env, clock }),
    contact: (settings.contact ?? config.contact ?? '').trim(),
    allowPrivate,
    metricsFile: settings.metricsFile ?? null,
    minFree: settings.minFree ?? null,
    dbWait: settings.dbWait,
    check: settings.check,
  }
}

/** A warning where a public host among the seeds, or of a list, would be asked with the contact of an example; else null. */
export function exampleContactOf(
  { options, contactFor }: ResolvedCrawl,
  listed: readonly string[] = [],
): string | null {
  const ofIds = options.ids === null ? [] : [options.ids.template]
  const url = [...options.urls, ...listed, ...ofIds].find(
    (one) => isPublic(one) && exampleContact(contactFor(one)),
  )
  return url === undefined ? null : exampleContact(contactFor(url))
}

const publicMaxPages = 1000

type Settings = z.output<typeof crawlSettingsSchema>
type ContactedGroup = NonNullable<Settings['hostGroups']>[number]

function validated(given: CrawlSettings): Settings {
  const parsed = crawlSettingsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new MondoError('usage', issueText(parsed.error), { hint: 'docs/configuration.md lists every option' })
}

function configuredGroups(config: Config): ContactedGroup[] {
  return Object.entries(config.hostGroups ?? {}).map(([name, group]) => ({ name, ...definedOf(group) }))
}

/** A caller's setting applies to every host group, but a rate only slows down a group that has its own. */
function withSettings(group: ContactedGroup, settings: Settings): HostGroup {
  const kept = Object.entries(group).filter(
    ([key]) => neverReplaced.has(key) || Reflect.get(settings, key) === undefined,
  )
  const { name, hosts, rate } = group
  const slower = typeof settings.rate === 'number' ? settings.rate : Number.POSITIVE_INFINITY
  return {
    ...Object.fromEntries(kept),
    name,
    hosts,
    ...(rate === undefined ? {} : { rate: Math.min(rate, slower) }),
  }
}

const neverReplaced: ReadonlySet<string> = new Set(['maxPages', 'maxCrawlDelay'])

function assertOneHostGroup({ hostGroup, urls: seeds }: Settings, groups: readonly HostGroup[]): void {
  if (hostGroup === undefined || hostGroup === null) return
  for (const url of seeds.filter((one) => URL.canParse(one))) {
    const named = groups.find(({ name }) => name === hostGroupOf(url, groups))
    if (named === undefined || named.name === hostGroup) continue
    throw new MondoError('usage', `host-group: ${new URL(url).host} is in host group ${named.name} already`, {
      hint: 'Leave --host-group out, or change the configuration',
    })
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Drops keys whose value is undefined, which would override a default. */
function definedOf<T extends object>(value: T): Defined<T> {
  const kept: Partial<T> = { ...value }
  for (const key of Object.keys(value))
    if (Reflect.get(value, key) === undefined) Reflect.deleteProperty(kept, key)
  return kept as Defined<T>
}
