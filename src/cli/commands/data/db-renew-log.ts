/** `mondo db renew-log`: a new identity for the change log, after files of the database were copied back. */
import type { Command } from 'commander'
import { closing } from '../../../model/closing.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerDbRenewLog(db: Command, terminal: Terminal): void {
  withCommonOptions(db.command('renew-log'), [
    'mondo db renew-log',
    'mondo db renew-log --data /var/lib/mondo',
  ])
    .summary('give the change log a new identity, after a copy of the files was put back')
    .description(
      'Gives the change log (qa.change_log) a new identity: mondo export then refuses every cursor from before (exit 2), and\n' +
        'each export must be started again in full. Run it after you have restored a copy of the database files, such as the\n' +
        'folder db/ of the embedded database, and when an export tells you to, because a pruned log was restored on another\n' +
        'server. After a restore from a dump or to a point in time, and after a failover, the identity is new without it.\n' +
        'With --json: {"epoch"}.',
    )
    .action((flags: CommonFlags) => renewLog(flags, terminal))
}

async function renewLog(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { openStoreToRead } = await import('../../../database/store.ts')
  const { renewChangeLog } = await import('../../../analyse/export/prune-change-log.ts')
  await using store = closing(await openStoreToRead(databaseUrl, process.env))
  const epoch = await renewChangeLog(store)
  if (json) return await terminal.printJson({ epoch })
  await terminal.print('The change log has a new identity: cursors from before are refused.')
}
