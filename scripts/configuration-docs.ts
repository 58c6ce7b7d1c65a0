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
    key === 'hostGroups' ? 'object' : `${typeOf(schema)}${required.includes(key) ? ', required' : ''}`,
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

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return 'duration'
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  if (schema.exclusiveMinimum !== undefined) return `${schema.type} above ${schema.exclusiveMinimum}`
  if (schema.minimum !== undefined && schema.minimum >= 0) return `${schema.type} from ${schema.minimum}`
  return schema.type ?? ''
}
