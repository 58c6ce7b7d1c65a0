/**
 * The options of a crawl, from one schema: it is their type, their validation, their documentation
 * (`docs/configuration.md` is written from the descriptions) and the form in which `crawl.run` stores them.
 */
import { z } from 'zod'

export const follows = ['related', 'list', 'sitemap', 'feed'] as const

/** `related`: related questions. `list`: list pages and the questions on them. `sitemap`: sitemaps named in robots.txt. `feed`: RSS and Atom feeds and the questions in them. */
export type Follow = (typeof follows)[number]

const glob = z
  .string()
  .regex(/^[/*]/, { message: 'expected a path that begins with / (or with *), as in /qa/*' })
const seconds = z.number().nonnegative()
const host = z.string().refine((text) => URL.parse(`https://${text}`)?.host === text, {
  message: 'expected a host in lower case, with its port if it has one, as in okwave.jp or 127.0.0.1:8080',
})

/** One field per option, without its default: shared by the configuration file, the caller and the database. */
export const optionFields = {
  follow: z
    .array(z.enum(follows))
    .readonly()
    .describe(
      'Links to follow: related questions, list pages, sitemaps that robots.txt names, feeds that pages name; [] for none.',
    ),
  include: z
    .array(glob)
    .readonly()
    .describe('Only pages whose path and query match one of these; `*` matches any characters.'),
  exclude: z.array(glob).readonly().describe('No page whose path and query match one of these.'),
  depth: z.int().min(0).describe('Maximum number of links between a seed and a page.'),
  rate: z.number().positive().describe('Requests per second to a host group.'),
  maxCrawlDelay: seconds.describe('Seconds. A longer Crawl-delay in robots.txt parks the host.'),
  maxPages: z.int().min(1).describe('Maximum number of pages to visit in one run.'),
  gateLoss: z
    .number()
    .positive()
    .max(1)
    .describe(
      'Share of pages, up to 1: the quality gate stops a host when more of the pages that used to have a field lose it; 1 for never.',
    ),
  maxTime: seconds.describe('Seconds after which a run stops.'),
  concurrency: z
    .int()
    .min(1)
    .describe("Host groups crawled at once; with rate 'unlimited' also requests in flight per host group."),
  revisitAfter: seconds.describe(
    'Seconds until a page visited by this run is due again, in place of the revisit rule. Pages visited earlier keep their due time.',
  ),
}

const { follow, include, exclude, depth, rate, maxCrawlDelay, maxPages, gateLoss } = optionFields

/** Settings for the pages of a path; of several that match, the first that has a key counts. */
export const pathPolicySchema = z
  .object({
    path: glob.describe('Path and query of the pages; `*` matches any characters.'),
    follow: follow.exactOptional(),
    revisitAfter: optionFields.revisitAfter.optional(),
  })
  .readonly()

export type PathPolicy = z.output<typeof pathPolicySchema>

const paths = z
  .array(pathPolicySchema)
  .readonly()
  .describe('Settings by path: which links of a page are followed, and when it is due again.')

/** One or several hosts that share one rate, one back-off and one lease. */
export const hostGroupSchema = z
  .object({
    name: z.string().min(1).describe('Name of the host group.'),
    hosts: z
      .array(host)
      .min(1)
      .readonly()
      .describe('The hosts of the group. They share one rate, one back-off and one lease.'),
    follow: follow.exactOptional(),
    include: include.exactOptional(),
    exclude: exclude.exactOptional(),
    depth: depth.exactOptional(),
    rate: rate.exactOptional(),
    maxCrawlDelay: maxCrawlDelay.exactOptional(),
    maxPages: maxPages.exactOptional(),
    gateLoss: gateLoss.exactOptional(),
    paths: paths.exactOptional(),
  })
  .readonly()

export type HostGroup = z.output<typeof hostGroupSchema>

/** An inclusive range of question ids, and a URL with `{id}` in it. */
export const idRangeSchema = z
  .object({
    first: z.int().min(0),
    last: z.int().min(0),
    template: z.string().includes('{id}'),
  })
  .readonly()

export type IdRange = z.output<typeof idRangeSchema>

/** Seconds. A longer Crawl-delay amounts to a refusal: the host is parked and the operator decides. */
export const defaultMaxCrawlDelay = 120

/** Share of the pages with a field that may lose it before the quality gate trips. */
export const defaultGateLoss = 0.5

/** Unknown keys are dropped: `crawl.run.options` also holds the run's host groups and sites. */
export const crawlOptionsSchema = z
  .object({
    urls: z.array(z.string()).readonly().describe('Seeds: URLs of list pages or question pages.'),
    ids: idRangeSchema.nullable().default(null),
    site: z
      .string()
      .min(1)
      .describe('Site whose pages the hosts of the seeds serve: for mirrors, saved copies and tests.')
      .nullable()
      .default(null),
    hostGroup: z
      .string()
      .min(1)
      .describe('Name of one host group for the hosts of all seeds.')
      .nullable()
      .default(null),
    hostGroups: z.array(hostGroupSchema).readonly().default([]),
    follow: follow.default(['related', 'list']),
    include: include.default([]),
    exclude: exclude.default([]),
    depth: depth.nullable().default(null),
    maxPages: maxPages.nullable().default(null),
    maxTime: optionFields.maxTime.nullable().default(null),
    maxBytes: z
      .int()
      .min(1)
      .describe('Bytes: a run stops when it has received this much in bodies.')
      .nullable()
      .default(null),
    rate: z
      .union([rate, z.literal('unlimited')])
      .describe(
        "Requests per second to a host group; 'unlimited' only with `allowPrivate` and no public host.",
      )
      .default(0.5),
    maxCrawlDelay: maxCrawlDelay.default(defaultMaxCrawlDelay),
    concurrency: optionFields.concurrency.default(4),
    revisitAfter: optionFields.revisitAfter.nullable().default(null),
    paths: paths.default([]),
    gateLoss: gateLoss.default(defaultGateLoss),
    acceptLayout: z
      .boolean()
      .describe('Accepts the pages as they are: the quality gate forgets the past of their hosts.')
      .default(false),
  })
  .readonly()

/** Crawl options with every default resolved; null is without limit. Plain JSON, as stored with the run. */
export type CrawlOptions = Omit<z.output<typeof crawlOptionsSchema>, 'paths'> & {
  readonly paths?: readonly PathPolicy[]
}

/** Which links are followed, and which pages are requested at all. */
export type UrlFilters = Pick<CrawlOptions, 'follow' | 'include' | 'exclude' | 'depth' | 'paths'>
