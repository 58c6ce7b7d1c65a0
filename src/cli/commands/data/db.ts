/** `mondo db`: migrates the database (`db migrate`), documents it, grants access to analysts, and prunes or renews its change log. */
import type { Command } from 'commander'
import { closing } from '../../../model/closing.ts'
import {
  type CommonFlags,
  commonOptions,
  examplesText,
  withCommonOptions,
} from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'
import { registerDbDocs } from './db-docs.ts'
import { registerDbGrantAnalyst } from './db-grant-analyst.ts'
import { registerDbPruneLog } from './db-prune-log.ts'
import { registerDbRenewLog } from './db-renew-log.ts'

export function registerDb(program: Command, terminal: Terminal): void {
  const db = program
    .command('db')
    .summary('migrate and describe the database, let analysts in, prune its change log')
    .description(
      'The database itself: bring it up to date, describe it, let analysts in, prune or renew its change log.',
    )
    .addHelpText('after', examplesText(['mondo db migrate', 'mondo db docs']))
    .helpCommand(false)
  registerDbMigrate(db, terminal)
  registerDbDocs(db, terminal)
  registerDbGrantAnalyst(db, terminal)
  registerDbPruneLog(db, terminal)
  registerDbRenewLog(db, terminal)
}

function registerDbMigrate(db: Command, terminal: Terminal): void {
  withCommonOptions(db.command('migrate'), [
    'mondo db migrate',
    'mondo db migrate --db postgres://owner:password@host/mondo',
  ])
    .summary('bring the database up to date')
    .description(
      'Brings the database to the schema of this version of mondo, in one transaction, and says which migrations it\n' +
        'took. Commands that write do the same by themselves; on a server, those that only read do not. Makes the embedded\n' +
        'database where there is none.\n' +
        'With --json: {"schemaVersion","applied"}.',
    )
    .action((flags: CommonFlags) => migrate(flags, terminal))
}

async function migrate(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { sql } = await import('kysely')
  const { openStore } = await import('../../../database/store.ts')
  const startedAt = new Date().toISOString()
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { keepSites } = await import('../../../app/settings/keep-sites.ts')
  const { sites } = await commandSites({})
  await using store = closing(await openStore(databaseUrl, process.env))
  await keepSites(store.db, sites.definitions)
  const { rows } = await sql<{ name: string; isNew: boolean }>`
    select name, "timestamp" >= ${startedAt} as "isNew" from crawl.migration order by name`.execute(store.db)
  const applied = rows.filter(({ isNew }) => isNew).map(({ name }) => name)
  const schemaVersion = rows.at(-1)?.name ?? null
  if (json) return await terminal.printJson({ schemaVersion, applied })
  for (const name of applied) await terminal.print(`applied ${name}`)
  await terminal.print(`${applied.length === 0 ? 'up to date' : 'migrated'}: ${schemaVersion}`)
}
