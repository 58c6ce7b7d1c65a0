/** `mondo reparse` of paths, of the rejects, or without writing: in this process alone. */

import { reparseSources } from '../../../app/reparse-sources.ts'
import { systemClock as clock } from '../../../app/system-clock.ts'
import type { Store } from '../../../database/store.ts'
import type { MondoError } from '../../../model/errors.ts'
import { mondoVersion } from '../../../model/version.ts'
import { type RejectFilter, rejectedCaptures } from '../../../reparse/rejected-captures.ts'
import { type ReparseEnd, reparse } from '../../../reparse/reparse-paths.ts'
import type { Terminal } from '../../output/terminal.ts'

export interface ReparseLocallyOptions {
  readonly archiveFolder: string
  /** None: the archive. */
  readonly paths: readonly string[]
  readonly site: string | null
  /** Null: whatever was captured. */
  readonly rejected: RejectFilter | null
  readonly dryRun: boolean
  readonly signal: AbortSignal
}

export async function reparseLocally(
  { db }: Store,
  { archiveFolder, signal, ...options }: ReparseLocallyOptions,
  { stdin }: Pick<Terminal, 'stdin'>,
  noteFailure: (error: MondoError) => void,
): Promise<ReparseEnd> {
  const { rejected, site } = options
  const isArchive = rejected === null && options.paths.length === 0
  const paths = isArchive ? [archiveFolder] : options.paths
  const sources =
    rejected === null
      ? reparseSources(paths, { stdin, ...(site === null ? {} : { site }) }, noteFailure)
      : rejectedCaptures(db, { ...rejected, archiveFolder }, noteFailure)
  return await reparse(sources, { ...options, paths }, { db, clock, signal, mondoVersion: mondoVersion() })
}
