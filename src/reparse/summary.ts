/** What a re-parse, or any part of one, has read and changed: of one page, of a batch, of a file. Parts add up. */
import { addCounts, type LoadCounts, nothingLoaded } from '../load/load-counts.ts'
import type { RejectReason } from '../model/parse-outcome.ts'
import { changesOf, type PlacedPage } from './compare-with-stored.ts'
import { addFieldChanges, type FieldChange, fieldChangesOf } from './field-changes.ts'

const noCounts = {
  /** Pages that were parsed again. */
  pages: 0,
  /** Of these: the parser finds a question, whatever is loaded. */
  withQuestion: 0,
  /** Of the pages: a newer capture is loaded; at most history changes. */
  older: 0,
  /** The site has dropped the question since; at most history changes. */
  gone: 0,
  /** Questions that the database did not have. */
  new: 0,
  /** Questions whose record differs from what is loaded. */
  changed: 0,
  unchanged: 0,
  rejected: 0,
  notFound: 0,
  notAQuestion: 0,
  /** Pages whose question is in the database and in which the parser finds none now. Their rows stay. */
  lost: 0,
}

type ReparseCounts = Readonly<typeof noCounts>

export interface ReparseSummary extends ReparseCounts {
  readonly rejectedFor: readonly RejectedFor[]
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

const maxLostSamples = 3

export const nothingRead: ReparseSummary = {
  ...noCounts,
  rejectedFor: [],
  lostSamples: [],
  fields: [],
  rows: nothingLoaded,
}

/** Of one page, before any row is written. */
export function summaryOfPage(page: PlacedPage): ReparseSummary {
  const { outcome, recency, stored, path } = page
  if (outcome.kind === 'question') {
    const read = { ...nothingRead, pages: 1, withQuestion: 1 }
    if (recency !== 'current') return { ...read, [recency]: 1 }
    if (stored === null) return { ...read, new: 1 }
    const changes = changesOf(stored.page, outcome.page, path)
    if (changes.length === 0) return { ...read, unchanged: 1 }
    return { ...read, changed: 1, fields: fieldChangesOf(outcome.page, changes) }
  }
  const reason = outcome.kind === 'rejected' ? outcome.reason : null
  const read = { ...nothingRead, pages: 1, rejectedFor: reason === null ? [] : [{ reason, pages: 1 }] }
  if (recency !== 'current') return { ...read, [recency]: 1 }
  const counted = { ...read, [countOf[outcome.kind]]: 1 }
  if (page.questionId === null) return counted
  return { ...counted, lost: 1, lostSamples: [{ site: page.site, path, kind: outcome.kind, reason }] }
}

const countOf = {
  rejected: 'rejected',
  'not-found': 'notFound',
  'not-a-question': 'notAQuestion',
} as const

export function addSummaries(a: ReparseSummary, b: ReparseSummary): ReparseSummary {
  const counts = { ...noCounts }
  for (const name of countNames) counts[name] = a[name] + b[name]
  return {
    ...counts,
    rejectedFor: addReasons([...a.rejectedFor, ...b.rejectedFor]),
    lostSamples: [...a.lostSamples, ...b.lostSamples].slice(0, maxLostSamples),
    fields: addFieldChanges(a.fields, b.fields),
    rows: addCounts(a.rows, b.rows),
  }
}

const countNames = Object.keys(noCounts) as readonly (keyof ReparseCounts)[]

function addReasons(all: readonly RejectedFor[]): readonly RejectedFor[] {
  return [...Map.groupBy(all, ({ reason }) => reason)]
    .map(([reason, parts]) => ({ reason, pages: parts.reduce((sum, { pages }) => sum + pages, 0) }))
    .sort((a, b) => b.pages - a.pages || (a.reason < b.reason ? -1 : 1))
}
