/** The text of `mondo try`. Pure. */
import type { RobotsDecision, TriedLink, TriedPage } from '../../app/try/try-page.ts'
import { oneLine } from '../output/one-line.ts'
import { renderTable } from '../output/table.ts'

const linksShown = 40

export function triedReport(page: TriedPage): string {
  const { url, status, contentType, bytes, failure, redirects, robots, outcome, links } = page
  const lines = [
    status === null
      ? `${oneLine(url)}: no response`
      : `${oneLine(url)}: HTTP ${status}, ${oneLine(contentType ?? 'no content type')}, ${bytes} bytes`,
    ...redirects.map((from) => `redirected from ${oneLine(from)}`),
    ...(robots === null ? [] : [`robots.txt: ${decisionText(robots)}`]),
    ...(failure === null ? [] : [oneLine(failure)]),
  ]
  if (outcome !== null) lines.push('', ...outcomeLines(page))
  if (links.length === 0) return lines.join('\n')
  const rows = links
    .slice(0, linksShown)
    .map((link) => [link.followed ? 'yes' : 'no', link.kind, link.url, whyOf(link)])
  const more =
    links.length > linksShown ? `\nand ${links.length - linksShown} more links: --json has all` : ''
  const table = renderTable(['followed', 'kind', 'link', 'decided by'], rows, { maxCellWidth: 90 })
  return `${lines.join('\n')}\n\n${table}${more}`
}

function outcomeLines({ outcome, parserVersion, encoding }: TriedPage): string[] {
  if (outcome === null) return []
  const read = `read by ${parserVersion}${encoding === null ? '' : `, ${encoding}`}`
  if (outcome.kind !== 'question') {
    const reason = outcome.kind === 'rejected' ? `: ${outcome.reason}` : ''
    return [`${outcome.kind}${reason} (${read})`, ...checkLines('checks' in outcome ? outcome.checks : [])]
  }
  const { page } = outcome
  const best = page.answers.filter(({ isBest }) => isBest).length
  return [
    `question ${page.site} ${page.questionId}, ${page.status} (${read}, layout ${page.layout})`,
    oneLine(page.title),
    `asked by ${oneLine(page.asker?.name ?? 'nobody named')}, ${page.postedAt ?? 'no time'}; ${page.answers.length} answers of ${page.answerCount ?? '?'}, ${best} best${page.complete ? '' : ', more on further pages'}`,
    ...checkLines(page.checks),
    'the whole record: --json; why each field: mondo parse --explain on the saved page',
  ]
}

function checkLines(checks: readonly { code: string; severity: string; message: string }[]): string[] {
  return checks.map(({ code, severity, message }) => `${severity} ${code}: ${oneLine(message)}`)
}

function whyOf({ refused, robots }: TriedLink): string {
  if (refused !== null) return refused
  return robots === null ? 'robots.txt is out of reach' : `robots.txt: ${decisionText(robots)}`
}

function decisionText({ allowed, line, rule }: RobotsDecision): string {
  if (line === null) return 'no line matches, which allows'
  return `${allowed ? 'allowed' : 'forbidden'} by line ${line}: ${oneLine(rule ?? '')}`
}
