/** Prints an explanation of how a page was parsed: `mondo parse --explain`. */
import type { Explanation } from '../../parse/explain/explain.ts'
import type { ExplainedRow } from '../../parse/explain/explained-row.ts'
import { renderTable } from '../output/table.ts'

export function explanationReport(source: string, explanation: Explanation): string {
  const { rows, checks, links } = explanation
  const shown = rows.filter(
    ({ field, landmarks, unclaimed }) => field !== null || landmarks.length > 0 || unclaimed,
  )
  const sections = [
    [source, ...headLines(explanation)].join('\n'),
    shown.length === 0 ? null : tableOf(shown),
    rows.length === shown.length
      ? null
      : `${rows.length - shown.length} other blocks are outside the question`,
    section(
      'text that nothing claimed',
      rows
        .filter(({ unclaimed }) => unclaimed)
        .map(({ block, element, text }) => [...(block === null ? [] : [block]), element, text].join('  ')),
    ),
    section(
      'checks',
      checks.map(({ code, severity, message }) => `${severity}  ${code}  ${message}`),
    ),
    section('links', [
      `${links.questions.length} questions, ${links.lists.length} lists`,
      ...links.listed.map(
        ({ url, answers, status }) => `${url}  ${answers ?? '-'} answers  ${status ?? '-'}`,
      ),
      ...(links.next === null ? [] : [`next  ${links.next}`]),
      ...(links.canonical === null ? [] : [`canonical  ${links.canonical}`]),
    ]),
  ]
  return `${sections.filter((one) => one !== null).join('\n\n')}\n`
}

function headLines(explanation: Explanation): readonly string[] {
  const { url, kind, reason, layout, recognisedBy, encoding, encodingSource } = explanation
  return [
    `  ${kind}${reason === null ? '' : `: ${reason}`}  ${url}`,
    ...(layout === null
      ? []
      : [`  layout ${layout}${recognisedBy === null ? '' : `, known by ${recognisedBy}`}`]),
    ...(encoding === null ? [] : [`  encoding ${encoding}, by ${encodingSource}`]),
  ]
}

function tableOf(rows: readonly ExplainedRow[]): string {
  return renderTable(
    ['block', 'field', 'rule', 'landmarks', 'element', 'text'],
    rows.map(({ block, field, rule, landmarks, element, unclaimed, text }) => [
      block,
      unclaimed ? '(unclaimed)' : field,
      rule,
      landmarks.join(', '),
      element,
      text,
    ]),
    { maxCellWidth: 60 },
  )
}

function section(title: string, lines: readonly string[]): string | null {
  return lines.length === 0 ? null : `${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
