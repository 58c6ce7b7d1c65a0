/** The text of `mondo crawl --dry-run`. Pure. */

import type { CrawlPlan, PlannedHost } from '../../app/dry-run/plan-crawl.ts'
import { durationText } from '../../app/duration.ts'
import { counted } from '../output/counted.ts'
import { oneLine } from '../output/one-line.ts'

const refusedShown = 20

export function planReport(plan: CrawlPlan): string {
  const { pages, seconds, secondsAtMost, maxPages, maxTime, follow, refused, refusedPages } = plan
  const time = seconds === null ? 'without a pace' : `about ${durationText(seconds)}`
  const lines = [`would ask for ${counted(pages, 'known page')}, ${time}`]
  const most = maxPages === null ? 'as many as there are' : `at most ${maxPages} in all`
  const mostTime =
    secondsAtMost === null || secondsAtMost === 0 ? '' : `, about ${durationText(secondsAtMost)}`
  lines.push(
    follow.length === 0
      ? 'follows no links but the next page of a question'
      : `and for pages that links (${follow.join(', ')}) lead to: ${most}${mostTime}`,
  )
  if (maxTime !== null) lines.push(`stops after ${durationText(maxTime)}`)
  for (const host of plan.hosts) lines.push('', ...hostLinesOf(host))
  if (refused.length > 0) {
    lines.push('', `would not ask for ${counted(refusedPages, 'known page')}:`)
    lines.push(
      ...refused.slice(0, refusedShown).map(({ url, detail }) => `  ${oneLine(url)}  (${oneLine(detail)})`),
    )
    if (refusedPages > refusedShown) lines.push(`  and ${refusedPages - refusedShown} more`)
  }
  lines.push(
    '',
    `nothing was asked for but robots.txt (${counted(plan.requests, 'request')}), and nothing is kept of pages`,
  )
  return lines.join('\n')
}

function hostLinesOf(host: PlannedHost): string[] {
  const { group, hosts, blocked, rate, crawlDelay, gapSeconds, seeds, due, pages, next, notBefore } = host
  const named = hosts.length === 1 && hosts[0] === group ? group : `${group} (${hosts.join(', ')})`
  const pace =
    rate === 'unlimited'
      ? 'without a pace'
      : `a request in ${round(gapSeconds)} s on average (rate ${rate}${crawlDelay === null ? '' : `, Crawl-delay ${crawlDelay} s`})`
  const lines = [
    `host ${named}: ${pace}`,
    `  ${counted(seeds, 'seed')}, ${counted(due, 'page')} due from earlier runs`,
  ]
  if (blocked !== null) return [...lines, `  nothing would be asked for: ${oneLine(blocked)}`]
  if (notBefore !== null) lines.push(`  not before ${notBefore.toISOString()}`)
  const more = pages - next.length
  return [...lines, ...next.map((url) => `  ${oneLine(url)}`), ...(more > 0 ? [`  and ${more} more`] : [])]
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
