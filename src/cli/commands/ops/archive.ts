/** `mondo archive`: verifies the WARC files, lists their captures, prints one of them, rebuilds their index. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { ArchiveGap } from '../../../analyse/archive-gaps.ts'
import { exitCodes } from '../../../app/exit-codes.ts'
import type { ArchiveDamaged } from '../../../archive/archive-damaged.ts'
import type { IndexEntry } from '../../../archive/cdxj.ts'
import type { FileReport, Problem } from '../../../archive/verify.ts'
import type { Capture } from '../../../model/capture.ts'
import { MondoError } from '../../../model/errors.ts'
import {
  type CommonFlags,
  commonOptions,
  examplesText,
  withCommonOptions,
} from '../../options/common-options.ts'
import { errorLine } from '../../output/error-line.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerArchive(program: Command, terminal: Terminal): void {
  const archive = program
    .command('archive')
    .summary('check, list and read the WARC files')
    .description(
      'Every response is archived in WARC files, compressed record by record, which other tools can read too.',
    )
    .addHelpText('after', examplesText(['mondo archive verify', 'mondo archive ls']))
    .helpCommand(false)
  registerVerify(archive, terminal)
  registerList(archive, terminal)
  registerCat(archive, terminal)
  registerIndex(archive, terminal)
}

function registerVerify(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('verify'), [
    'mondo archive verify',
    'mondo archive verify mondo-data/archive/mondo-20260304050607089-1-0a1b2c3d-00001.warc.gz',
    'mondo archive verify --db postgres://mondo@db.internal/mondo',
    'mondo archive verify --json',
  ])
    .summary('check every record of the archive')
    .description(
      'Reads WARC files from end to end and checks each record: the gzip member and its checksum, lengths, the digests\n' +
        'of block and payload, that the original of a revisit exists, and that the index matches. It prints one line a file,\n' +
        'and one line a problem: FILE#OFFSET, what is wrong and what is lost. With --json it prints one object a file. A\n' +
        'damaged record costs its capture; reading goes on at the next intact record. A crash while writing leaves an\n' +
        'incomplete last record; the records before it are whole. mondo archive index rebuilds an index that does not match.\n\n' +
        'It also names the files that the database knows and the folder lacks, and those that end before captures that the\n' +
        'database knows: for a server with --db, for the embedded database always, unless you give single files.\n\n' +
        'Exit 7 when a record is damaged or cannot be read, or a file is missing.',
    )
    .argument('[path...]', 'WARC files and folders (default: the archive of the data folder)')
    .action((paths: string[], flags: CommonFlags) => verify(paths, flags, terminal))
}

async function verify(paths: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const { archiveFiles } = await import('../../../app/input-files.ts')
  const { verifyFile } = await import('../../../archive/verify.ts')
  const { files, failure } = await listed(archiveFiles(paths, archiveFolder))
  const gaps = await gapsOf(paths, await sizesByName(files), flags, terminal)
  const missing = gaps.filter(({ size }) => size === null)
  // Where no file is left, the missing ones say more than that.
  if (failure !== null && missing.length + files.length === 0) throw failure
  let damaged = missing.length
  for (const path of files) {
    const report = await verifyFile(path)
    const cut = gaps.find(({ file, size }) => file === basename(path) && size !== null)
    const problems = cut === undefined ? report.problems : [...report.problems, gapProblem(cut)]
    if (problems.length > 0) damaged++
    if (json) await terminal.printJson({ ...report, problems })
    else for (const line of reportLines({ ...report, problems })) await terminal.print(line)
  }
  const [folder = archiveFolder] = paths
  for (const gap of missing) {
    const problem = gapProblem(gap)
    const file = join(folder, gap.file)
    if (json) await terminal.printJson({ file, records: 0, captures: 0, index: null, problems: [problem] })
    else await terminal.print(`MISSING ${file}: ${problem.what}`)
  }
  if (damaged === 0) {
    if (failure !== null) throw failure
    return
  }
  if (failure !== null && files.length > 0) terminal.note(errorLine(failure))
  terminal.note(`mondo: ${damaged} of the files ${damaged === 1 ? 'is' : 'are'} damaged or missing`)
  terminal.exitCode = exitCodes.archiveDamaged
}

/** The files, and what ended the list early: null if nothing did. */
async function listed(
  paths: AsyncIterable<string>,
): Promise<{ files: string[]; failure: MondoError | null }> {
  const files: string[] = []
  try {
    for await (const path of paths) files.push(path)
  } catch (error) {
    if (!(error instanceof MondoError)) throw error
    return { files, failure: error }
  }
  return { files, failure: null }
}

async function sizesByName(files: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  for (const path of files) sizes.set(basename(path), (await stat(path)).size)
  return sizes
}

/** What the database knows and these files lack; nothing where it is not asked. */
async function gapsOf(
  paths: readonly string[],
  sizes: ReadonlyMap<string, number>,
  flags: CommonFlags,
  terminal: Terminal,
): Promise<readonly ArchiveGap[]> {
  const isFolder = async (path: string) => (await stat(path).catch(() => null))?.isDirectory() === true
  const [path] = paths
  if (paths.length > 1 || (path !== undefined && !(await isFolder(path)))) return []
  const { databaseUrl } = commonOptions(flags)
  const { isMissing, readStore } = await import('../../../database/store.ts')
  const isAsked = flags.db !== undefined
  // Several machines may share a server and have an archive each, so a server is asked only by --db.
  if (!isAsked && (path !== undefined || !databaseUrl.startsWith('pglite:') || isMissing(databaseUrl)))
    return []
  const { archiveGaps } = await import('../../../analyse/archive-gaps.ts')
  try {
    return await readStore(databaseUrl, process.env, ({ db }) => archiveGaps(db, sizes))
  } catch (error) {
    if (isAsked || !(error instanceof MondoError) || error.code !== 'data-folder-locked') throw error
    terminal.note('mondo: the files were not compared with the database, which another process has open')
    return []
  }
}

function gapProblem({ captures, end, size }: ArchiveGap): Problem {
  return size === null
    ? { offset: 0, what: `the file is missing; the database knows ${captures} captures of it` }
    : { offset: size, what: `the file ends here; the database knows captures up to byte ${end}` }
}

function reportLines({ file, records, captures, index, problems }: FileReport): string[] {
  const state = problems.length === 0 ? 'ok' : 'DAMAGED'
  const indexed = index === null ? 'no index' : `index ${index}`
  return [
    `${state} ${file}: ${records} records, ${captures} captures, ${indexed}`,
    ...problems.map(({ offset, what }) => `  ${file}#${offset}: ${what}`),
  ]
}

function registerList(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('ls'), [
    'mondo archive ls',
    'mondo archive ls --json | jq -r "select(.status == 404) | .url"',
    'mondo archive ls mondo-data/archive/mondo-20260304050607089-1-0a1b2c3d-00001.warc.gz',
  ])
    .summary('list the captures of the archive')
    .description(
      'Lists every capture in the order of writing: time, status, media type, URL, and its place FILE#OFFSET, which\n' +
        'mondo archive cat takes. A revisit shows "revisit" as its type. With --json it prints one object a line. Damage\n' +
        'is reported, and the other captures are still listed (exit 7).',
    )
    .argument('[path...]', 'WARC files and folders (default: the archive of the data folder)')
    .action((paths: string[], flags: CommonFlags) => list(paths, flags, terminal))
}

async function list(paths: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const { archiveFiles } = await import('../../../app/input-files.ts')
  const { scannedEntries } = await import('../../../archive/index-entries.ts')
  for await (const path of archiveFiles(paths, archiveFolder)) {
    // Reads the records, not the index, so that the list is complete and damage is reported with its place.
    const noteDamage = (damage: ArchiveDamaged): void => {
      terminal.note(errorLine(damage))
      terminal.exitCode = exitCodes.archiveDamaged
    }
    for await (const entry of scannedEntries(path, noteDamage)) {
      if (json) await terminal.printJson(listObject(entry, path))
      else await terminal.print(listLine(entry, path))
      if (terminal.readerIsGone) return
    }
  }
}

function listLine({ capturedAt, status, mime, type, url, location }: IndexEntry, path: string): string {
  const kind = (type === 'revisit' ? type : (mime ?? '-')).padEnd(15)
  // URLs in WARC files from elsewhere may contain control characters, which must not reach the terminal.
  const shown = url.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
  return `${capturedAt.toISOString()} ${status} ${kind} ${shown} ${path}#${location.offset}`
}

function listObject({ id, type, location, ...rest }: IndexEntry, path: string) {
  return { captureId: id, ...rest, type, path, offset: location.offset, length: location.length }
}

interface CatFlags extends CommonFlags {
  readonly raw?: true
}

function registerCat(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('cat'), [
    'mondo archive cat mondo-data/archive/mondo-20260304050607089-1-0a1b2c3d-00001.warc.gz#482 | less',
    'mondo archive cat urn:uuid:6f2c1e0a-3b1d-4a59-9d0e-3f1f5a9f9f10 > page.html',
    'mondo archive cat urn:uuid:6f2c1e0a-3b1d-4a59-9d0e-3f1f5a9f9f10 --json',
  ])
    .summary('write the body of one capture')
    .description(
      'Writes the body of a capture to stdout: decompressed (gzip, br …), in the charset of the page. --raw writes it as it\n' +
        'was received; --json prints the capture without its body (status, headers, request …) as one object.\n' +
        'For a revisit you get the body of the capture that it repeats; a 304 has none.',
    )
    .argument('<capture>', 'FILE#OFFSET, as ls and parse print it, or the id of the capture')
    .option('--raw', 'the body as it was received')
    .action((target: string, flags: CatFlags) => cat(target, flags, terminal))
}

async function cat(target: string, flags: CatFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const capture = await captureNamed(target, archiveFolder)
  if (json) {
    const { body, ...rest } = capture
    await terminal.printJson({ ...rest, bodyBytes: body.byteLength })
    return
  }
  await terminal.write(flags.raw ? capture.body : await inflated(capture))
}

async function captureNamed(target: string, archiveFolder: string): Promise<Capture> {
  const { captureAt } = await import('../../../archive/warc-reader.ts')
  const place = /^(.+)#(\d+)$/.exec(target)
  if (place !== null) {
    const [, path = '', offset] = place
    // crawl.capture, mondo fetch and the index give file names without a folder.
    const { existsSync } = await import('node:fs')
    const isName = basename(path) === path && !existsSync(path)
    return await captureAt(isName ? join(archiveFolder, path) : path, Number(offset))
  }
  const id = /^(?:<?urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>?$/i
    .exec(target)?.[1]
    ?.toLowerCase()
  if (id === undefined) {
    throw new MondoError('usage', `${target} is neither FILE#OFFSET nor the id of a capture`, {
      hint: 'mondo archive ls shows the places, mondo archive ls --json the ids',
    })
  }
  const { archiveFiles } = await import('../../../app/input-files.ts')
  const { entriesOf } = await import('../../../archive/index-entries.ts')
  for await (const path of archiveFiles([], archiveFolder)) {
    const entry = (await entriesOf(path)).find((one) => one.id === `urn:uuid:${id}`)
    if (entry !== undefined)
      return await captureAt(join(dirname(path), entry.location.file), entry.location.offset)
  }
  throw new MondoError('unreadable-input', `no capture ${id} in ${archiveFolder}`, {
    hint: 'mondo archive ls --json shows the ids',
  })
}

async function inflated(capture: Capture): Promise<Uint8Array> {
  const { inflatedBody } = await import('../../../model/inflated-body.ts')
  const body = inflatedBody(capture)
  if (body.kind === 'whole') return body.bytes
  throw new MondoError('unreadable-input', `the body of ${capture.id} cannot be inflated: ${body.kind}`, {
    hint: '--raw writes it as it was received',
  })
}

function registerIndex(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('index'), ['mondo archive index', 'mondo archive index other-crawl/'])
    .summary('rebuild the index of each WARC file')
    .description(
      'Writes NAME.cdxj beside each NAME.warc.gz: one line a capture, sorted, as pywb and other replay tools read it. A\n' +
        'crawl writes the index when it closes a file. Use this command after a crash, and for WARC files from elsewhere.\n' +
        'Damage is reported, and the other captures are still indexed (exit 7).',
    )
    .argument('[path...]', 'WARC files and folders (default: the archive of the data folder)')
    .action((paths: string[], flags: CommonFlags) => index(paths, flags, terminal))
}

async function index(paths: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, json } = commonOptions(flags)
  const { archiveFiles } = await import('../../../app/input-files.ts')
  const { scannedEntries } = await import('../../../archive/index-entries.ts')
  const { indexName, writeIndex } = await import('../../../archive/cdxj.ts')
  for await (const path of archiveFiles(paths, archiveFolder)) {
    const entries: IndexEntry[] = []
    let damages = 0
    const noteDamage = (damage: ArchiveDamaged): void => {
      terminal.note(errorLine(damage))
      terminal.exitCode = exitCodes.archiveDamaged
      damages += 1
    }
    for await (const entry of scannedEntries(path, noteDamage)) entries.push(entry)
    await writeIndex(dirname(path), basename(path), entries)
    const done = { file: path, index: indexName(path), captures: entries.length, damages }
    if (json) await terminal.printJson(done)
    else await terminal.print(`${done.index}: ${done.captures} captures`)
  }
}
