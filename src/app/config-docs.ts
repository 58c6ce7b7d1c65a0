/** `docs/configuration.md`: every key of the schema, with its type and what it says. */
import { z } from 'zod'
import { configSchema } from './config.ts'

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

\`mondo crawl\`, \`fetch\` and \`robots\` read \`./mondo.config.json\` where it is there, or the file that \`--config FILE\` names;
the library reads one only where \`config\` names it. Unknown keys, and settings that contradict each other, are refused
with exit 2 and the path of the key. What a flag says wins over the file, and a host group over the top level, with two
exceptions: \`--rate\` only slows down a host group that has a rate of its own, and the \`maxPages\` of a host group holds beside that
of the run.

\`\`\`json
${listsOnOneLine(JSON.stringify(configExample, null, 2))}
\`\`\`

Here the two hosts of \`okwave\` share one pace of a request in five seconds, whichever of them is asked. A duration is
seconds, or a text as in \`90s\`, \`30m\`, \`2h\` or \`1d\`. A pattern is a path with its query, in which \`*\` stands for any
characters; it must match from beginning to end.

## At the top

${table(schema)}

## In a host group

${table(typeof groups === 'object' ? groups : {})}
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

function table({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\``,
    key === 'hostGroups' ? 'object' : `${typeOf(schema)}${required.includes(key) ? ', required' : ''}`,
    schema.description ?? '',
  ])
  const head = ['key', 'value', 'what it says']
  // Columns as wide as their widest cell, as the formatter of the checkout has them.
  const widths = head.map((title, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? title.length)),
  )
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |`
  return [line(head, ' '), line(['', '', ''], '-'), ...rows.map((row) => line(row, ' '))].join('\n')
}

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return 'duration'
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  if (schema.exclusiveMinimum !== undefined) return `${schema.type} above ${schema.exclusiveMinimum}`
  if (schema.minimum !== undefined && schema.minimum >= 0) return `${schema.type} from ${schema.minimum}`
  return schema.type ?? ''
}
