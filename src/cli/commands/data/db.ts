/** `mondo db`: the database itself: bring it up to date, describe it, let analysts in. */
import type { Command } from 'commander'
import type { Terminal } from '../../output/terminal.ts'
import { registerDbDocs } from './db-docs.ts'
import { registerDbGrantAnalyst } from './db-grant-analyst.ts'
import { registerDbMigrate } from './db-migrate.ts'

export function registerDb(program: Command, terminal: Terminal): void {
  const db = program
    .command('db')
    .summary('migrate and describe the database, let analysts in')
    .description('The database itself: bring it up to date, describe it, let analysts in.')
    .helpCommand(false)
  registerDbMigrate(db, terminal)
  registerDbDocs(db, terminal)
  registerDbGrantAnalyst(db, terminal)
}
