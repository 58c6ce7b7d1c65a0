/** Writes the text of `docs/configuration.md` from the schema: every key with its type, default and description. */
import { z } from 'zod'
import { configSchema } from '../src/app/config.ts'
import { crawlOptionsSchema } from '../src/crawl/options.ts'

interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly required?: readonly string[]
}

export function configurationDocs(): string {
  const schema: JsonSchema = z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema
  const groups = schema.properties?.['hostGroups']?.additionalProperties
  return `<!-- Written by scripts/write-configuration.ts from src/app/config.ts: do not edit. -->
# Configuration

\`mondo crawl\`, \`fetch\` and \`robots\` read \`./mondo.config.json\` if it exists, or the file given as \`--config FILE\`.

\`mondo work\` and \`mondo schedule run\` always take headers, cookies, proxies, \`sites\`, \`onEnd\` and \`hooks\` from their own file,
found in the same way. Where the other settings come from depends on how the crawl was started:

- **A crawl that \`mondo crawl\` started and a worker shares** keeps all other settings; the worker's file does not change them. The
  worker identifies itself to the hosts with its own \`--contact\`.
- **A scheduled crawl** takes its URLs and flags from its schedule entry (\`-- crawl URL --rate 0.2\`). Settings that the entry does not
  give, such as pace, filters and host groups, come from the file of the worker that starts the crawl. If the entry names a file
  (\`-- crawl URL --config FILE\`, a path on the worker), mondo reads that file instead of the worker's. The \`--contact\` of the entry
  takes precedence over the worker's, and the worker's over the file's. \`--on-end\` of the entry names a hook in the worker's file.
  \`--allow-private\` has an effect only on the worker.

\`mondo init\` writes a first file, with comments (\`//\` and \`/* */\` are allowed), and a JSON schema for editors.
The library reads only a file that you name as \`config\`. Unknown keys and contradictory settings end with exit code 2 and
the path of the key. A flag overrides the file, and a host group overrides the top level, with two exceptions: \`--rate\`
only slows down a host group that has its own rate, and the \`maxPages\` of a host group applies in addition to that of the
run.

\`\`\`json
${listsOnOneLine(JSON.stringify(configExample, null, 2))}
\`\`\`

Here the two hosts of \`okwave\` share one rate of a request in five seconds. A duration is a number of seconds, or a string
such as \`90s\`, \`30m\`, \`2h\` or \`1d\`. A pattern must match the whole path with its query; \`*\` matches any characters.

## Top level

${table(schema, true)}

## In a host group

A key that is absent has the value of the top level, except \`maxPages\`, which then has no limit of its own.

${table(typeof groups === 'object' ? groups : {}, false)}

## Headers and cookies

Some sites show their pages to members only. Log in with your browser, copy the session cookie from its developer tools, and
put it into a variable of the environment:

\`\`\`json
${listsOnOneLine(JSON.stringify(accessExample, null, 2))}
\`\`\`

- A variable that is not set ends the command with exit code 2, before any request. A secret may also stand in the file
  itself, as a text.
- Headers and cookies go to the hosts of the group, each with its port, and over the scheme of their seeds: https, unless
  all seeds of the host say http. A redirect to another host, port or scheme loses them, and so does a link.
- Archive, database, log and output never hold them: request records in the archive have \`[redacted]\` in place of each
  configured header, Authorization and Cookie. Set-Cookie headers of responses are archived as they came. They may hold
  a new session: do not publish the archive of a site that you have logged in to.
- mondo writes some headers itself: Host, Content-Length, Transfer-Encoding, User-Agent and others are refused.
- A host of its own is a host group of one host.
- \`mondo work\` takes headers, cookies and proxies from its own file, whatever the file of the crawl said: each machine has
  its own variables. A crawl that was started with them should be worked on by workers that have them too.

Cookies that a site sets are sent back to the same host, port and scheme until the visit of the page ends, its redirects
included. Then they are forgotten. \`"cookies": "keep"\` keeps them in memory until the process ends;
\`"cookies": ["keep", { "session": { "env": "OKWAVE_SESSION" } }]\` also sends one from the start. A site can tell from kept
cookies which requests come from one crawl.

## Proxies

\`HTTP_PROXY\`, \`HTTPS_PROXY\` and \`NO_PROXY\` in the environment are for all hosts. \`"proxy"\` in a host group
replaces them for its hosts. [operations.md](operations.md#proxies) says what changes behind a proxy.
`
}

export const configExample = {
  contact: 'https://crawler.example/about',
  maxTime: '2h',
  exclude: ['/profile/*'],
  hostGroups: {
    okwave: {
      hosts: ['okwave.jp', 'sp.okwave.jp'],
      rate: 0.2,
      maxCrawlDelay: '5m',
      maxPages: 5000,
    },
  },
}

export const accessExample = {
  hostGroups: {
    okwave: {
      hosts: ['okwave.jp'],
      headers: { 'Accept-Language': 'ja' },
      cookies: { session: { env: 'OKWAVE_SESSION' } },
      proxy: { env: 'OKWAVE_PROXY' },
    },
  },
}

function listsOnOneLine(json: string): string {
  return json.replace(
    /\[([^[\]]+)\]/g,
    (_, items: string) =>
      `[${items
        .split('\n')
        .map((line) => line.trim())
        .join(' ')
        .trim()}]`,
  )
}

function table({ properties = {}, required = [] }: JsonSchema, withDefaults: boolean): string {
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\``,
    typesOfKeys.get(key) ?? `${typeOf(schema)}${required.includes(key) ? ', required' : ''}`,
    ...(withDefaults ? [defaultOf(key)] : []),
    schema.description ?? '',
  ])
  const head = ['key', 'value', ...(withDefaults ? ['default'] : []), 'meaning']
  // Columns as wide as their widest cell, as the formatter writes them.
  const widths = head.map((title, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? title.length)),
  )
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |`
  return [
    line(head, ' '),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row, ' ')),
  ].join('\n')
}

/** Empty for a key without a default. */
function defaultOf(key: string): string {
  if (key === 'maxPages') return '1000 on a public host'
  const field: unknown = Reflect.get(crawlOptionsSchema.unwrap().shape, key)
  const value = field instanceof z.ZodDefault ? field.def.defaultValue : null
  return value === null || key === 'hostGroups' ? '' : `\`${JSON.stringify(value)}\``
}

/** Keys whose schema is a choice that no word of JSON Schema names. */
const typesOfKeys: ReadonlyMap<string, string> = new Map([
  ['hostGroups', 'object'],
  ['headers', 'object'],
  ['cookies', '`"keep"`, string, object or array'],
  ['proxy', 'string or object'],
])

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return 'duration'
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  if (schema.exclusiveMinimum !== undefined) return `${schema.type} above ${schema.exclusiveMinimum}`
  if (schema.minimum !== undefined && schema.minimum >= 0) return `${schema.type} from ${schema.minimum}`
  return schema.type ?? ''
}
