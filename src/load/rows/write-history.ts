/** Writes the histories of questions to `qa`: the present rows, and the versions before them. */
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
import { joinedKey, mergeRows, removeOthers, type Written } from './write-rows.ts'

export interface HistoryOfQuestion extends QuestionKey {
  /** Null: no capture shows the question any more. */
  readonly history: QuestionHistory | null
  /** Time of the first observation; null without one. */
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
  readonly past: RowTable
  readonly timelinesOf: (history: QuestionHistory) => readonly RowTimeline[]
}

const question: Part = {
  table: questionTable,
  past: versionTable(questionTable),
  timelinesOf: (history) => history.question,
}
const answer: Part = {
  table: answerTable,
  past: versionTable(answerTable),
  timelinesOf: (history) => history.answers,
}
const reply: Part = {
  table: replyTable,
  past: versionTable(replyTable),
  timelinesOf: (history) => history.replies,
}
const related: Part = {
  table: relatedTable,
  past: versionTable(relatedTable),
  timelinesOf: (history) => history.related,
}

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

/** Before the writes, because a removed best answer makes way for another. Rows that refer to a row are removed before it. */
async function removeLostRows(db: Kysely<Database>, histories: readonly HistoryOfQuestion[]): Promise<void> {
  const losing = histories.filter(({ mayLoseRows, knownSince }) => mayLoseRows && knownSince !== null)
  for (const part of [related, reply, answer, question]) {
    await removeOthers(
      db,
      part.past,
      losing.map((one) => keptVersions(one, part)),
    )
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
    for (const timeline of timelinesOf(one, part)) {
      rows.push(presentRow(one, timeline))
      versions.push(...versionRows(one, timeline))
    }
  }
  const written = await mergeRows(db, part.table, rows)
  await mergeRows(db, part.past, versions)
  return written
}

function timelinesOf({ history }: HistoryOfQuestion, part: Part): readonly RowTimeline[] {
  return history === null ? [] : part.timelinesOf(history)
}

function presentRow({ site, question_id, knownSince }: HistoryOfQuestion, timeline: RowTimeline): Row {
  return {
    site,
    question_id,
    ...timeline.key,
    ...timeline.content,
    ...timeline.quiet,
    capture_id: timeline.source.captureId,
    first_seen_at: timeline.firstSeenAt,
    changed_at: timeline.changedAt,
    gone_at: timeline.gone?.at ?? null,
    gone_reason: timeline.gone?.reason ?? null,
    known_since: knownSince,
  }
}

function versionRows({ site, question_id }: HistoryOfQuestion, timeline: RowTimeline): Row[] {
  return timeline.versions.map(({ content, source, validTo, endedBy }) => ({
    site,
    question_id,
    ...timeline.key,
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
  const kept = timelinesOf(one, part).map(({ key }) => joinedKey(part.table, key))
  return { site, question_id, known_since: one.knownSince ?? '', kept }
}

function keptVersions(one: HistoryOfQuestion, part: Part) {
  const { site, question_id } = one
  const kept = timelinesOf(one, part).flatMap((timeline) =>
    versionRows(one, timeline).map((row) => joinedKey(part.past, row)),
  )
  return { site, question_id, known_since: one.knownSince ?? '', kept }
}
