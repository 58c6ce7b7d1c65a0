/**
 * One row through time: its present content, since when, and its earlier versions. Captures are applied in order of time.
 *
 * A difference between two captures read by the same parser is the site's: an edit where a text differs, else a change of
 * a count, a state or a name. Between captures read by different parsers it may come from either: the earlier state is
 * kept, marked `parser`, and `changed_at` does not move.
 * Re-parsing the older capture removes the mark.
 */
import type { EndReason } from '../../database/schema/qa-tables.ts'
import type { Row } from '../../database/schema/record-rows.ts'
import type { RowTable } from '../rows/row-tables.ts'
import { areDifferentParsers } from './parser-order.ts'

export interface Source {
  /** ISO 8601, UTC, milliseconds: compares as text. */
  readonly at: string
  readonly captureId: string | null
  readonly parserVersion: string | null
}

export interface Version {
  readonly content: Row
  readonly source: Source
  readonly validTo: string
  readonly endedBy: EndReason
}

export interface RowTimeline {
  /** Columns of the key within the question. */
  readonly key: Row
  /** Columns of the table that are texts: a difference in one is an edit. */
  readonly texts: readonly string[]
  content: Row
  quiet: Row
  /** Since when, from which capture and by which parser it has its present content. */
  source: Source
  readonly firstSeenAt: string
  changedAt: string
  gone: { readonly at: string; readonly reason: EndReason } | null
  /** The last capture that shows it. */
  shown: Source
  readonly versions: Version[]
}

export function newTimeline(
  { texts }: Pick<RowTable, 'texts'>,
  key: Row,
  content: Row,
  quiet: Row,
  source: Source,
): RowTimeline {
  const { at } = source
  return {
    key,
    texts,
    content,
    quiet,
    source,
    firstSeenAt: at,
    changedAt: at,
    gone: null,
    shown: source,
    versions: [],
  }
}

export function observe(track: RowTimeline, content: Row, quiet: Row, source: Source): void {
  amend(track, content, source)
  track.quiet = quiet
  track.shown = source
}

/** Applies a change that a capture implies without showing the row: another answer is now the best. */
export function amend(track: RowTimeline, content: Row, source: Source): void {
  if (track.gone !== null) {
    end(track, track.gone.at, track.gone.reason)
    track.gone = null
    track.changedAt = source.at
  } else if (isSameRow(track.content, content)) {
    return
  } else {
    const byParser = areDifferentParsers(track.shown.parserVersion, source.parserVersion)
    end(track, source.at, byParser ? 'parser' : isSameText(track, content) ? 'changed' : 'edited')
    if (!byParser) track.changedAt = source.at
  }
  track.content = content
  track.source = source
}

export function retire(track: RowTimeline, reason: 'not-shown' | 'page-gone', source: Source): void {
  if (track.gone !== null) return
  const byParser =
    reason === 'not-shown' && areDifferentParsers(track.shown.parserVersion, source.parserVersion)
  track.gone = { at: source.at, reason: byParser ? 'parser' : reason }
}

/** Two captures of one instant leave no version between them. */
function end(track: RowTimeline, validTo: string, endedBy: EndReason): void {
  const { content, source } = track
  if (source.at < validTo) track.versions.push({ content, source, validTo, endedBy })
}

/** Rows come from one function, with their columns in one order. */
function isSameRow(a: Row, b: Row): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function isSameText({ texts, content }: RowTimeline, next: Row): boolean {
  return texts.every((name) => JSON.stringify(content[name]) === JSON.stringify(next[name]))
}
