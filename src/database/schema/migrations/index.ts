/** All migrations, in order, as static imports: the folder need not be there to be listed when `dist/` runs. */
import type { Migration } from 'kysely/migration'
import * as asOf from './2026-11-23-as-of.ts'
import * as confirmations from './2026-11-23-confirmations.ts'
import * as crawlArchiveFile from './2026-11-23-crawl-archive-file.ts'
import * as crawlPages from './2026-11-23-crawl-pages.ts'
import * as crawlRules from './2026-11-23-crawl-rules.ts'
import * as crawlVisits from './2026-11-23-crawl-visits.ts'
import * as frontierOrder from './2026-11-23-frontier-order.ts'
import * as goneAsOf from './2026-11-23-gone-as-of.ts'
import * as history from './2026-11-23-history.ts'
import * as lineageOfVersions from './2026-11-23-lineage-of-versions.ts'
import * as lineageViews from './2026-11-23-lineage-views.ts'
import * as listSignals from './2026-11-23-lists-say.ts'
import * as parseGate from './2026-11-23-parse-gate.ts'
import * as qa from './2026-11-23-qa.ts'
import * as reparsedFiles from './2026-11-23-reparsed-files.ts'
import * as runHostGroup from './2026-11-23-run-scope.ts'
import * as runSummary from './2026-11-23-run-summary.ts'
import * as search from './2026-11-23-search.ts'
import * as searchOrder from './2026-11-23-search-order.ts'
import * as views from './2026-11-23-views.ts'

/** Kysely runs them in the order of their names. A released name is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-23-1-qa': { up: qa.up },
  '2026-11-23-2-crawl-pages': { up: crawlPages.up },
  '2026-11-23-3-crawl-visits': { up: crawlVisits.up },
  '2026-11-23-4-crawl-rules': { up: crawlRules.up },
  '2026-11-23-5-history': { up: history.up },
  '2026-11-23-6-crawl-archive-file': { up: crawlArchiveFile.up },
  '2026-11-23-7-frontier-order': { up: frontierOrder.up },
  '2026-11-23-7-search': { up: search.up },
  '2026-11-23-8-as-of': { up: asOf.up },
  '2026-11-23-9-lineage-views': { up: lineageViews.up },
  '2026-11-23-9-views': { up: views.up },
  '2026-11-23-a-run-summary': { up: runSummary.up },
  '2026-11-23-b-confirmations': { up: confirmations.up },
  '2026-11-23-d-lists-say': { up: listSignals.up },
  '2026-11-23-e-parse-gate': { up: parseGate.up },
  '2026-11-23-f-lineage-of-versions': { up: lineageOfVersions.up },
  '2026-11-23-e-reparsed-files': { up: reparsedFiles.up },
  '2026-11-23-g-gone-as-of': { up: goneAsOf.up },
  '2026-11-23-g-search-order': { up: searchOrder.up },
  '2026-11-23-h-run-scope': { up: runHostGroup.up },
}
