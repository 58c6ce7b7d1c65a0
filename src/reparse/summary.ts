/** What a re-parse, or a part of one, came to. Parts add up, whoever read them. */
import { addCounts, type LoadCounts, nothingLoaded } from '../load/load-counts.ts'
import type { RejectReason } from '../model/parse-outcome.ts'
import { addFieldChanges, type FieldChange } from './field-changes.ts'

export interface ReparseSummary {
  /** Pages that were read again. */
  readonly pages: number
  /** Of these: in which the parser found a question, whatever is loaded. */
  readonly withQuestion: number
  /** Of the pages: a newer capture is loaded; at most history has changed. */
  readonly older: number
  /** The site has dropped the question since: as with the older ones. */
  readonly gone: number
  /** Questions that the database did not have, that read otherwise now, and that read as they are loaded. */
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  readonly rejected: number
  readonly rejectedFor: readonly RejectedFor[]
  readonly notFound: number
  readonly notAQuestion: number
  /** Pages whose question is in the database, and in which the parser finds none now. Their rows stay. */
  readonly lost: number
  readonly lostSamples: readonly LostSample[]
  readonly fields: readonly FieldChange[]
  /** Rows written; all 0 in a dry run. */
  readonly rows: LoadCounts
}

/** How many pages were rejected for a reason; the most frequent first. */
export interface RejectedFor {
  readonly reason: RejectReason
  readonly pages: number
}

export interface LostSample {
  readonly site: string
  readonly path: string
  readonly kind: string
  readonly reason: string | null
}

export const mostLostSamples = 3

export const nothingRead: ReparseSummary = {
  pages: 0,
  withQuestion: 0,
  older: 0,
  gone: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  rejected: 0,
  rejectedFor: [],
  notFound: 0,
  notAQuestion: 0,
  lost: 0,
  lostSamples: [],
  fields: [],
  rows: nothingLoaded,
}

export function addSummaries(a: ReparseSummary, b: ReparseSummary): ReparseSummary {
  return {
    pages: a.pages + b.pages,
    withQuestion: a.withQuestion + b.withQuestion,
    older: a.older + b.older,
    gone: a.gone + b.gone,
    new: a.new + b.new,
    changed: a.changed + b.changed,
    unchanged: a.unchanged + b.unchanged,
    rejected: a.rejected + b.rejected,
    rejectedFor: addReasons([...a.rejectedFor, ...b.rejectedFor]),
    notFound: a.notFound + b.notFound,
    notAQuestion: a.notAQuestion + b.notAQuestion,
    lost: a.lost + b.lost,
    lostSamples: [...a.lostSamples, ...b.lostSamples].slice(0, mostLostSamples),
    fields: addFieldChanges(a.fields, b.fields),
    rows: addCounts(a.rows, b.rows),
  }
}

function addReasons(all: readonly RejectedFor[]): readonly RejectedFor[] {
  return [...Map.groupBy(all, ({ reason }) => reason)]
    .map(([reason, parts]) => ({ reason, pages: parts.reduce((sum, { pages }) => sum + pages, 0) }))
    .sort((a, b) => b.pages - a.pages || (a.reason < b.reason ? -1 : 1))
}
