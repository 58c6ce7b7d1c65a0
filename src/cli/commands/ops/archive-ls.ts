/** `mondo archive ls`: the captures of the archive, one a line. */
import type { Command } from 'commander'
import type { IndexEntry } from '../../../archive/cdxj.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerArchiveLs(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('ls'), [
    'mondo archive ls',
    'mondo archive ls --json | jq -r "select(.status == 404) | .url"',
    'mondo archive ls mondo-data/archive/mondo-20260304050607089-1-0a1b2c3d-00001.warc.gz',
  ])
    .summary('list the captures of the archive')
    .description(
      'Lists every capture in the order in which it was written: time, status, media type, URL, and its place\n' +
        'FILE#OFFSET, which mondo archive cat takes. A revisit says so in place of its type. With --json one object a line.',
    )
    .argument('[path...]', 'WARC files and folders (default: the archive of the data folder)')
    .action((paths: string[], flags: CommonFlags) => list(paths, flags, terminal))
}

async function list(paths: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const { archiveFiles } = await import('../../../app/archive-files.ts')
  const { scannedEntries } = await import('../../../archive/index-entries.ts')
  for await (const path of archiveFiles(paths, archiveFolder)) {
    // From the records, not the index: what is listed is what is there, and damage ends the list with its place.
    for await (const entry of scannedEntries(path)) {
      if (json) await terminal.printJson(objectOf(entry, path))
      else await terminal.print(lineOf(entry, path))
    }
  }
}

function lineOf({ capturedAt, status, mime, type, url, location }: IndexEntry, path: string): string {
  const kind = (type === 'revisit' ? type : (mime ?? '-')).padEnd(15)
  // In archives of others a URL may hold anything, and it would reach the person's terminal.
  const shown = url.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
  return `${capturedAt.toISOString()} ${status} ${kind} ${shown} ${path}#${location.offset}`
}

function objectOf({ id, type, location, ...rest }: IndexEntry, path: string) {
  return { captureId: id, ...rest, type, path, offset: location.offset, length: location.length }
}
