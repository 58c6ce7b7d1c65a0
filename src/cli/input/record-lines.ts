/** Reads JSON lines as records for `mondo load`; an invalid line is an error that names line and field. */
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { RecordOrigin } from '../../load/load-batches.ts'
import { assertStorable } from '../../load/storable-record.ts'
import { MondoError } from '../../model/errors.ts'
import type { ParseOutcome } from '../../model/parse-outcome.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import { recordSchema } from '../../model/record-schema.ts'
import { jsonLines } from './json-lines.ts'

export type RecordLine =
  | {
      readonly kind: 'record'
      readonly page: QuestionPage
      /** Null where the line says nothing of it. */
      readonly origin: RecordOrigin | null
      readonly line: PlacedLine
    }
  /** An outcome without a record: nothing to load, and not an error. */
  | { readonly kind: 'skipped'; readonly outcome: SkippedKind }

export type SkippedKind = Exclude<ParseOutcome['kind'], 'question'>

export interface PlacedLine {
  readonly source: string
  readonly number: number
  /** The line as it stands. */
  readonly text: () => string
}

/** A line that cannot be loaded, as `mondo load --rejects` writes it. */
export interface RefusedLine {
  readonly source: string
  readonly line: number
  readonly reason: string
  /** The line as it stands. */
  readonly text: string
}

/**
 * `onRefused` takes the lines that cannot be loaded, and the others are read on.
 *
 * @throws MondoError without it, `invalid-record` that names the line, the field and what was expected there
 */
export async function* recordLines(
  stream: Readable,
  name: string,
  onRefused?: (refused: RefusedLine) => Promise<void>,
): AsyncGenerator<RecordLine> {
  for await (const { number, text, value } of jsonLines(stream, name)) {
    let line: RecordLine
    try {
      line = recordLine(value(), { source: name, number, text })
    } catch (error) {
      if (onRefused === undefined || !(error instanceof MondoError)) throw error
      await onRefused({ source: name, line: number, reason: error.message, text: text() })
      continue
    }
    yield line
  }
}

function recordLine(value: unknown, line: PlacedLine): RecordLine {
  const where = `${line.source} line ${line.number}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw notARecord(where, 'expected an object, a record or a line that mondo parse printed')
  }
  if (!('kind' in value)) return { kind: 'record', page: validRecord(value, where, []), origin: null, line }
  switch (value.kind) {
    case 'question':
      return {
        kind: 'record',
        page: validRecord('page' in value ? value.page : undefined, where, ['page']),
        origin: validOrigin(value, where),
        line,
      }
    case 'rejected':
    case 'not-found':
    case 'not-a-question':
      return { kind: 'skipped', outcome: value.kind }
    default:
      throw notARecord(where, 'kind: expected question, rejected, not-found or not-a-question')
  }
}

function validRecord(value: unknown, where: string, path: readonly PropertyKey[]): QuestionPage {
  const result = recordSchema.safeParse(value)
  if (result.success) return storable(result.data, where)
  const [issue] = result.error.issues
  throw notARecord(where, issue === undefined ? 'expected a record' : describeIssue(issue, path))
}

/** `capturedAt` as `mondo parse` writes it; the rest as `mondo export --format records` does. */
const originSchema = z.object({
  capturedAt: z.iso.datetime({ offset: true }).optional(),
  captureId: z.string().min(1).max(1000).optional(),
  parserVersion: z.string().min(1).max(100).optional(),
  path: z.string().startsWith('/').max(8000).optional(),
  runId: z.uuid().optional(),
})

function validOrigin(value: object, where: string): RecordOrigin | null {
  const result = originSchema.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    const isTime = issue?.path[0] === 'capturedAt'
    throw notARecord(
      where,
      isTime
        ? 'capturedAt: expected a time, as in 2026-11-20T09:00:00.000Z'
        : describeIssue(issue ?? { code: 'custom', path: [], message: 'expected a record' }, []),
    )
  }
  const { capturedAt, ...rest } = result.data
  const given = Object.fromEntries(Object.entries(rest).filter(([, one]) => one !== undefined))
  const origin: RecordOrigin =
    capturedAt === undefined ? given : { ...given, capturedAt: new Date(capturedAt) }
  return Object.keys(origin).length === 0 ? null : origin
}

/** Checks what the JSON Schema cannot express and the database refuses: a doubled answer key, 30 February. */
function storable(page: QuestionPage, where: string): QuestionPage {
  try {
    assertStorable(page)
  } catch (error) {
    throw error instanceof MondoError ? notARecord(where, error.message, error) : error
  }
  return page
}

/** `page.answers[2].author.name: …`, the first problem. */
function describeIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string {
  const field = [...path, ...issue.path]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  const expected = issue.message.replace(/^Invalid (input|option|string): /, '')
  return field === '' ? expected : `${field}: ${expected}`
}

function notARecord(where: string, what: string, cause?: MondoError): MondoError {
  return new MondoError('invalid-record', `${where}: ${what}`, {
    cause,
    hint: 'Nothing was loaded. docs/record.schema.json describes a record',
  })
}
