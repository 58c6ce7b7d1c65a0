/** What a load came to, table by table. */
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
  /** Rows of a capture that is older than what is loaded; nothing was done with them. */
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
