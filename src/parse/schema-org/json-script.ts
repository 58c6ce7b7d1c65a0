/** Parses the text of a JSON-LD script: as JSON, else without the text around the JSON, else repaired if that is safe. */
import { jsonrepair } from 'jsonrepair'
import { repairText } from '../text/text-form.ts'
import { scanScript } from './json-scan.ts'
import { decodeReferences } from './plain-text.ts'

/** The values of a script, and what damage it had. */
export interface ParsedScript {
  readonly values: readonly { readonly value: unknown; readonly isRepaired: boolean }[]
  /** Why a part of it could not be read; null if everything was read or there was nothing to read. */
  readonly damage: string | null
}

/** Larger or deeper scripts are not repaired: Q&A pages do not have such scripts. */
const largestRepair = 1024 * 1024
const deepestRepair = 500
/** Limits quadratic work: at each missing comma or quote, jsonrepair copies all its output so far. */
const mostWork = 100_000_000

/** Never throws. Linear in the length of the text. */
export function parseScript(script: string): ParsedScript {
  const strict = tryParse(script)
  if (strict.kind === 'json') return { values: [{ value: strict.value, isRepaired: false }], damage: null }
  const text = withoutReferences(script)
  const scan = scanScript(text)
  if (scan.values.length === 0) return { values: [], damage: null }
  const isRepairable =
    text.length <= largestRepair &&
    scan.deepest <= deepestRepair &&
    (scan.faults + 1) * text.length <= mostWork

  if (scan.hasOddQuotes) {
    const repaired = isRepairable ? repairQuotes(text) : null
    if (repaired === null) return { values: [], damage: strict.message }
    return { values: [{ value: repaired.value, isRepaired: true }], damage: null }
  }
  const values: { readonly value: unknown; readonly isRepaired: boolean }[] = []
  let damage: string | null = null
  for (const [at, one] of scan.values.entries()) {
    const parsed = tryParse(one)
    // Only the last value can be unfinished.
    const isWhole = scan.isClosed || at < scan.values.length - 1
    const repaired = parsed.kind === 'json' || !isWhole || !isRepairable ? null : repair(one)
    if (parsed.kind === 'json') values.push({ value: parsed.value, isRepaired: scan.isAltered })
    else if (repaired !== null) values.push({ value: repaired.value, isRepaired: true })
    else damage ??= parsed.message
  }
  return { values, damage }
}

type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'damaged'; readonly message: string }

function tryParse(json: string): Parsed {
  try {
    return { kind: 'json', value: escaped.test(json) ? JSON.parse(json, storable) : JSON.parse(json) }
  } catch (error) {
    return { kind: 'damaged', message: error instanceof Error ? error.message : String(error) }
  }
}

/** NUL and surrogates. A script can contain them as escapes, even after the text of the page was repaired. */
const escaped = /\\u(?:0000|d[89a-f])/i

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? repairText(value).text : value
}

/** Decodes a script in which all quotes are character references, because it was escaped like the text of an element. */
function withoutReferences(script: string): string {
  const reference = /&(?:quot|#0*34|#x0*22|[lr]dquo|#822[01]|#x201[cd]);/i.exec(script)
  const quote = script.indexOf('"')
  if (reference === null || (quote !== -1 && quote < reference.index)) return script
  // Typography plug-ins turn the quote after a number into a double prime.
  return decodeReferences(script).replaceAll('″', '”')
}

interface Repaired {
  readonly json: string
  readonly value: unknown
}

function repair(text: string): Repaired | null {
  try {
    const json = jsonrepair(text)
    const parsed = tryParse(json)
    return parsed.kind === 'json' ? { json, value: parsed.value } : null
  } catch {
    return null
  }
}

/**
 * Repairs strings that contain quotes without escapes. jsonrepair guesses which quote ends the string, and completes cut values.
 * The result is used only if no quote and no closing bracket was added.
 */
function repairQuotes(text: string): Repaired | null {
  const start = text.search(/[{[]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  const json = text.slice(start, end + 1)
  const repaired = repair(json)
  if (repaired === null) return null
  const isOwn = [/["“”'‘’`´]/g, /[}\]]/g].every(
    (kind) => countOf(json, kind) === countOf(repaired.json, kind),
  )
  return isOwn ? repaired : null
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count += 1
  return count
}
