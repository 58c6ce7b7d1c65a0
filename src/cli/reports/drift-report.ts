/** The report on a host that the quality gate or the outcome breaker stopped: fields, their share before and now, and a sample page. */
import { readField } from '../../crawl/drift/drift-test.ts'
import type { HostSummary } from '../../crawl/engine/summary.ts'
import { answeredField, type Coverage, type DriftReport, isOutcomeReport } from '../../model/drift-report.ts'
import { renderTable } from '../output/table.ts'

/** One text for each host that the gate stopped, or that is being tried again since. `place`: see `placeFlags`. */
export function gateReports(hosts: readonly HostSummary[], place = ''): string[] {
  return hosts.flatMap((host) => (host.gate === null ? [] : [gateReport(host, host.gate, place)]))
}

function gateReport({ group, state }: HostSummary, gate: DriftReport, place: string): string {
  const { broken, reason, trippedAt, parserVersion } = gate
  const [{ field, sample }] = broken
  const rows = broken.map((one) => [
    one.field,
    one.layout === '' ? 'all' : one.layout,
    one.before.pages === 0 ? 'no past' : sharePer(one.before),
    sharePer(one.now),
    one.sample?.path ?? '',
  ])
  const lines = [
    `the ${isOutcomeReport(gate) ? 'outcome breaker' : 'quality gate'} stopped host ${group} at ${trippedAt}${state === 'ready' ? '; it is being tried again' : ''}:`,
    `${reason}`,
    '',
    renderTable(['field', 'layout', 'before', 'last pages', 'without it'], rows),
    '',
  ]
  if (sample?.captureId != null) {
    const read = isOutcomeReport(gate) ? '' : ` | mondo parse - --url '${sample.url}' --explain`
    lines.push(`see one:  mondo archive cat ${sample.captureId}${place}${read}`)
  }
  if (isOutcomeReport(gate)) return [...lines, ...adviceOn(field)].join('\n')
  const again = `mondo reparse${field === readField ? ' --rejected' : ''}${place}`
  return [
    ...lines,
    `then:     if the parser is wrong: mend it (it was ${parserVersion}), ${again}, and crawl again`,
    '          if the pages are right as they are: crawl again with --accept-layout',
    'until then a crawl requests five pages, and continues only if they have it again (docs/operations.md)',
  ].join('\n')
}

/** Nothing is lost and nothing is marked gone: there is little to do but to look. */
function adviceOn(field: string): string[] {
  const byHand =
    field === answeredField
      ? 'look at the site in a browser: it may ask for a pause, or not want to be crawled'
      : 'if the questions are really gone: crawl again with --accept-layout'
  return [
    `then:     ${byHand}`,
    'until then a crawl requests five pages, and continues only if they are good again (docs/operations.md)',
  ]
}

function sharePer({ pages, share }: Coverage): string {
  return `${Math.round(100 * share)} % of ${Math.round(pages)}`
}
