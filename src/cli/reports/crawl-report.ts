/** The texts of `mondo crawl`: the announcement before it starts, and the report at its end. */
import { durationText } from '../../app/duration.ts'
import type { CrawlEnd } from '../../crawl/engine/crawl.ts'
import type { RunSummary } from '../../crawl/engine/summary.ts'
import type { CrawlOptions } from '../../crawl/options.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { counted } from '../output/counted.ts'
import { plainReason } from '../output/plain-reason.ts'
import { renderTable } from '../output/table.ts'
import { gateReports } from './drift-report.ts'

/** The gap between two requests is lengthened by 0-50 %: a quarter on average. */
const meanJitter = 1.25

/** Pages, rate and duration, shown first so that a month of requests is not started by mistake. */
export function announcement(options: CrawlOptions, listed: readonly string[] = []): string {
  const asked = [...options.urls, ...listed, ...(options.ids === null ? [] : [options.ids.template])]
  const hosts = [...new Set(asked.map((url) => new URL(url).host))]
  const pages =
    options.maxPages === null ? 'all pages that are due' : `at most ${counted(options.maxPages, 'page')}`
  const parts = [`mondo: ${pages} of ${hosts.join(', ')}`]
  if (options.rate === 'unlimited') {
    parts.push(`without a pace, ${options.concurrency} requests at a time`)
  } else {
    parts.push(`${counted(options.rate, 'request')} a second for a host (never faster, up to half slower)`)
    if (options.maxPages !== null) {
      const lanes = options.hostGroup === null ? Math.min(hosts.length, options.concurrency) : 1
      parts.push(`about ${durationText((options.maxPages * meanJitter) / options.rate / lanes)}`)
    }
  }
  if (options.maxTime !== null) parts.push(`at most ${durationText(options.maxTime)}`)
  return parts.join('; ')
}

/** A warning if no site definition has the name given by `--site`, which may be mistyped; null otherwise. */
export function strangeSiteLine(
  { site, urls }: Pick<CrawlOptions, 'site' | 'urls'>,
  sites: Sites,
): string | null {
  const known = sites.definitions.map(({ name }) => name)
  if (site === null || known.includes(site)) return null
  if (urls.some((url) => URL.canParse(url) && sites.definitionOf(url, site) !== null)) return null
  return `mondo: no site definition is named ${site}: its pages are read by their schema.org markup alone. There are: ${known.join(', ')}`
}

export function crawlReport(summary: RunSummary): string {
  const { result, requests, bytes, seconds, pace, statuses, outcomes, questions, answers, due } = summary
  const rows = Object.entries(outcomes)
  const lines = [
    `${result ?? 'so far'}: ${counted(requests, 'request')} in ${durationText(seconds)}, ${pace} a second; ${(bytes / 1e6).toFixed(1)} MB received`,
  ]
  const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  const without = requests > answered ? [`without a response: ${requests - answered}`] : []
  const byStatus = [...Object.entries(statuses).map(([status, count]) => `${status}: ${count}`), ...without]
  if (byStatus.length > 0) lines.push(`responses by status: ${byStatus.join(', ')}`)
  if (rows.length > 0) lines.push('', renderTable(['outcome', 'visits'], rows))
  lines.push(
    '',
    `in the database: ${counted(questions, 'question')}, ${counted(answers, 'answer')}; ${counted(due, 'page')} still due`,
  )
  return lines.join('\n')
}

/** What a crawl says at its end, beside its report. `place`: `--data` and `--db` for commands to copy. */
export function endLines(end: CrawlEnd, place: string): string[] {
  const { summary } = end
  return [
    ...diskLines(end),
    ...parkedLines(summary, place),
    ...unreadLines(summary, place),
    ...brokenListLines(end, place),
    ...failedCheckLines(summary, place),
    ...gateReports(summary.hosts, place).map((report) => `mondo: ${report}`),
  ]
}

function diskLines({ summary, endedBecause }: Pick<CrawlEnd, 'summary' | 'endedBecause'>): string[] {
  if (summary.result !== 'disk-full') return []
  return [`mondo: ${endedBecause}. Make room, then run the same command again`]
}

const namedLists = 5

function brokenListLines({ brokenLists }: Pick<CrawlEnd, 'brokenLists'>, place: string): string[] {
  const lines = brokenLists
    .slice(0, namedLists)
    .map(
      ({ url, reason }) =>
        `mondo: the list ${url} could not be read to its end (${reason}): pages may be missing`,
    )
  const more = brokenLists.length - lines.length
  return more > 0
    ? [...lines, `mondo: and ${more} more. List them with: mondo frontier ls --status failed${place}`]
    : lines
}

/** For a run that read none of its pages, but too few for the outcome breaker to stop a host. */
export function unreadLines({ result, outcomes }: RunSummary, place = ''): string[] {
  const { failed = 0 } = outcomes
  const isRead = Object.keys(outcomes).some((outcome) => !['failed', 'retry', 'skipped'].includes(outcome))
  if (failed === 0 || isRead || (result !== 'done' && result !== 'budget')) return []
  const pages = failed === 1 ? 'the page' : `all ${failed} pages`
  return [
    `mondo: nothing was read, because ${pages} failed. See why: mondo frontier ls --status failed${place}`,
  ]
}

export function failedCheckLines({ failedChecks }: RunSummary, place = ''): string[] {
  return failedChecks.map(
    ({ name, offending }) =>
      `mondo: the data check ${name} failed: ${counted(offending, 'row')}. Look at them with: mondo check${place}`,
  )
}

export function parkedLines({ hosts }: RunSummary, place = ''): string[] {
  return hosts
    .filter(({ state, gate, parkedReason }) => state === 'parked' && gate?.reason !== parkedReason)
    .map(({ group, parkedReason, paused }) =>
      paused === null
        ? `mondo: host ${group} is parked: ${plainReason(parkedReason ?? '')}. Its frontier is kept: run the same command again later`
        : `mondo: host ${group} is ${parkedReason}. Its frontier is kept: mondo resume ${group}${place} ends the pause`,
    )
}
