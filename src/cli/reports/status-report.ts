/** The text of `mondo status`. Pure. */
import type { Status } from '../../analyse/status.ts'
import type { HostSummary } from '../../crawl/engine/summary.ts'
import type { QueuedSlice } from '../../queue/slices-in-queue.ts'
import { fittedTable } from '../output/fitted-table.ts'
import { plainReason } from '../output/plain-reason.ts'
import { reparseProgressLine } from '../progress/reparse-progress.ts'
import { crawlReport } from './crawl-report.ts'
import { gateReports } from './drift-report.ts'
import { unfinishedReport } from './run-report.ts'

const noCrawlYet = 'No crawl yet. Start one with: mondo crawl URL'

/** More hosts than this are counted. */
const hostsShown = 20

export interface StatusView {
  /** Flags that select the database, to print in suggested commands; see `placeFlags`. */
  readonly place?: string
  /** Width of the terminal in characters. */
  readonly width?: number
}

/** @param status Null if there is no database yet. */
export function statusReport(
  status: Status | null,
  now: Date,
  { place = '', width = Number.POSITIVE_INFINITY }: StatusView = {},
): string {
  if (status === null) return noCrawlYet
  const { lastRun, rejects, stopped, unreached, traps, slices, reparse } = status
  // Fetches and re-parses without a crawl leave these too.
  const again = [...lenientReport(status, width), ...(reparse === null ? [] : [reparseProgressLine(reparse)])]
  if (lastRun === null)
    return [noCrawlYet, ...[pausedReport(status, place, width) ?? []].flat(), ...again].join('\n\n')
  const started = lastRun.startedAt.toISOString()
  const when =
    lastRun.endedAt === null ? `since ${started}: running` : `${started} to ${lastRun.endedAt.toISOString()}`
  const parts = [`last crawl ${lastRun.runId}\n${when}`, crawlReport(lastRun)]
  // The last crawl says above that it is running.
  const others = unfinishedReport(
    status.unfinished.filter(({ runId }) => runId !== lastRun.runId),
    width,
  )
  if (others !== null) parts.push(others)
  const held = pausedReport(status, place, width)
  if (held !== null) parts.push(held)
  const hosts = hostsReport(lastRun.hosts, { slices, now, width })
  if (hosts !== null) parts.push(hosts)
  if (unreached.length > 0) {
    const rows = unreached.map(({ site, outcome, reason, pages, example }) => [
      site,
      outcome,
      reason,
      pages,
      example,
    ])
    const head = ['site', 'outcome', 'reason', 'pages', 'example']
    parts.push(`not reached, or no question:\n${fittedTable(head, rows, { width, spared: ['site'] })}`)
  }
  if (rejects.length > 0) {
    const rows = rejects.map(({ site, reason, pages, example, exampleUrl }) => [
      site,
      reason,
      pages,
      exampleUrl ?? example,
    ])
    parts.push(
      `rejected:\n${fittedTable(['site', 'reason', 'pages', 'example'], rows, { width, spared: ['site'] })}`,
    )
  }
  if (traps.length > 0) {
    const rows = traps.map(({ site, root, pages, until }) => [site, root, pages, until])
    parts.push(
      `traps: list pages behind these led to no new question, and are put off; undo with mondo frontier requeue --trap${place}\n${fittedTable(['site', 'behind', 'pages', 'until'], rows, { width, spared: ['site'] })}`,
    )
  }
  return [...parts, ...gateReports(stopped, place), ...again].join('\n\n')
}

function lenientReport({ lenient }: Pick<Status, 'lenient'>, width: number): readonly string[] {
  if (lenient.length === 0) return []
  const rows = lenient.slice(0, hostsShown).map(({ hostGroup, until }) => [hostGroup, until])
  const more = lenient.length > hostsShown ? `\nand ${lenient.length - hostsShown} more hosts` : ''
  return [
    `read leniently: these hosts sent HTTP that the strict parser refuses\n${fittedTable(['host', 'until'], rows, { width })}${more}`,
  ]
}

function pausedReport({ paused }: Pick<Status, 'paused'>, place: string, width: number): string | null {
  const rows = paused.flatMap(({ group, paused: pause }) =>
    pause === null ? [] : [[group, pause.by, pause.at, pause.reason]],
  )
  if (rows.length === 0) return null
  return `paused, until mondo resume HOST${place}:\n${fittedTable(['host', 'by', 'since', 'why'], rows, { width })}`
}

/** Hosts that are not ready or have a slice; null if there are none. */
function hostsReport(
  hosts: readonly HostSummary[],
  {
    slices,
    now,
    width,
  }: { readonly slices: readonly QueuedSlice[]; readonly now: Date; readonly width: number },
): string | null {
  const sliceOf = new Map(slices.map((slice) => [slice.hostGroup, slice]))
  const others = slices.filter(({ hostGroup }) => !hosts.some((host) => host.group === hostGroup))
  const rows = [...hosts, ...others.map(({ hostGroup }) => ({ group: hostGroup, ...unknownHost }))].flatMap(
    (host) => {
      const slice = sliceOf.get(host.group)
      const state = stateOf(host, now)
      if (state === 'ready' && slice === undefined) return []
      const isPaced = host.nextAllowedAt !== null && host.nextAllowedAt > now
      return [[host.group, state, isPaced ? host.nextAllowedAt : null, sliceText(slice, now)]]
    },
  )
  if (rows.length === 0) return null
  const head = ['host', 'state', 'next request', 'slice']
  const table = fittedTable(head, rows.slice(0, hostsShown), { width })
  return rows.length > hostsShown ? `${table}\nand ${rows.length - hostsShown} more hosts` : table
}

/** Of a slice of another crawl. */
const unknownHost = { state: 'ready', parkedReason: null, nextAllowedAt: null, backoffUntil: null } as const

type HostState = Pick<HostSummary, 'state' | 'parkedReason' | 'backoffUntil'>

function stateOf({ state, parkedReason, backoffUntil }: HostState, now: Date): string {
  if (state === 'parked') return `parked: ${plainReason(parkedReason ?? '')}`
  return backoffUntil !== null && backoffUntil > now
    ? `asked for a pause until ${backoffUntil.toISOString()}`
    : 'ready'
}

function sliceText(slice: QueuedSlice | undefined, now: Date): string {
  if (slice === undefined) return ''
  const { state, since, leaseUntil } = slice
  if (state === 'waiting') return since > now ? `from ${since.toISOString()}` : 'waits for a worker'
  if (leaseUntil !== null && leaseUntil < now) return `its worker is gone since ${leaseUntil.toISOString()}`
  return `with a worker since ${since.toISOString()}`
}
