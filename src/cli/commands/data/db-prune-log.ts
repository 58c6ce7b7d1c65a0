/** `mondo db prune-log`: removes from the change log what exports with a cursor have read. */
import type { Command } from 'commander'
import { closing } from '../../../model/closing.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

interface PruneLogFlags extends CommonFlags {
  readonly cursor?: readonly string[]
  readonly all?: true
}

export function registerDbPruneLog(db: Command, terminal: Terminal): void {
  withCommonOptions(db.command('prune-log'), [
    'mondo db prune-log --cursor nightly.cursor',
    'mondo db prune-log --cursor nightly.cursor weekly.cursor',
    'mondo db prune-log --all',
  ])
    .summary('remove from the change log what exports have read')
    .description(
      'Removes from the change log (qa.change_log) what mondo export --cursor no longer needs. Name the cursor files of all\n' +
        'exports that go on: what each of them has read is removed. An export with an older cursor is refused from then on\n' +
        '(exit 2) and begins again in full. With --all the log is emptied, and every cursor is refused. The rows and their\n' +
        'history stay.\n' +
        'With --json: {"prunedBefore","removed","kept"}.',
    )
    .option('--cursor <file...>', 'cursor files of exports; what all of them have read is removed')
    .option('--all', 'remove everything: each export with a cursor begins again in full')
    .action((flags: PruneLogFlags) => pruneLog(flags, terminal))
}

async function pruneLog(flags: PruneLogFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const cursors = flags.cursor ?? []
  if (cursors.length > 0 === (flags.all === true)) {
    throw new MondoError(
      'usage',
      'db prune-log: give either --cursor with the cursor files in use, or --all',
      {
        hint: 'mondo db prune-log --cursor nightly.cursor',
      },
    )
  }
  const { openStoreToRead } = await import('../../../database/store.ts')
  const { pruneChangeLog } = await import('../../../analyse/export/prune-change-log.ts')
  await using store = closing(await openStoreToRead(databaseUrl, process.env))
  const pruned = await pruneChangeLog(store, cursors)
  if (json) return await terminal.printJson(pruned)
  await terminal.print(
    `${pruned.removed} changes removed, ${pruned.kept} kept; cursors below transaction ${pruned.prunedBefore} are refused`,
  )
}
