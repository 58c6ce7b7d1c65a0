/** `mondo archive`: the WARC files themselves: check them, list them, take a page out, index them anew. */
import type { Command } from 'commander'
import type { Terminal } from '../../output/terminal.ts'
import { registerArchiveCat } from './archive-cat.ts'
import { registerArchiveIndex } from './archive-index.ts'
import { registerArchiveLs } from './archive-ls.ts'
import { registerArchiveVerify } from './archive-verify.ts'

export function registerArchive(program: Command, terminal: Terminal): void {
  const archive = program
    .command('archive')
    .summary('check, list and read the WARC files')
    .description('The archive of what was fetched: WARC files, gzip by record, that other tools read too.')
    .helpCommand(false)
  registerArchiveVerify(archive, terminal)
  registerArchiveLs(archive, terminal)
  registerArchiveCat(archive, terminal)
  registerArchiveIndex(archive, terminal)
}
