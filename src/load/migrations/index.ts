/** All migrations, in order, as static imports: the folder need not be there to be listed when `dist/` runs. */
import type { Migration } from 'kysely/migration'
import * as crawlArchiveFile from './2026-11-23-crawl-archive-file.ts'
import * as crawlPages from './2026-11-23-crawl-pages.ts'
import * as crawlRules from './2026-11-23-crawl-rules.ts'
import * as crawlVisits from './2026-11-23-crawl-visits.ts'
import * as frontierOrder from './2026-11-23-frontier-order.ts'
import * as history from './2026-11-23-history.ts'
import * as qa from './2026-11-23-qa.ts'

/** Kysely runs them in the order of their names. A released name is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-23-1-qa': { up: qa.up },
  '2026-11-23-2-crawl-pages': { up: crawlPages.up },
  '2026-11-23-3-crawl-visits': { up: crawlVisits.up },
  '2026-11-23-4-crawl-rules': { up: crawlRules.up },
  '2026-11-23-5-history': { up: history.up },
  '2026-11-23-6-crawl-archive-file': { up: crawlArchiveFile.up },
  '2026-11-23-7-frontier-order': { up: frontierOrder.up },
}
