/** What became of records, counted in rows. */
import type { QuestionPage } from '../model/question-page.ts'
import { type LoadCounts, nothingLoaded, type RowCounts } from './load-counts.ts'
import type { HistoryCounts } from './rows/write-history.ts'
import { nothingWritten } from './rows/write-rows.ts'

/** A record all of whose rows fared alike. */
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

/** Records that were compared: what they show and nobody wrote is unchanged. */
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

function shownRows(page: QuestionPage): Readonly<Record<keyof LoadCounts, number>> {
  const replies = page.answers.reduce((sum, answer) => sum + answer.replies.length, page.replies.length)
  return { question: 1, answer: page.answers.length, reply: replies, related: page.related.length }
}
