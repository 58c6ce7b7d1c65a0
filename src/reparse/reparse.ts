/** A re-parse in this process alone: of given paths, of rejected captures, or a dry run. Nothing is fetched. */
import { storedDigests } from '../crawl/definition-digests.ts'
import { beat, startHeartbeat } from '../crawl/run-heartbeat.ts'
import { startRun } from '../crawl/run-store.ts'
import { type Log, silent } from '../model/log.ts'
import type { RejectFilter } from './rejected-captures.ts'
import { type ReparsePagesOptions, reparsePages } from './reparse-pages.ts'
import { finishReparse } from './reparse-run.ts'
import type { SourcePage } from './source.ts'
import type { ReparseSummary } from './summary.ts'

export interface ReparseDeps extends Pick<ReparsePagesOptions, 'db' | 'clock' | 'signal' | 'reader'> {
  readonly mondoVersion: string
  readonly log?: Log
}

export interface ReparseOptions {
  readonly paths: readonly string[]
  readonly site: string | null
  /** Which captures without a record the source holds; null: any saved pages. */
  readonly rejected: RejectFilter | null
  /** Compares and counts, and writes nothing: not even the run. */
  readonly dryRun: boolean
}

export interface ReparseEnd extends ReparseSummary {
  /** Null for a dry run. */
  readonly runId: string | null
  readonly result: 'done' | 'stopped'
}

export async function reparseSource(
  source: AsyncIterable<SourcePage>,
  options: ReparseOptions,
  { mondoVersion, log = silent, ...deps }: ReparseDeps,
): Promise<ReparseEnd> {
  const { db, clock, signal } = deps
  const { dryRun } = options
  const parserVersion = deps.reader.sites.version
  const now = clock.now()
  const stored = { ...options, ...storedDigests(deps.reader.sites) }
  const start = { kind: 'reparse', now, mondoVersion, parserVersion, options: stored } as const
  const runId = dryRun ? null : (await startRun(db, start)).runId
  const heartbeat = runId === null ? null : startHeartbeat(() => beat(db, [runId]), log)
  const summary = await reparsePages(source, { ...deps, dryRun }).finally(() => heartbeat?.close())
  const result = signal.aborted ? 'stopped' : 'done'
  if (runId !== null) await finishReparse(db, runId, { now: clock.now(), result })
  return { runId, result, ...summary }
}
