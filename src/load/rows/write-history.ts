/** Histories of questions into the tables of `qa`: the present rows, and the versions before them. */
import type { Kysely } from 'kysely'
import type { Row } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { QuestionKey } from '../history/observation-store.ts'
import type { QuestionHistory } from '../history/question-history.ts'
import type { RowTimeline } from '../history/row-timeline.ts'
import {
  answerTable,
  questionTable,
  type RowTable,
  relatedTable,
  replyTable,
  versionTable,
} from './row-tables.ts'
import { joinedKey, mergeRows, nothingWritten, removeOthers, type Written } from './write-rows.ts'

export interface HistoryOfQuestion extends QuestionKey {
  /** Null: nothing shows the question any more. */
  readonly history: QuestionHistory | null
  /** Time of the first observation; null where there is none. */
  readonly knownSince: string | null
  readonly mayLoseRows: boolean
}

export interface HistoryCounts {
  readonly question: Written
  readonly answer: Written
  readonly reply: Written
  readonly related: Written
}

interface Part {
  readonly table: RowTable
  readonly past: RowTable | null
  readonly tracksOf: (history: QuestionHistory) => readonly RowTimeline[]
}

const question: Part = {
  table: questionTable,
  past: versionTable(questionTable),
  tracksOf: (history) => history.question,
}
const answer: Part = {
  table: answerTable,
  past: versionTable(answerTable),
  tracksOf: (history) => history.answers,
}
const reply: Part = {
  table: replyTable,
  past: versionTable(replyTable),
  tracksOf: (history) => history.replies,
}
const related: Part = { table: relatedTable, past: null, tracksOf: (history) => history.related }

export async function writeHistories(
  db: Kysely<Database>,
  histories: readonly HistoryOfQuestion[],
): Promise<HistoryCounts> {
  await removeLostRows(db, histories)
  return {
    question: await writePart(db, histories, question),
    answer: await writePart(db, histories, answer),
    reply: await writePart(db, histories, reply),
    related: await writePart(db, histories, related),
  }
}

/** First, since a best answer that goes makes way for another. What hangs on a row goes before it. */
async function removeLostRows(db: Kysely<Database>, histories: readonly HistoryOfQuestion[]): Promise<void> {
  const losing = histories.filter(({ mayLoseRows, knownSince }) => mayLoseRows && knownSince !== null)
  for (const part of [related, reply, answer, question]) {
    if (part.past !== null) {
      await removeOthers(
        db,
        part.past,
        losing.map((one) => keptVersions(one, part)),
      )
    }
    await removeOthers(
      db,
      part.table,
      losing.map((one) => keptRows(one, part)),
    )
  }
}

async function writePart(
  db: Kysely<Database>,
  histories: readonly HistoryOfQuestion[],
  part: Part,
): Promise<Written> {
  const rows: Row[] = []
  const versions: Row[] = []
  for (const one of histories) {
    for (const track of tracksOf(one, part)) {
      rows.push(presentRow(one, track))
      if (part.past !== null) versions.push(...versionRows(one, track))
    }
  }
  const written = await mergeRows(db, part.table, rows)
  if (part.past !== null && versions.length > 0) await mergeRows(db, part.past, versions)
  return rows.length === 0 ? nothingWritten : written
}

function tracksOf({ history }: HistoryOfQuestion, part: Part): readonly RowTimeline[] {
  return history === null ? [] : part.tracksOf(history)
}

function presentRow({ site, question_id, knownSince }: HistoryOfQuestion, track: RowTimeline): Row {
  return {
    site,
    question_id,
    ...track.key,
    ...track.content,
    ...track.quiet,
    capture_id: track.source.captureId,
    first_seen_at: track.firstSeenAt,
    changed_at: track.changedAt,
    gone_at: track.gone?.at ?? null,
    gone_reason: track.gone?.reason ?? null,
    known_since: knownSince,
  }
}

function versionRows({ site, question_id }: HistoryOfQuestion, track: RowTimeline): Row[] {
  return track.versions.map(({ content, source, validTo, endedBy }) => ({
    site,
    question_id,
    ...track.key,
    ...content,
    valid_from: source.at,
    valid_to: validTo,
    ended_by: endedBy,
    capture_id: source.captureId,
    parser_version: source.parserVersion,
  }))
}

function keptRows(one: HistoryOfQuestion, part: Part) {
  const { site, question_id } = one
  const kept = tracksOf(one, part).map(({ key }) => joinedKey(part.table, key))
  return { site, question_id, known_since: one.knownSince ?? '', kept }
}

function keptVersions(one: HistoryOfQuestion, part: Part) {
  const { site, question_id } = one
  const table = part.past ?? part.table
  const kept = tracksOf(one, part).flatMap((track) =>
    versionRows(one, track).map((row) => joinedKey(table, row)),
  )
  return { site, question_id, known_since: one.knownSince ?? '', kept }
}
