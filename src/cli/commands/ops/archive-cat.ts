/** `mondo archive cat`: one capture out of the archive. */
import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { Capture } from '../../../model/capture.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

interface CatFlags extends CommonFlags {
  readonly raw?: true
}

export function registerArchiveCat(archive: Command, terminal: Terminal): void {
  withCommonOptions(archive.command('cat'), [
    'mondo archive cat mondo-data/archive/mondo-20260304050607089-1-0a1b2c3d-00001.warc.gz#482 | less',
    'mondo archive cat urn:uuid:6f2c1e0a-3b1d-4a59-9d0e-3f1f5a9f9f10 > page.html',
    'mondo archive cat urn:uuid:6f2c1e0a-3b1d-4a59-9d0e-3f1f5a9f9f10 --json',
  ])
    .summary('write the body of one capture')
    .description(
      'Writes the body of a capture to stdout: its content encoding (gzip, br …) undone, in the charset of the page.\n' +
        'With --raw as it was received, with --json the capture without its body (status, headers, request …) as one object.\n' +
        'A revisit gives the body of the capture that it repeats; a 304 has none.',
    )
    .argument('<capture>', 'FILE#OFFSET, as ls and parse name it, or the id of the capture')
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
    // crawl.capture, mondo fetch and the index name files without their folder.
    const { existsSync } = await import('node:fs')
    const isName = basename(path) === path && !existsSync(path)
    return await captureAt(isName ? join(archiveFolder, path) : path, Number(offset))
  }
  const id = /^(?:<?urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>?$/i
    .exec(target)?.[1]
    ?.toLowerCase()
  if (id === undefined) {
    throw new MondoError('usage', `${target} is neither FILE#OFFSET nor the id of a capture`, {
      hint: 'mondo archive ls shows the places, and with --json the ids',
    })
  }
  const { archiveFiles } = await import('../../../app/archive-files.ts')
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
