/**
 * Writes records as `mondo load` takes them: one line for each observation of a question that showed something new, with its
 * capture. Loaded into another database they make the same rows of `qa`, history included.
 */
import { type Kysely, sql } from 'kysely'
import type { RecordRows } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import { inOrder, type Observation } from '../../load/history/observation.ts'
import {
  observationsOf,
  type QuestionKey,
  questionKeyOf,
  readRecordRows,
  recordKeyOf,
} from '../../load/history/observation-store.ts'
import { presentRecords } from '../../load/history/present-rows.ts'
import { pageFromRows } from '../../load/history/rows-to-record.ts'
import type { HashedFile } from './whole-folder.ts'

/** Questions whose records are held at once. */
const batchSize = 200

/** Returns how many lines were written. `since` leaves out what was captured before. */
export async function writeRecords(
  db: Kysely<Database>,
  file: HashedFile,
  { since, signal }: { readonly since: Date | null; readonly signal: AbortSignal | undefined },
): Promise<number> {
  let count = 0
  let after: QuestionKey = { site: '', question_id: '' }
  for (;;) {
    signal?.throwIfAborted()
    const { rows: questions } = await sql<QuestionKey & { readonly time_zone: string | null }>`
      select q.site, q.question_id, s.time_zone from qa.question q left join qa.site s using (site)
      where (q.site, q.question_id) > (${after.site}, ${after.question_id})
      order by q.site, q.question_id limit ${sql.lit(batchSize)}`.execute(db)
    const last = questions.at(-1)
    if (last === undefined) return count
    after = last
    const lines = await linesOf(db, questions, since)
    count += lines.length
    await file.write(lines.join(''))
  }
}

async function linesOf(
  db: Kysely<Database>,
  questions: readonly (QuestionKey & { readonly time_zone: string | null })[],
  since: Date | null,
): Promise<readonly string[]> {
  const zones = new Map(questions.map((question) => [questionKeyOf(question), question.time_zone]))
  const observations = Map.groupBy(await observationsOf(db, questions), questionKeyOf)
  const present = await presentRecords(db, questions)
  const stored = new Map((await readRecordRows(db, questions)).map((row) => [recordKeyOf(row), row.rows]))
  return [...observations].flatMap(([key, found]) => {
    const rowsOf = (observation: Observation) =>
      stored.get(recordKeyOf(observation)) ?? present.get(key) ?? null
    return withoutRepeats(found.toSorted(inOrder))
      .filter(({ captured_at }) => since === null || new Date(captured_at) >= since)
      .flatMap((observation) => lineOf(observation, rowsOf(observation), zones.get(key) ?? null))
  })
}

/** A capture of the whole question that shows what the one before it showed changes no row of `qa`. */
function withoutRepeats(observations: readonly Observation[]): readonly Observation[] {
  return observations.filter((observation, i) => {
    const before = observations[i - 1]
    return (
      before === undefined ||
      !observation.complete ||
      !before.complete ||
      stateOf(before) !== stateOf(observation)
    )
  })
}

function stateOf({ record_digest, path, part, layout, checks, parser_version }: Observation): string {
  return JSON.stringify([record_digest, path, part, layout, checks, parser_version])
}

/** None for an observation that the question is gone: `mondo load` has no line for that. */
function lineOf(observation: Observation, rows: RecordRows | null, timeZone: string | null): string[] {
  if (observation.record_digest === null || rows === null) return []
  const { captured_at, capture_id, parser_version, path, part, run_id } = observation
  const line = {
    kind: 'question',
    page: pageFromRows(rows, observation, timeZone),
    capturedAt: new Date(captured_at).toISOString(),
    ...(capture_id === '' ? {} : { captureId: capture_id }),
    ...(parser_version === null ? {} : { parserVersion: parser_version }),
    ...(part === '' ? { path } : {}),
    ...(run_id === null ? {} : { runId: run_id }),
  }
  return [`${JSON.stringify(line)}\n`]
}
