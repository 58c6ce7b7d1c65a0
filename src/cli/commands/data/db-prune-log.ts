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
      'Removes entries of the change log (qa.change_log) that mondo export --cursor has read. Give the cursor file of every\n' +
        'export that you still run: an entry is removed once all of them have read it. Afterwards an export with an older\n' +
        'cursor fails with exit 2 and must be started again in full. --all removes every entry, so that all exports must be\n' +
        'started again. Questions, answers and their history are not touched.\n' +
        'With --json: {"prunedBefore","removed","kept"}.',
    )
    .option('--cursor <file...>', 'cursor files; entries that all of them have read are removed')
    .option('--all', 'remove every entry')
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
