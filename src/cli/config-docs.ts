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
  const { scopes, ...common } = schema.properties ?? {}
  const scope = typeof scopes?.additionalProperties === 'object' ? scopes.additionalProperties : {}
  return `<!-- Written by scripts/write-configuration.ts from src/cli/config.ts: do not edit. -->
# Configuration

\`mondo crawl\`, \`fetch\` and \`robots\` read \`./mondo.config.json\` where it is there, or the file that \`--config FILE\` names;
the library reads one only where \`config\` names it. Unknown keys, and settings that contradict each other, are refused
with exit 2 and the path of the key. What a flag says wins over the file, and a scope over the top level, with two
exceptions: \`--rate\` only slows down a scope that has a rate of its own, and the \`maxPages\` of a scope holds beside that
of the run.

\`\`\`json
${JSON.stringify(configExample, null, 2)}
\`\`\`

Here the two hosts of \`okwave\` share one pace of a request in five seconds, whichever of them is asked. A duration is
seconds, or a text as in \`90s\`, \`30m\`, \`2h\` or \`1d\`. A pattern is a path with its query, in which \`*\` stands for any
characters; it must match from beginning to end.

## At the top

${table({ properties: common })}
| \`scopes\` | object | ${scopes?.description ?? ''} |

## In a scope

${table(scope)}
`
}

export const configExample = {
  contact: 'https://crawler.example/about',
  maxTime: '2h',
  exclude: ['/profile/*'],
  scopes: {
    okwave: {
      hosts: ['okwave.jp', 'sp.okwave.jp'],
      rate: 0.2,
      maxCrawlDelay: '5m',
      maxPages: 5000,
    },
  },
}

function table({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([key, schema]) => {
    const must = required.includes(key) ? ', required' : ''
    return `| \`${key}\` | ${typeOf(schema)}${must} | ${schema.description ?? ''} |`
  })
  return ['| key | value | what it says |', '| --- | --- | --- |', ...rows].join('\n')
}

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return 'duration'
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  if (schema.exclusiveMinimum !== undefined) return `${schema.type} above ${schema.exclusiveMinimum}`
  if (schema.minimum !== undefined && schema.minimum >= 0) return `${schema.type} from ${schema.minimum}`
  return schema.type ?? ''
}
