/** An error that a query ends in, as Postgres explains it: its message, its hint, and the place in the query. */
import stringWidth from 'string-width'
import { MondoError } from '../../model/errors.ts'

/** Wrong use. `excerpt` shows the place as psql does, in two lines; null where Postgres names none. */
export class QueryError extends MondoError {
  readonly excerpt: string | null

  constructor(message: string, options: { cause: unknown; hint: string; excerpt: string | null }) {
    super('usage', message, options)
    this.excerpt = options.excerpt
  }
}

/**
 * A `QueryError` for an error in the query; any other error, as of the server, is returned as it is.
 *
 * @param offset Characters of the statement that stand before the query
 */
export function explainedError(error: unknown, text: string, offset: number): unknown {
  if (!(error instanceof Error) || error instanceof MondoError) return error
  const said: Error & PostgresFields = error
  const code = said.code ?? ''
  if (!/^[0-9A-Z]{5}$/.test(code) || (/^(?:08|53|57|58|XX)/.test(code) && !ofTheQuery.has(code))) return error
  const position = said.position === undefined ? Number.NaN : Number(said.position) - offset
  const place = placeOf(text, position)
  const detail = said.detail === undefined ? '' : ` ${said.detail}`
  const line = place === null || !text.trim().includes('\n') ? '' : ` (line ${place.line})`
  return new QueryError(`The query failed: ${error.message}${line}.${detail}`, {
    cause: error,
    excerpt: place === null ? null : `LINE ${place.line}: ${place.text}\n${place.caret}`,
    hint: error.message.includes('multiple commands')
      ? 'Give one query at a time.'
      : (said.hint ??
        hints[code] ??
        'Correct the query. Tables and views are in the schema qa: mondo db docs lists them.'),
  })
}

/** What a server says beside the message; PGlite says the same. */
interface PostgresFields {
  readonly code?: string
  readonly position?: string | number
  readonly detail?: string
  readonly hint?: string
}

const cancelled = '57014'
/** What a query with a $1 in it ends in: nothing is bound to it. */
const unbound = '08P01'
/** Also a file that pg_read_file does not find. */
const ofTheQuery: ReadonlySet<string> = new Set([cancelled, unbound, '58P01'])

const hints: Readonly<Record<string, string>> = {
  [cancelled]: 'Ask for less, or give a longer --timeout.',
  [unbound]: 'Name the parameter, as in :category in the place of $1, and give its value: -p category=VALUE.',
  '25006': 'mondo only reads here.',
  '0A000': 'mondo only reads here.',
  '42501': 'This login may read the schema qa only.',
  '42P01': 'Tables and views are in the schema qa (mondo db docs lists them); mondo db migrate makes them.',
  '42P18': 'Say what type the parameter is, as in :name::text.',
}

interface Place {
  readonly line: number
  readonly text: string
  readonly caret: string
}

const shownBefore = 60
const shownAfter = 30

/** @param position Of the error, in characters from 1, as Postgres counts; characters beyond U+FFFF count once */
function placeOf(text: string, position: number): Place | null {
  if (!(position > 0)) return null
  const before = [...text].slice(0, position - 1).join('')
  const lines = before.split('\n')
  const inLine = [...(lines.at(-1) ?? '')]
  const rest = [...(text.slice(before.length).split('\n')[0] ?? '')]
  const isCut = inLine.length > shownBefore
  const head = (isCut ? '…' : '') + printable(inLine.slice(-shownBefore))
  const tail = printable(rest.slice(0, shownAfter)) + (rest.length > shownAfter ? '…' : '')
  const line = lines.length
  return {
    line,
    text: head + tail,
    caret: `${' '.repeat(stringWidth(`LINE ${line}: ${head}`))}^`,
  }
}

function printable(characters: readonly string[]): string {
  return characters.join('').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
}
