/** What a re-parse came to, for people. */
import type { ReparseEnd } from '../crawl/reparse.ts'
import { changeText } from './difference-lines.ts'
import { renderTable } from './table.ts'

export function reparseReport(end: ReparseEnd, withFields: boolean): string {
  const counted = [
    ['pages read', end.pages],
    ['questions changed', end.changed],
    ['questions unchanged', end.unchanged],
    ['questions new', end.new],
    ['rejected', end.rejected],
    ['not found', end.notFound],
    ['not a question', end.notAQuestion],
    ['older than what is loaded', end.older],
    ['gone since', end.gone],
  ] as const
  const lines = [
    renderTable(
      ['', 'count'],
      counted.filter(([, count], at) => at === 0 || count > 0),
    ),
  ]
  if (withFields && end.fields.length > 0) lines.push('', ...fieldLines(end))
  if (end.lost > 0) lines.push('', ...lostLines(end))
  if (end.runId === null) lines.push('', 'A dry run: nothing was written.')
  return lines.join('\n')
}

function fieldLines({ fields }: ReparseEnd): readonly string[] {
  return fields.flatMap(({ field, records, samples }) => [
    `${field}: ${records === 1 ? '1 record' : `${records} records`}`,
    ...samples.map(
      ({ site, questionId, place, before, after }) =>
        `  ${site} ${questionId} ${place}: ${changeText(before, after)}`,
    ),
  ])
}

function lostLines({ lost, lostSamples }: ReparseEnd): readonly string[] {
  return [
    `${lost === 1 ? '1 question' : `${lost} questions`} of the database in whose pages the parser finds none now (rows stay):`,
    ...lostSamples.map(
      ({ site, path, kind, reason }) => `  ${site} ${path}: ${kind}${reason === null ? '' : ` (${reason})`}`,
    ),
  ]
}
