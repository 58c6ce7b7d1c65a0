/**
 * `mondo.config.json`: what holds for every crawl of this folder, and for single hosts. `docs/configuration.md` is made
 * from this schema. Unknown keys and settings that contradict each other are refused.
 */
import { z } from 'zod'
import { follows } from '../crawl/options.ts'
import { durationSeconds } from './duration.ts'

const duration = z.union([z.number().positive(), z.string()]).refine(isDuration, {
  message: 'expected a duration, as in 90s, 30m, 2h or 1d, or seconds',
})
const glob = z.string().startsWith('/', { message: 'expected a path that begins with /, as in /qa/*' })

/** What may stand at the top and in a host group; a host group's wins. */
const common = {
  contact: z
    .string()
    .min(1)
    .describe('Who runs the crawl, for the operator of the site: a URL or mail address.'),
  rate: z.number().positive().describe('Requests a second for a host group.'),
  maxCrawlDelay: duration.describe('A robots.txt that asks for a longer Crawl-delay parks the host.'),
  follow: z
    .array(z.enum(follows))
    .describe('Links to follow: related questions, list pages, sitemaps that robots.txt names; [] for none.'),
  include: z
    .array(glob)
    .describe('Only pages whose path and query match one of these; `*` stands for any characters.'),
  exclude: z.array(glob).describe('No page whose path and query match one of these.'),
  depth: z.int().min(0).describe('Links from a seed, at most.'),
  maxPages: z.int().min(1).describe('Pages to visit in one run, at most.'),
  gateLoss: z
    .number()
    .positive()
    .max(1)
    .describe(
      'The parse gate stops a host when more than this share of the pages that used to have a field lose it; 0.5 unless given, 1 for never.',
    ),
}

const host = z.string().refine((text) => URL.parse(`https://${text}`)?.host === text, {
  message: 'expected a host in lower case, with its port where it has one, as in okwave.jp or 127.0.0.1:8080',
})

const hostGroup = z.strictObject({
  hosts: z
    .array(host)
    .min(1)
    .describe('The hosts of the hostGroup: they share one pace, one back-off and one lease.'),
  ...optional(common),
})

export const configSchema = z
  .strictObject({
    ...optional(common),
    maxTime: duration.optional().describe('Stop a run after this long.'),
    concurrency: z.int().min(1).optional().describe('Hosts worked on at once.'),
    revisitAfter: duration
      .optional()
      .describe(
        'When pages that a run visits are due again, in place of the revisit rule; those visited before keep their time.',
      ),
    hostGroups: z
      .record(
        // A name that could be a host would share the clock of that host.
        z.string().regex(/^[a-z0-9_-]+$/, { message: 'expected a name of a-z, 0-9, _ and -' }),
        hostGroup,
      )
      .optional()
      .describe('Host groups by name. A host that stands in none is a host group of its own.'),
  })
  .check(({ value, issues }) => {
    const refuse = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', path, message, input: value })
    const named = Object.entries(value.hostGroups ?? {})
    const owners = new Map<string, string>()
    for (const [name, { hosts, ...settings }] of named) {
      hosts.forEach((one, at) => {
        const owner = owners.get(one)
        if (owner !== undefined)
          refuse(['hostGroups', name, 'hosts', at], `${one} stands in host group ${owner} already`)
        owners.set(one, name)
      })
      if ((settings.maxPages ?? 0) > (value.maxPages ?? Number.POSITIVE_INFINITY)) {
        refuse(['hostGroups', name, 'maxPages'], `expected at most maxPages of all (${value.maxPages})`)
      }
      both(settings).forEach((pattern) => {
        refuse(['hostGroups', name, 'exclude'], `${pattern} is included too`)
      })
    }
    both(value).forEach((pattern) => {
      refuse(['exclude'], `${pattern} is included too`)
    })
  })

export type Config = z.infer<typeof configSchema>

function both({
  include = [],
  exclude = [],
}: {
  include?: string[] | undefined
  exclude?: string[] | undefined
}) {
  return exclude.filter((pattern) => include.includes(pattern))
}

function optional<T extends Record<string, z.ZodType>>(shape: T) {
  return z.object(shape).partial().shape
}

function isDuration(value: string | number): boolean {
  try {
    return durationSeconds(value, '') > 0
  } catch {
    return false
  }
}
