/** Writes a report of a run, or of a span of days, as one HTML file: whole, or not at all. */
import type { ReportOptions } from '../../analyse/report/report-scope.ts'
import type { Store } from '../../database/store.ts'
import { codeOf, isDiskFull, MondoError } from '../../model/errors.ts'
import { writeWhole } from '../results/whole-file.ts'

/** Of an open database. False where there is no run to report, and no file is written. */
export async function writeReport(
  store: Store,
  options: ReportOptions,
  at: { readonly path: string; readonly now: Date },
): Promise<boolean> {
  const { readReport } = await import('../../analyse/report/read-report.ts')
  const { reportFile } = await import('../../analyse/report/report-page.ts')
  const report = await readReport(store, options, at.now)
  if (report === null) return false
  await writePage(at.path, await reportFile(report))
  return true
}

async function writePage(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text)
  } catch (error) {
    if (isDiskFull(error))
      throw new MondoError('disk-full', `the report cannot be written to ${path}`, { cause: error })
    if (codeOf(error) === null) throw error
    throw new MondoError(
      'usage',
      `the report cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
        hint: 'Give a file in a folder that is there and may be written, as in --out report.html',
      },
    )
  }
}
