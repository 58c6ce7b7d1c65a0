/**
 * All that the captures of one question say, as rows: the present ones and the earlier versions. A pure function of the
 * set of captures, so that nothing depends on the order in which they were loaded.
 */

import type { RecordRows, Row } from '../../database/schema/record-rows.ts'
import {
  answerTable,
  questionTable,
  type RowTable,
  relatedTable,
  replyTable,
  withinQuestion,
} from '../rows/row-tables.ts'
import { inOrder, type Observation, type ObservedRecord, partKeyOf, sourceOf } from './observation.ts'
import { alter, hide, newTimeline, type RowTimeline, type Source, show } from './row-timeline.ts'
import { isFurtherPage, type WholeRun, wholeRuns } from './whole-runs.ts'

export interface QuestionHistory {
  readonly question: readonly RowTimeline[]
  readonly answers: readonly RowTimeline[]
  readonly replies: readonly RowTimeline[]
  readonly related: readonly RowTimeline[]
}

/** Null where no capture shows the question. */
export function questionHistory(sighted: readonly ObservedRecord[]): QuestionHistory | null {
  const ordered = sighted.toSorted((a, b) => inOrder(a.observation, b.observation))
  const whole = wholeRuns(ordered)
  const history = new History()
  for (const one of ordered) {
    const { observation, reading } = one
    const source = sourceOf(observation)
    if (reading === null) {
      history.loseQuestion(source)
      continue
    }
    history.see(observation, reading, isFurtherPage(one, ordered))
    const run = whole.get(observation)
    if (run !== undefined) history.endRun(run, source)
  }
  return history.rows()
}

class History {
  #question: RowTimeline | undefined
  /** The question was only seen on a further page, which may abridge it: the first page's word is no edit. */
  #isProvisional = false
  #said: { readonly digest: string | null; readonly parser: string | null } = { digest: null, parser: null }
  readonly #answers = new Map<string, RowTimeline>()
  readonly #replies = new Map<string, RowTimeline>()
  readonly #related = new Map<string, RowTimeline>()
  /** Pages and readings of the captures that last showed the question whole. */
  #whole: ReadonlyMap<string, string | null> = new Map()

  see(observation: Observation, reading: RecordRows, isFurther: boolean): void {
    const source = sourceOf(observation)
    this.#seeQuestion(observation, reading.question, isFurther)
    if (observation.complete) {
      this.#whole = new Map([[partKeyOf(observation), observation.record_digest]])
      hideMissing(answerTable, this.#answers, reading.answers, source)
      hideMissing(replyTable, this.#replies, reading.replies, source)
      hideMissing(relatedTable, this.#related, reading.related, source)
    }
    this.#moveBestAnswer(reading.answers, source)
    showAll(answerTable, this.#answers, reading.answers, source)
    const replies = isFurther ? reading.replies.filter((row) => row['answer_key'] !== '') : reading.replies
    showAll(replyTable, this.#replies, replies, source)
    if (!isFurther) showAll(relatedTable, this.#related, reading.related, source)
  }

  /** What no capture has shown since the run began is not there any more. */
  endRun({ since, pages }: WholeRun, source: Source): void {
    this.#whole = new Map([...pages].map((page) => [partKeyOf(page), page.record_digest]))
    if (this.#question !== undefined) this.#question.quiet = { ...this.#question.quiet, complete: true }
    for (const track of [this.#answers, this.#replies, this.#related].flatMap((tracks) => [
      ...tracks.values(),
    ])) {
      if (track.shown.at < since) hide(track, 'not-shown', source)
    }
  }

  /** Its answers stay: nothing has been said of them. */
  loseQuestion(source: Source): void {
    if (this.#question !== undefined) hide(this.#question, 'page-gone', source)
  }

  rows(): QuestionHistory | null {
    if (this.#question === undefined) return null
    return {
      question: [this.#question],
      answers: [...this.#answers.values()],
      replies: [...this.#replies.values()],
      related: [...this.#related.values()],
    }
  }

  #seeQuestion(observation: Observation, row: Row, isFurther: boolean): void {
    const source = sourceOf(observation)
    const { content } = columnsOf(questionTable, row)
    const track = this.#question
    const isFirst = track === undefined || (this.#isProvisional && !isFurther)
    const isSame = this.#isSaidAgain(observation, isFurther && !isFirst)
    const isWhole =
      observation.complete || this.#whole.get(partKeyOf(observation)) === observation.record_digest
    const said = { layout: observation.layout, checks: observation.checks ?? [] }
    if (isFirst) {
      const since = track === undefined ? {} : { firstSeenAt: track.firstSeenAt }
      this.#question = { ...newTimeline({}, content, { complete: isWhole, ...said }, source), ...since }
      this.#isProvisional = isFurther
    } else if (isFurther) {
      const complete = track.quiet['complete'] === true && isWhole
      show(track, track.content, { ...track.quiet, complete }, source)
    } else {
      show(track, content, { ...track.quiet, ...(isSame ? {} : said), complete: isWhole }, source)
    }
  }

  /** An unchanged page is not looked at, so its warnings are those of the first capture that said the same. */
  #isSaidAgain({ record_digest, parser_version }: Observation, isIgnored: boolean): boolean {
    if (isIgnored) return true
    const parser = parser_version ?? this.#said.parser
    const isSame = this.#said.digest === record_digest && this.#said.parser === parser
    this.#said = { digest: record_digest, parser }
    return isSame
  }

  /** The answer that was best until now and is not shown again steps down. */
  #moveBestAnswer(shown: readonly Row[], source: Source): void {
    const best = shown.find((row) => row['is_best'] === true)
    if (best === undefined) return
    for (const [key, track] of this.#answers) {
      if (track.content['is_best'] !== true || track.gone !== null) continue
      if (key !== keyOf(answerTable, best)) alter(track, { ...track.content, is_best: false }, source)
    }
  }
}

function showAll(
  table: RowTable,
  tracks: Map<string, RowTimeline>,
  rows: readonly Row[],
  source: Source,
): void {
  for (const row of rows) {
    const { key, content, quiet } = columnsOf(table, row)
    const track = tracks.get(keyOf(table, row))
    if (track === undefined) tracks.set(keyOf(table, row), newTimeline(key, content, quiet, source))
    else show(track, content, quiet, source)
  }
}

function hideMissing(
  table: RowTable,
  tracks: ReadonlyMap<string, RowTimeline>,
  rows: readonly Row[],
  source: Source,
): void {
  const shown = new Set(rows.map((row) => keyOf(table, row)))
  for (const [key, track] of tracks) if (!shown.has(key)) hide(track, 'not-shown', source)
}

function keyOf(table: RowTable, row: Row): string {
  return JSON.stringify(withinQuestion(table).map((name) => row[name]))
}

function columnsOf(table: RowTable, row: Row): { key: Row; content: Row; quiet: Row } {
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
  return {
    key: pick(withinQuestion(table)),
    content: pick(Object.keys(table.content)),
    quiet: pick(Object.keys(table.quiet)),
  }
}
