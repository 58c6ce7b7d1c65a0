/** The report of a re-parse: counts, changed fields with samples, and questions that were not found again. */
import type { ReparseEnd } from '../../reparse/reparse.ts'
import { counted } from '../output/counted.ts'
import { renderTable } from '../output/table.ts'
import { changeText } from './difference-lines.ts'

/** The outcome of a re-parse of rejects. */
export interface Retried {
  readonly rejects: number
  readonly madeGood: number
  readonly stillRejected: ReparseEnd['rejectedFor']
  /** Pages that show no question by today's parser. */
  readonly noQuestion: number
  /** Not in the archive, or damaged there. */
  readonly unreadable: number
}

export function retriedOf(
  { pages, withQuestion, rejectedFor, notFound, notAQuestion }: ReparseEnd,
  unreadable: number,
): Retried {
  return {
    rejects: pages + unreadable,
    madeGood: withQuestion,
    stillRejected: rejectedFor,
    noQuestion: notFound + notAQuestion,
    unreadable,
  }
}

export function reparseReport(
  end: ReparseEnd,
  { withFields, retried }: { readonly withFields: boolean; readonly retried: Retried | null },
): string {
  const counts = retried === null ? countsOf(end) : countsOfRetried(retried)
  const lines = [
    renderTable(
      ['', 'count'],
      counts.filter(([, count], at) => at === 0 || count > 0),
    ),
  ]
  if (withFields && end.fields.length > 0) lines.push('', ...fieldLines(end))
  if (end.lost > 0) lines.push('', ...lostLines(end))
  if (end.runId === null) lines.push('', 'A dry run: nothing was written.')
  return lines.join('\n')
}

type Count = readonly [what: string, count: number]

function countsOf(end: ReparseEnd): readonly Count[] {
  return [
    ['pages read', end.pages],
    ['questions changed', end.changed],
    ['questions unchanged', end.unchanged],
    ['questions new', end.new],
    ['rejected', end.rejected],
    ['not found', end.notFound],
    ['not a question', end.notAQuestion],
    ['older than what is loaded', end.older],
    ['gone since', end.gone],
  ]
}

function countsOfRetried({
  rejects,
  madeGood,
  stillRejected,
  noQuestion,
  unreadable,
}: Retried): readonly Count[] {
  return [
    ['rejects', rejects],
    ['made good', madeGood],
    ...stillRejected.map(({ reason, pages }) => [`still rejected: ${reason}`, pages] as const),
    ['no question there', noQuestion],
    ['unreadable', unreadable],
  ]
}

function fieldLines({ fields }: ReparseEnd): readonly string[] {
  return fields.flatMap(({ field, records, samples }) => [
    `${field}: ${counted(records, 'record')}`,
    ...samples.map(
      ({ site, questionId, place, before, after }) =>
        `  ${site} ${questionId} ${place}: ${changeText(before, after)}`,
    ),
  ])
}

function lostLines({ lost, lostSamples }: ReparseEnd): readonly string[] {
  return [
    `${counted(lost, 'question')} of the database in whose pages the parser finds none now (rows stay):`,
    ...lostSamples.map(
      ({ site, path, kind, reason }) => `  ${site} ${path}: ${kind}${reason === null ? '' : ` (${reason})`}`,
    ),
  ]
}
