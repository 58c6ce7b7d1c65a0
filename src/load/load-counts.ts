/** Counts rows by what loading did to them, table by table. */
import type { QuestionPage } from '../model/question-page.ts'
import type { HistoryCounts } from './rows/write-history.ts'
import { nothingWritten } from './rows/write-rows.ts'

/** Rows of a load, by table. */
export interface LoadCounts {
  readonly question: RowCounts
  readonly answer: RowCounts
  readonly reply: RowCounts
  readonly related: RowCounts
}

export interface RowCounts {
  readonly inserted: number
  readonly changed: number
  readonly unchanged: number
  /** Rows that a whole question no longer shows. */
  readonly gone: number
  /** Rows of a capture that is older than what is loaded; they are not written. */
  readonly stale: number
}

const noRows: RowCounts = { inserted: 0, changed: 0, unchanged: 0, gone: 0, stale: 0 }

export const nothingLoaded: LoadCounts = { question: noRows, answer: noRows, reply: noRows, related: noRows }

export function addCounts(a: LoadCounts, b: LoadCounts): LoadCounts {
  return {
    question: addRows(a.question, b.question),
    answer: addRows(a.answer, b.answer),
    reply: addRows(a.reply, b.reply),
    related: addRows(a.related, b.related),
  }
}

function addRows(a: RowCounts, b: RowCounts): RowCounts {
  return {
    inserted: a.inserted + b.inserted,
    changed: a.changed + b.changed,
    unchanged: a.unchanged + b.unchanged,
    gone: a.gone + b.gone,
    stale: a.stale + b.stale,
  }
}

/** Counts of a record whose rows all have the same result. */
export function countAs(fate: 'inserted' | 'unchanged' | 'stale', page: QuestionPage): LoadCounts {
  const shown = shownRows(page)
  const rows = (count: number): RowCounts => ({ ...nothingLoaded.question, [fate]: count })
  return {
    question: rows(shown.question),
    answer: rows(shown.answer),
    reply: rows(shown.reply),
    related: rows(shown.related),
  }
}

/** Counts of records that were compared: rows that they show and that were not written are unchanged. */
export function countLive(
  pages: readonly QuestionPage[],
  written: HistoryCounts | null,
  questionsMade: number,
): LoadCounts {
  const shown = pages.map(shownRows)
  const count = (part: keyof LoadCounts): RowCounts => {
    const { changed, gone, inserted: merged } = written?.[part] ?? nothingWritten
    const inserted = merged + (part === 'question' ? questionsMade : 0)
    const rows = shown.reduce((sum, page) => sum + page[part], 0)
    return { inserted, changed, gone, unchanged: Math.max(0, rows - inserted - changed), stale: 0 }
  }
  return {
    question: count('question'),
    answer: count('answer'),
    reply: count('reply'),
    related: count('related'),
  }
}

/** How many rows a record has in all tables together. */
export function rowsShown(page: QuestionPage): number {
  return Object.values(shownRows(page)).reduce((sum, rows) => sum + rows, 0)
}

function shownRows(page: QuestionPage): Readonly<Record<keyof LoadCounts, number>> {
  const replies = page.answers.reduce((sum, answer) => sum + answer.replies.length, page.replies.length)
  return { question: 1, answer: page.answers.length, reply: replies, related: page.related.length }
}
