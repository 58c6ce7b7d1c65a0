/**
 * Named parameters of a query: `:category` becomes `$1`, and Postgres finds out its type. Not in strings, comments and quoted
 * names, not in casts (`::text`), and not where something stands right before the colon, as in slices (`list[1:n]`).
 * A comment line `-- :category = 派遣` declares a default; `null` is null, and quotes keep what is between them.
 */
import { MondoError } from '../../model/errors.ts'

export interface QueryParameter {
  readonly name: string
  /** Undefined where the query declares none. */
  readonly fallback: string | null | undefined
}

export interface BoundQuery {
  readonly text: string
  readonly parameters: readonly (string | null)[]
}

/** What the query asks for, in the order of the text. */
export function parametersOf(text: string): readonly QueryParameter[] {
  const defaults = declaredDefaults(text)
  const names = new Set(placeholdersIn(text).map(({ name }) => name))
  return [...names].map((name) => ({ name, fallback: defaults.get(name) }))
}

/** Throws `usage` for a parameter without value, and for a value that no parameter takes. */
export function bindParameters(text: string, given: Readonly<Record<string, string>>): BoundQuery {
  const wanted = parametersOf(text)
  for (const name of Object.keys(given))
    if (!wanted.some((one) => one.name === name)) throw unknown(name, wanted)
  const parameters = wanted.map(({ name, fallback }) => {
    const value = Object.hasOwn(given, name) ? given[name] : fallback
    if (value === undefined) throw missing(name)
    return value
  })
  let bound = ''
  let end = 0
  for (const { name, from, to } of placeholdersIn(text)) {
    const number = wanted.findIndex((one) => one.name === name) + 1
    // As long as before: the positions of errors stay right.
    bound += text.slice(end, from) + `$${number}`.padEnd(to - from)
    end = to
  }
  return { text: bound + text.slice(end), parameters }
}

interface Placeholder {
  readonly name: string
  readonly from: number
  readonly to: number
}

function placeholdersIn(text: string): readonly Placeholder[] {
  const found: Placeholder[] = []
  let at = 0
  while (at < text.length) {
    const end = endOfToken(text, at)
    const name = text[at] === ':' && end > at + 1 ? text.slice(at + 1, end) : ''
    if (name !== '' && name !== ':' && standsAlone(text, at)) found.push({ name, from: at, to: end })
    at = end
  }
  return found
}

const placeholder = /:[a-z_]\w*/iy
const word = /[\p{L}_][\p{L}\p{N}_$]*/uy
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy

/** After a string, a comment, a quoted name, a word, `::`, a placeholder; else after one character. */
function endOfToken(text: string, at: number): number {
  if (text.startsWith('--', at)) return after(text, '\n', at)
  if (text.startsWith('/*', at)) return endOfComment(text, at)
  if (text.startsWith('::', at)) return at + 2
  const character = text[at]
  if (character === ':') return endOf(placeholder, text, at) ?? at + 1
  if (character === "'") return endOfQuotes(text, at, "'", false)
  if (character === '"') return endOfQuotes(text, at, '"', false)
  if (character === '$') {
    const end = endOf(dollarTag, text, at)
    return end === null ? at + 1 : after(text, text.slice(at, end), end)
  }
  const end = endOf(word, text, at)
  if (end === null) return at + 1
  // E'it\'s': the one string in which a backslash means something.
  const isEscaped = end === at + 1 && /e/i.test(text.charAt(at)) && text[end] === "'"
  return isEscaped ? endOfQuotes(text, end, "'", true) : end
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}

/** Where the next `mark` ends, else the end of the text. */
function after(text: string, mark: string, from: number): number {
  const start = text.indexOf(mark, from)
  return start === -1 ? text.length : start + mark.length
}

function endOfQuotes(text: string, at: number, quote: string, hasEscapes: boolean): number {
  for (let i = at + 1; i < text.length; i += 1) {
    if (hasEscapes && text[i] === '\\') i += 1
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1
      i += 1
    }
  }
  return text.length
}

/** Comments of Postgres may stand in one another. */
function endOfComment(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length; i += 1) {
    if (text.startsWith('/*', i)) {
      depth += 1
      i += 1
    } else if (text.startsWith('*/', i)) {
      depth -= 1
      i += 1
      if (depth === 0) return i + 1
    }
  }
  return text.length
}

function standsAlone(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}_:\])"'$]/u.test(text.charAt(at - 1))
}

function declaredDefaults(text: string): ReadonlyMap<string, string | null> {
  const defaults = new Map<string, string | null>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^--\s*:([a-z_]\w*)\s*=(.*)$/i.exec(line) ?? []
    if (name !== undefined) defaults.set(name, defaultValue((value ?? '').trim()))
  }
  return defaults
}

function defaultValue(declared: string): string | null {
  if (/^null$/i.test(declared)) return null
  return /^'.*'$/s.test(declared) ? declared.slice(1, -1).replaceAll("''", "'") : declared
}

function unknown(name: string, wanted: readonly QueryParameter[]): MondoError {
  const names = wanted.map((one) => one.name)
  return new MondoError('usage', `The query has no parameter :${name}.`, {
    hint: names.length === 0 ? 'It has none at all.' : `It has: ${names.join(', ')}.`,
  })
}

function missing(name: string): MondoError {
  return new MondoError('usage', `The query needs a value for :${name}.`, {
    hint: `Give it: -p ${name}=VALUE. A comment line in the query can declare a default: -- :${name} = VALUE`,
  })
}
