/** The texts of `mondo runs` and `mondo run`. Pure. */
import type { RunRow, UnfinishedRun } from '../../analyse/runs/run-history.ts'
import type { RunHost } from '../../analyse/runs/run-hosts.ts'
import type { LoggedVisit } from '../../analyse/runs/run-log.ts'
import { durationText } from '../../app/duration.ts'
import { fittedTable } from '../output/fitted-table.ts'
import { oneLine } from '../output/one-line.ts'

/** A short id is enough for `mondo run`. */
const idLength = 8

export function runsReport(runs: readonly RunRow[], width = Number.POSITIVE_INFINITY): string {
  if (runs.length === 0) return 'No run yet. Start one with: mondo crawl URL'
  const rows = runs.map((run) => [
    run.runId.slice(0, idLength),
    run.kind,
    secondText(run.startedAt),
    durationText(run.seconds),
    run.result ?? 'running',
    run.exitCode,
    run.requests,
    megabytes(run.bytes),
    run.new ?? '-',
    run.changed ?? '-',
    run.gone ?? '-',
    run.rejected ?? '-',
  ])
  const head = [
    'run',
    'kind',
    'started',
    'took',
    'result',
    'exit',
    'requests',
    'MB',
    'new',
    'changed',
    'gone',
    'rejected',
  ]
  return fittedTable(head, rows, { width, spared: ['MB', 'requests', 'kind', 'exit'] })
}

export function runReport(run: RunRow, hosts: readonly RunHost[], width = Number.POSITIVE_INFINITY): string {
  const ended = run.endedAt === null ? 'running' : `to ${run.endedAt.toISOString()}`
  const exit = run.exitCode === null ? '' : `, exit ${run.exitCode}`
  const lines = [
    `${run.kind} ${run.runId}`,
    `${run.startedAt.toISOString()} ${ended} (${durationText(run.seconds)}): ${run.result ?? 'not ended'}${exit}`,
    `requests: ${run.requests}, ${run.pace} a second; ${megabytes(run.bytes)} MB received`,
    ...(run.kind === 'crawl'
      ? [
          `questions: ${run.new} new, ${run.changed} changed; pages: ${run.gone} gone, ${run.rejected} rejected`,
        ]
      : []),
    ...countLine('responses by status', run.statuses),
    ...countLine('pages by media type', run.mimeTypes),
    ...countLine('visits by outcome', run.outcomes),
  ]
  if (hosts.length === 0) return lines.join('\n')
  const rows = hosts.map(({ group, visits, requests, bytes, outcomes, statuses }) => [
    group,
    visits,
    requests,
    megabytes(bytes),
    countsText(statuses),
    countsText(outcomes),
  ])
  const table = fittedTable(['host', 'visits', 'requests', 'MB', 'statuses', 'outcomes'], rows, { width })
  return `${lines.join('\n')}\n\n${table}`
}

/** The table of runs that have not ended; null if there are none. */
export function unfinishedReport(
  runs: readonly UnfinishedRun[],
  width = Number.POSITIVE_INFINITY,
): string | null {
  if (runs.length === 0) return null
  const rows = runs.map(({ runId, kind, startedAt, aliveAt, requests }) => [
    runId.slice(0, idLength),
    kind,
    secondText(startedAt),
    secondText(aliveAt),
    requests,
  ])
  const head = ['run', 'kind', 'started', 'last sign of life', 'requests']
  return `not ended:\n${fittedTable(head, rows, { width, spared: ['requests'] })}`
}

/**
 * One line of the log: time, status, bytes, URL, outcome, media type, host group, digest, place in the archive; `-` for what
 * there is none of. Separated by spaces, which no field has.
 */
export function logLine(visit: LoggedVisit): string {
  const { at, status, bytes, url, outcome, reason, mimeType, hostGroup, digest, warcFile, warcOffset } = visit
  const fields = [
    at.toISOString(),
    status,
    bytes,
    url,
    reason === null ? outcome : `${outcome}:${reason}`,
    mimeType?.split(';')[0],
    hostGroup,
    digest,
    warcFile === null ? null : `${warcFile}:${warcOffset}`,
  ]
  return fields.map((field) => fieldText(field)).join(' ')
}

function fieldText(value: string | number | null | undefined): string {
  const text = oneLine(String(value ?? ''))
    .trim()
    .replaceAll(' ', '%20')
  return text === '' ? '-' : text
}

function countLine(name: string, counts: Readonly<Record<string, number>>): string[] {
  const text = countsText(counts)
  return text === '' ? [] : [`${name}: ${text}`]
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10
}

function secondText(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
