/** `mondo archive index`: the CDXJ index of each WARC file, made anew from its records. */
import { basename, dirname } from 'node:path'
import type { Command } from 'commander'
import type { IndexEntry } from '../../../archive/cdxj.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerArchiveIndex(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('index'), ['mondo archive index', 'mondo archive index other-crawl/'])
    .summary('make the index of each WARC file anew')
    .description(
      'Writes NAME.cdxj beside each NAME.warc.gz: a sorted line a capture, as pywb and other replay tools read it. A crawl\n' +
        'writes it when it closes a file; after a crash, and for WARC files of others, this makes it. Damage ends it, exit 7.',
    )
    .argument('[path...]', 'WARC files and folders (default: the archive of the data folder)')
    .action((paths: string[], flags: CommonFlags) => index(paths, flags, terminal))
}

async function index(paths: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const { archiveFiles } = await import('../../../app/archive-files.ts')
  const { scannedEntries } = await import('../../../archive/index-entries.ts')
  const { indexName, writeIndex } = await import('../../../archive/cdxj.ts')
  for await (const path of archiveFiles(paths, archiveFolder)) {
    const entries: IndexEntry[] = []
    for await (const entry of scannedEntries(path)) entries.push(entry)
    await writeIndex(dirname(path), basename(path), entries)
    const done = { file: path, index: indexName(path), captures: entries.length }
    if (json) await terminal.printJson(done)
    else await terminal.print(`${done.index}: ${done.captures} captures`)
  }
}
