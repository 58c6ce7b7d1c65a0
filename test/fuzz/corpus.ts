/**
 * Inputs that made a reader fail once. They are kept in `corpus.json` and tried before anything is drawn, so that a defect that
 * was mended stays mended. The fuzzer adds the smallest input of each failure; commit it with the mend.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** The arguments of a reader's property. */
export type KeptInput = readonly unknown[]

interface Entry {
  readonly reader: string
  readonly input: KeptInput
}

const corpusFile = new URL('corpus.json', import.meta.url)

export function keptInputs(reader: string, file: URL = corpusFile): readonly KeptInput[] {
  return entries(file)
    .filter((entry) => entry.reader === reader)
    .map(({ input }) => input)
}

/** Does nothing for an input that is there already. */
export function keepInput(reader: string, input: KeptInput, file: URL = corpusFile): void {
  const line = encoded({ reader, input })
  const lines = entries(file).map(encoded)
  if (lines.includes(line)) return
  writeFileSync(file, `[\n${[...lines, line].map((one) => `  ${one}`).join(',\n')}\n]\n`)
}

function entries(file: URL): readonly Entry[] {
  if (!existsSync(file)) return []
  return decoded(JSON.parse(readFileSync(file, 'utf8'))) as readonly Entry[]
}

/** JSON knows neither bytes nor dates nor undefined: each becomes an object with a name of its own. */
function encoded(entry: Entry): string {
  return JSON.stringify(tagged(entry))
}

function tagged(value: unknown): unknown {
  if (value === undefined) return { $undefined: true }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (value instanceof Date) return { $time: value.getTime() }
  if (Array.isArray(value)) return value.map(tagged)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tagged(inner)]))
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded)
  if (typeof value !== 'object' || value === null) return value
  if ('$undefined' in value) return undefined
  if ('$bytes' in value) return Buffer.from(String(value.$bytes), 'base64')
  if ('$time' in value) return new Date(Number(value.$time))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, decoded(inner)]))
}
