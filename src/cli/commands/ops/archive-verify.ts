/** `mondo archive verify`: every record against its own digests, lengths and checksums. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import type { FileReport } from '../../../archive/verify.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerArchiveVerify(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('verify'), [
    'mondo archive verify',
    'mondo archive verify mondo-data/archive/mondo-20260304050607089-1-0a1b2c3d-00001.warc.gz',
    'mondo archive verify --json',
  ])
    .summary('check every record of the archive')
    .description(
      'Reads WARC files from end to end and checks each record: the gzip member and its checksum, lengths, the digests\n' +
        'of block and payload, that the original of a revisit is there, and that the index fits. A line a file, and a line\n' +
        'a problem: FILE#OFFSET and what is wrong. With --json one object a file. A crash while writing leaves a torn last\n' +
        'record; what is before it is whole. An index that does not fit is made again by mondo archive index.\n\n' +
        'Exit 7 when a record is damaged or cannot be read.',
    )
    .argument('[path...]', 'WARC files and folders (default: the archive of the data folder)')
    .action((paths: string[], flags: CommonFlags) => verify(paths, flags, terminal))
}

async function verify(paths: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const { archiveFiles } = await import('../../../app/archive-files.ts')
  const { verifyFile } = await import('../../../archive/verify.ts')
  let damaged = 0
  for await (const path of archiveFiles(paths, archiveFolder)) {
    const report = await verifyFile(path)
    if (report.problems.length > 0) damaged++
    if (json) await terminal.printJson(report)
    else for (const line of linesOf(report)) await terminal.print(line)
  }
  if (damaged === 0) return
  terminal.note(`mondo: ${damaged} of the files ${damaged === 1 ? 'is' : 'are'} damaged`)
  terminal.exitCode = exitCodes.archiveDamaged
}

function linesOf({ file, records, captures, index, problems }: FileReport): string[] {
  const state = problems.length === 0 ? 'ok' : 'DAMAGED'
  const indexed = index === null ? 'no index' : `index ${index}`
  return [
    `${state} ${file}: ${records} records, ${captures} captures, ${indexed}`,
    ...problems.map(({ offset, what }) => `  ${file}#${offset}: ${what}`),
  ]
}
