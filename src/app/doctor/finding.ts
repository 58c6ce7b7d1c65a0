/** What the doctor is asked, and what it finds. */
import { MondoError } from '../../model/errors.ts'
import type { DataFolder } from '../data-folder.ts'

/** One thing that was looked at. Only `mend` keeps a crawl from running. */
export interface Finding {
  readonly what:
    | 'node'
    | 'disk'
    | 'configuration'
    | 'contact'
    | 'proxy'
    | 'database'
    | 'certificates'
    | 'clock'
    | 'robots'
  readonly state: 'ok' | 'note' | 'mend'
  readonly found: string
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null
}

export interface DoctorOptions extends DataFolder {
  readonly config: string | undefined
  /** Over that of the configuration. */
  readonly contact: string | undefined
  /** Hosts to ask for robots.txt, beside those of the configuration. */
  readonly urls: readonly string[]
  readonly allowPrivate: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** What an error of mondo says, and what to do about it. */
export function mend(what: Finding['what'], error: unknown): Finding {
  const found = error instanceof Error ? error.message : String(error)
  return { what, state: 'mend', found, advice: error instanceof MondoError ? (error.hint ?? null) : null }
}
