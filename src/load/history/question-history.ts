/**
 * Computes the history of one question from its captures: present rows and earlier versions. A pure function of the set
 * of captures, so nothing depends on the order in which they were loaded.
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
import { amend, newTimeline, observe, type RowTimeline, retire, type Source } from './row-timeline.ts'
import { isFurtherPage, type WholeRun, wholeRuns } from './whole-runs.ts'

export interface QuestionHistory {
  readonly question: readonly RowTimeline[]
  readonly answers: readonly RowTimeline[]
  readonly replies: readonly RowTimeline[]
  readonly related: readonly RowTimeline[]
}

/** Null where no capture shows the question. */
export function questionHistory(observed: readonly ObservedRecord[]): QuestionHistory | null {
  const ordered = observed.toSorted((a, b) => inOrder(a.observation, b.observation))
  const whole = wholeRuns(ordered)
  const history = new History()
  for (const one of ordered) {
    const { observation, rows } = one
    const source = sourceOf(observation)
    if (rows === null) {
      history.retireQuestion(source)
      continue
    }
    history.observe(observation, rows, isFurtherPage(one, ordered))
    const run = whole.get(observation)
    if (run !== undefined) history.endRun(run, source)
  }
  return history.rows()
}

class History {
  #question: RowTimeline | undefined
  /** The question is known only from a further page, which may abridge it: what the first page shows is then no edit. */
  #isProvisional = false
  #last: { readonly digest: string | null; readonly parser: string | null } = { digest: null, parser: null }
  readonly #answers = new Map<string, RowTimeline>()
  readonly #replies = new Map<string, RowTimeline>()
  readonly #related = new Map<string, RowTimeline>()
  /** Pages, and digests of their records, of the captures that last showed the question whole. */
  #whole: ReadonlyMap<string, string | null> = new Map()

  observe(observation: Observation, rows: RecordRows, isFurther: boolean): void {
    const source = sourceOf(observation)
    this.#observeQuestion(observation, rows.question, isFurther)
    if (observation.complete) {
      this.#whole = new Map([[partKeyOf(observation), observation.record_digest]])
      retireMissing(answerTable, this.#answers, rows.answers, source)
      retireMissing(replyTable, this.#replies, rows.replies, source)
      retireMissing(relatedTable, this.#related, rows.related, source)
    }
    this.#moveBestAnswer(rows.answers, source)
    observeAll(answerTable, this.#answers, rows.answers, source)
    const replies = isFurther ? rows.replies.filter((row) => row['answer_key'] !== '') : rows.replies
    observeAll(replyTable, this.#replies, replies, source)
    if (!isFurther) observeAll(relatedTable, this.#related, rows.related, source)
  }

  /** Rows that no capture has shown since the run began are gone. */
  endRun({ since, pages }: WholeRun, source: Source): void {
    this.#whole = new Map([...pages].map((page) => [partKeyOf(page), page.record_digest]))
    if (this.#question !== undefined) this.#question.quiet = { ...this.#question.quiet, complete: true }
    for (const track of [this.#answers, this.#replies, this.#related].flatMap((tracks) => [
      ...tracks.values(),
    ])) {
      if (track.shown.at < since) retire(track, 'not-shown', source)
    }
  }

  /** Its answers stay: no capture says that they are gone. */
  retireQuestion(source: Source): void {
    if (this.#question !== undefined) retire(this.#question, 'page-gone', source)
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

  #observeQuestion(observation: Observation, row: Row, isFurther: boolean): void {
    const source = sourceOf(observation)
    const { content } = columnsOf(questionTable, row)
    const track = this.#question
    const isFirst = track === undefined || (this.#isProvisional && !isFurther)
    const isSame = this.#isRepeated(observation, isFurther && !isFirst)
    const isWhole =
      observation.complete || this.#whole.get(partKeyOf(observation)) === observation.record_digest
    const warnings = { layout: observation.layout, checks: observation.checks ?? [] }
    if (isFirst) {
      const since = track === undefined ? {} : { firstSeenAt: track.firstSeenAt }
      this.#question = {
        ...newTimeline(questionTable, {}, content, { complete: isWhole, ...warnings }, source),
        ...since,
      }
      this.#isProvisional = isFurther
    } else if (isFurther) {
      const complete = track.quiet['complete'] === true && isWhole
      observe(track, track.content, { ...track.quiet, complete }, source)
    } else {
      observe(track, content, { ...track.quiet, ...(isSame ? {} : warnings), complete: isWhole }, source)
    }
  }

  /** An unchanged page is not read again, so its warnings are those of the first capture that showed the same. */
  #isRepeated({ record_digest, parser_version }: Observation, isIgnored: boolean): boolean {
    if (isIgnored) return true
    const parser = parser_version ?? this.#last.parser
    const isSame = this.#last.digest === record_digest && this.#last.parser === parser
    this.#last = { digest: record_digest, parser }
    return isSame
  }

  /** The previous best answer is no longer the best, even if this capture does not show it. */
  #moveBestAnswer(shown: readonly Row[], source: Source): void {
    const best = shown.find((row) => row['is_best'] === true)
    if (best === undefined) return
    for (const [key, track] of this.#answers) {
      if (track.content['is_best'] !== true || track.gone !== null) continue
      if (key !== keyOf(answerTable, best)) amend(track, { ...track.content, is_best: false }, source)
    }
  }
}

function observeAll(
  table: RowTable,
  tracks: Map<string, RowTimeline>,
  rows: readonly Row[],
  source: Source,
): void {
  for (const row of rows) {
    const { key, content, quiet } = columnsOf(table, row)
    const track = tracks.get(keyOf(table, row))
    if (track === undefined) tracks.set(keyOf(table, row), newTimeline(table, key, content, quiet, source))
    else observe(track, content, quiet, source)
  }
}

function retireMissing(
  table: RowTable,
  tracks: ReadonlyMap<string, RowTimeline>,
  rows: readonly Row[],
  source: Source,
): void {
  const shown = new Set(rows.map((row) => keyOf(table, row)))
  for (const [key, track] of tracks) if (!shown.has(key)) retire(track, 'not-shown', source)
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
