/** The report that a crawl writes when it has ended: what keeps it from being written does not take away from the crawl. */
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exitCodes } from '../../app/exit-codes.ts'
import { writeReport } from '../../app/pages/write-report.ts'
import type { CrawlEnd } from '../../crawl/engine/crawl.ts'
import type { Store } from '../../database/store.ts'
import type { Clock } from '../../model/clock.ts'
import { MondoError } from '../../model/errors.ts'
import { failureOf } from '../output/error-line.ts'
import type { Terminal } from '../output/terminal.ts'

export interface ReportAfterwards {
  /** For `afterwards` of a crawl. Never rejects. */
  readonly write: (store: Store, end: CrawlEnd) => Promise<void>
  /** The file, once it is there. */
  readonly written: string | null
  /** Throws why the file is not there; only says it where the crawl itself has an exit code to give. */
  readonly settle: (terminal: Terminal) => void
}

/** Without a path nothing is written. */
export function reportAfterwards(path: string | undefined, clock: Pick<Clock, 'now'>): ReportAfterwards {
  let written: string | null = null
  let failure: { readonly error: unknown } | null = null
  return {
    async write(store, { summary }) {
      if (path === undefined) return
      const options = { runId: summary.runId, since: null, until: null }
      try {
        if (await writeReport(store, options, { path, now: clock.now() })) written = path
      } catch (error) {
        failure = { error }
      }
    },
    get written() {
      return written
    },
    settle(terminal) {
      if (failure === null) return
      if (terminal.exitCode === exitCodes.done) throw failure.error
      const { line } = failureOf(failure.error, 'mondo report')
      if (line !== null) terminal.note(line)
    },
  }
}

/** Throws `usage` where the folder of the file is not there: before a crawl rather than after it. */
export async function assertFolderOf(path: string | undefined): Promise<void> {
  if (path === undefined) return
  const folder = await stat(dirname(path)).catch(() => null)
  if (folder?.isDirectory()) return
  throw new MondoError('usage', `--report: there is no folder ${dirname(path)}`, {
    hint: 'Make it, or give a file in a folder that is there',
  })
}
