/** Reads `mondo.config.json`: settings for every crawl started in a folder, and for its host groups. */
import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { hostGroupSchema, optionFields, pathPolicySchema } from '../crawl/options.ts'
import { MondoError } from '../model/errors.ts'
import { durationSeconds } from './duration.ts'
import { accessFields } from './settings/access-fields.ts'
import { defaultConfigPath, isConfigured } from './settings/config-place.ts'
import { withoutComments } from './settings/json-comments.ts'

/**
 * Path of the file that a command reads: the given one, else `./mondo.config.json` if it exists.
 *
 * @throws MondoError `usage` where the latter is another user's and names what only the user may decide
 */
export function configPath(given: string | undefined): string | undefined {
  if (given !== undefined) return given
  if (!isConfigured(given)) return undefined
  const user = process.getuid?.()
  if (user !== undefined && statSync(defaultConfigPath).uid !== user)
    assertHarmless(readConfig(defaultConfigPath))
  return defaultConfigPath
}

/**
 * Somebody else's file in a shared folder, such as /tmp, must not run as code of the user who works there, nor send the
 * user's variables to a host, or the user's requests to a proxy.
 */
function assertHarmless({ sites = [], hostGroups = {}, onEnd, hooks }: Config): void {
  const access = Object.keys(accessFields)
  const sends = Object.values(hostGroups).some(
    (group) =>
      access.some((key) => Object.hasOwn(group, key)) ||
      (group.paths ?? []).some(({ headers }) => headers !== undefined),
  )
  const runs = onEnd !== undefined || hooks !== undefined
  if (sites.length === 0 && !runs && !sends) return
  const code = runs ? 'programs to run' : 'site definitions, which are code,'
  const what = sites.length > 0 || runs ? code : 'headers, cookies or a proxy'
  throw new MondoError('usage', `${defaultConfigPath} names ${what} and belongs to another user`, {
    hint: `If you trust it, name its files with --sites, or use --config ${defaultConfigPath} if the command has that option`,
  })
}

const { follow, include, exclude, depth, rate, maxPages, gateLoss, concurrency } = optionFields
const { maxCrawlDelay, maxTime, revisitAfter } = optionFields

/** Allowed at the top level and in a host group; the host group's value wins. */
const common = {
  contact: z
    .string()
    .min(1)
    .optional()
    .describe('Who runs the crawl, for the operator of the site: a URL or mail address.'),
  rate: rate.optional(),
  maxCrawlDelay: duration(maxCrawlDelay),
  follow: follow.optional(),
  include: include.optional(),
  exclude: exclude.optional(),
  depth: depth.optional(),
  maxPages: maxPages.optional(),
  gateLoss: gateLoss.optional(),
}

const argv = z.tuple([z.string().min(1)], z.string())

const pathSettings = {
  path: pathPolicySchema.unwrap().shape.path,
  follow: follow.exactOptional(),
  revisitAfter: duration(revisitAfter),
}

const pathsText =
  'Settings by path, as in `[{ "path": "/list/*", "revisitAfter": "1h" }]`: `path` (a pattern), `follow` and `revisitAfter`. Of several that match, the first that has a key counts.'

const configHostGroup = z.strictObject({
  hosts: hostGroupSchema.unwrap().shape.hosts,
  ...common,
  ...accessFields,
  paths: z
    .array(z.strictObject({ ...pathSettings, headers: accessFields.headers }))
    .optional()
    .describe(`${pathsText} Here also \`headers\`, in addition to those of the host group.`),
})

/** The file's schema: unknown keys and contradictory settings are errors, durations become seconds. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For editors: where the schema of this file is. Not read.'),
    ...common,
    sites: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'Files with one site definition each; paths are relative to this file. They are code, and run with your rights.',
      ),
    paths: z.array(z.strictObject(pathSettings)).optional().describe(pathsText),
    onEnd: argv
      .optional()
      .describe(
        'Program and arguments that run when a crawl has ended, without a shell: the summary is on stdin, the exit code in MONDO_EXIT_CODE. A path with a slash is relative to this file.',
      ),
    hooks: z
      .record(z.string().regex(/^[\w-]+$/, { message: 'expected a name of letters, digits, _ and -' }), argv)
      .optional()
      .describe(
        'More such programs by name: `--on-end NAME` chooses one. A scheduled crawl keeps the name alone, and each worker looks it up in its own file.',
      ),
    maxTime: duration(maxTime),
    concurrency: concurrency.optional(),
    revisitAfter: duration(revisitAfter),
    hostGroups: z
      .record(z.string(), configHostGroup)
      .optional()
      .describe(
        'Host groups by name. A host in none of them is a host group of its own, with the host as its name.',
      ),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of contradictions(value)) {
      issues.push({ code: 'custom', path, message, input: value })
    }
  })

export type Config = z.output<typeof configSchema>

/** @throws MondoError `usage` for a file that cannot be read, is not JSON, or breaks the schema; it names the key. */
export function readConfig(path: string): Config {
  const parsed = configSchema.safeParse(json(path))
  if (parsed.success) return parsed.data
  throw refused(`${path}: ${issueText(parsed.error)}`)
}

/** The first issue of a zod error, as in `rate: expected number, received string`. */
export function issueText({ issues: [issue] }: z.ZodError): string {
  const key = (issue?.path ?? []).map(String).join('.')
  const what = (issue?.message ?? '').replace(/^Invalid input: /, '')
  return key === '' ? what : `${key}: ${what}`
}

/** A field of seconds that a file may also write as `90s` or `2h`. */
function duration(field: z.ZodNumber) {
  return z
    .union([z.number().positive(), z.string()])
    .transform((value, { addIssue }) => {
      const seconds = durationSeconds(String(value))
      if (seconds !== null && seconds > 0) return seconds
      addIssue('expected a duration, as in 90s, 30m, 2h or 1d, or seconds')
      return z.NEVER
    })
    .optional()
    .describe(field.description ?? '')
}

interface Contradiction {
  readonly path: (string | number)[]
  readonly message: string
}

type Unchecked = Pick<Config, 'include' | 'exclude' | 'maxPages' | 'hostGroups'>

function contradictions(config: Unchecked): Contradiction[] {
  const found: Contradiction[] = []
  const owners = new Map<string, string>()
  for (const [name, { hosts, ...settings }] of Object.entries(config.hostGroups ?? {})) {
    const path = ['hostGroups', name]
    // A group named like a host of another group would share that host's rate limit.
    if (!/^[a-z0-9_-]+$/.test(name) && !hosts.includes(name)) {
      found.push({ path, message: 'expected a name of a-z, 0-9, _ and -, or one of its hosts' })
    }
    for (const [at, one] of hosts.entries()) {
      const owner = owners.get(one)
      if (owner !== undefined) {
        found.push({ path: [...path, 'hosts', at], message: `${one} is in host group ${owner} already` })
      }
      owners.set(one, name)
    }
    if ((settings.maxPages ?? 0) > (config.maxPages ?? Number.POSITIVE_INFINITY)) {
      const message = `expected at most maxPages of the run (${config.maxPages})`
      found.push({ path: [...path, 'maxPages'], message })
    }
    found.push(...includedAndExcluded(settings, path))
  }
  return [...found, ...includedAndExcluded(config, [])]
}

function includedAndExcluded(
  { include: included = [], exclude: excluded = [] }: Pick<Unchecked, 'include' | 'exclude'>,
  path: readonly string[],
): Contradiction[] {
  return excluded
    .filter((pattern) => included.includes(pattern))
    .map((pattern) => ({ path: [...path, 'exclude'], message: `${pattern} is included too` }))
}

function json(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new MondoError('usage', `${path} cannot be read: ${why}`, { hint: 'Check --config' })
  }
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(withoutComments(text.replace(/^\ufeff/, '')))
  } catch (error) {
    throw refused(`${path} is not JSON${placeIn(error)}`)
  }
}

/** Where V8 gave up. The rest of its message quotes the file, which may hold a cookie. */
function placeIn(error: unknown): string {
  const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message) : null
  return place === null ? '' : ` ${place[0]}`
}

function refused(message: string): MondoError {
  return new MondoError('usage', message, { hint: 'docs/configuration.md lists every key' })
}
