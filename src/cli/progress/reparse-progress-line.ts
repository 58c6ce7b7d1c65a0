/** A re-parse that has not ended, as one line for people. */
import type { Kysely } from 'kysely'
import { type ReparseProgress, reparseProgress } from '../../analyse/reparse-progress.ts'
import type { Database } from '../../database/schema/schema.ts'
import { type Clock, slept } from '../../model/clock.ts'
import { parserVersion } from '../../parse/parser-version.ts'

const notedEveryMs = 60_000

/** Says every minute how far it is, until the signal comes. */
export async function noteProgress({
  db,
  clock,
  signal,
  note,
}: {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly note: (line: string) => void
}): Promise<void> {
  while (await slept(clock, notedEveryMs, signal)) {
    const progress = await reparseProgress(db, clock.now())
    if (progress !== null) note(reparseProgressLine(progress))
  }
}

export function reparseProgressLine(progress: ReparseProgress): string {
  const { files, pages, pagesPerSecond, secondsLeft, state, startedAt, active } = progress
  const next =
    progress.parserVersion === parserVersion
      ? 'mondo reparse goes on with it'
      : `its parser was ${progress.parserVersion}, and mondo reparse begins anew`
  const parts = [
    `${files.done} of ${files.total} files`,
    `${pages} pages`,
    ...(pagesPerSecond === null ? [] : [`${Math.round(pagesPerSecond)} pages/s in ${active} at once`]),
    ...(secondsLeft === null ? [] : [`about ${timeText(secondsLeft)} left`]),
    ...(state === 'stopped' ? [`stopped: ${next}`] : []),
    ...(state === 'open' && active === 0 ? [`nobody works on it: ${next}`] : []),
  ]
  return `re-parse of ${startedAt.toISOString()}: ${parts.join(', ')}`
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 90 * 60 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
