/** Progress of a distributed re-parse on stderr: a line a minute, and a note that an interrupted run resumes. */
import type { Kysely } from 'kysely'
import { type ReparseProgress, reparseProgress } from '../../analyse/reparse-progress.ts'
import { systemClock } from '../../app/system-clock.ts'
import type { Database } from '../../database/schema/schema.ts'
import { type Clock, slept } from '../../model/clock.ts'
import type { Log } from '../../model/log.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import { bundledSites } from '../../parse/site/sites.ts'
import type { ReparseRun } from '../../reparse/reparse-run.ts'
import { counted } from '../output/counted.ts'
import { RateWindow } from './rate-window.ts'

const intervalMs = 60_000

export interface ProgressNotes {
  readonly db: Kysely<Database>
  readonly note: (line: string) => void
}

/** Runs `work` and notes the progress of the re-parse every minute meanwhile. */
export async function whileNotingProgress<Result>(
  { log, ...notes }: ProgressNotes & { readonly log: Log },
  work: () => Promise<Result>,
): Promise<Result> {
  const over = new AbortController()
  const noted = noteProgress({ ...notes, clock: systemClock, signal: over.signal }).catch((error) =>
    log.warn({ err: error }, 'progress of the re-parse cannot be read any more'),
  )
  try {
    return await work()
  } finally {
    over.abort()
    await noted
  }
}

/** Notes a line a minute until the signal aborts; throws what the database throws. */
export async function noteProgress({
  db,
  clock,
  signal,
  note,
}: ProgressNotes & { readonly clock: Clock; readonly signal: AbortSignal }): Promise<void> {
  const rates = new ReparseRates(clock)
  while (await slept(clock, intervalMs, signal)) {
    const progress = rates.measured(await reparseProgress(db, clock.now()))
    if (progress !== null) note(`mondo: ${reparseProgressLine(progress)}`)
  }
}

/** Replaces the pace since the beginning, which one look gives, by the pace measured between several looks. */
export class ReparseRates {
  readonly #clock: Pick<Clock, 'now'>
  #run: { readonly runId: string; readonly pages: RateWindow; readonly bytes: RateWindow } | null = null

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** Unchanged at the first look at a run, while no worker is active, and while no batch was committed. */
  measured(progress: ReparseProgress | null): ReparseProgress | null {
    if (progress === null) return null
    const { runId, pages, bytes } = progress
    if (this.#run?.runId !== runId) {
      this.#run = {
        runId,
        pages: new RateWindow(this.#clock, pages, 'looks'),
        bytes: new RateWindow(this.#clock, bytes.read, 'looks'),
      }
      return progress
    }
    this.#run.pages.note(pages)
    this.#run.bytes.note(bytes.read)
    const [pagesPerSecond, bytesPerSecond] = [this.#run.pages.perSecond, this.#run.bytes.perSecond]
    if (progress.pagesPerSecond === null || !pagesPerSecond || !bytesPerSecond) return progress
    return { ...progress, pagesPerSecond, secondsLeft: (bytes.total - bytes.read) / bytesPerSecond }
  }
}

/** A note that an earlier run resumes, with the number of files left. */
export function resumedLine({ resumedFrom, left }: ReparseRun, files: number): string {
  const started = resumedFrom?.toISOString() ?? 'now'
  return `mondo: resuming the re-parse of ${started}: ${left} of ${files} files are left. --afresh reads all again`
}

/** A note that only some sites are read again; null if all are. */
export function onlyLine({ only }: ReparseRun): string | null {
  if (only === null) return null
  const sites = only.map(({ site, pages }) => `${counted(pages, 'page')} of ${site}`).join(', ')
  return `mondo: ${sites} were read by another parser version, so only these are read again. --afresh reads all`
}

/** A re-parse that has not ended, in one line. */
export function reparseProgressLine(progress: ReparseProgress): string {
  const { files, pages, pagesPerSecond, secondsLeft, state, startedAt, active } = progress
  const next = nextOf(progress.parserVersion)
  const parts = [
    `${files.done} of ${files.total} files`,
    `${pages} pages`,
    ...(pagesPerSecond === null
      ? []
      : [`${Math.round(pagesPerSecond)} pages/s by ${counted(active, 'worker')}`]),
    ...(secondsLeft === null ? [] : [`about ${timeText(secondsLeft)} left`]),
    ...(state === 'stopped' ? [`stopped: ${next}`] : []),
    ...(state === 'open' && active === 0 ? [`no worker is active: ${next}`] : []),
  ]
  return `re-parse of ${startedAt.toISOString()}: ${parts.join(', ')}`
}

/** It is not known here which definitions the user will give to `mondo reparse`. */
function nextOf(version: string): string {
  if (version === bundledSites.version) return 'mondo reparse resumes it'
  const [core, ...definitions] = version.split('+')
  const others = definitions.filter((one) => !bundledSites.versions.includes(one))
  return core === parserVersion && others.length > 0
    ? `mondo reparse resumes it, with --sites for ${others.join(', ')}`
    : `its parser was ${version}, so mondo reparse starts again from the beginning`
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 90 * 60 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
