/** All migrations, in order, as static imports: the folder need not be there to be listed when `dist/` runs. */
import type { Migration } from 'kysely/migration'
import * as qa from './0001-qa.ts'
import * as history from './0002-history.ts'
import * as crawl from './0003-crawl.ts'
import * as views from './0004-views.ts'
import * as search from './0005-search.ts'
import * as changeLog from './0006-change-log.ts'

/**
 * One baseline for each concept, run in the order of the names. Views read the tables of `crawl`, so they come after it.
 * Until the first tagged release a baseline is edited in place; from then on names and contents are frozen.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-qa': { up: qa.up },
  '0002-history': { up: history.up },
  '0003-crawl': { up: crawl.up },
  '0004-views': { up: views.up },
  '0005-search': { up: search.up },
  '0006-change-log': { up: changeLog.up },
}
