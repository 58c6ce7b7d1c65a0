/**
 * The input of `mondo load`, which is read twice: once to validate all of it, once to load it. Memory stays flat
 * whatever its size; stdin, which cannot be read twice, is spooled to a temporary file.
 */
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { inputFiles, isSystemError, openFile, unreadable } from '../../app/input-files.ts'
import type { RecordOrigin } from '../../load/load-batches.ts'
import { MondoError } from '../../model/errors.ts'
import { type TemporaryFile, temporaryFile } from '../../model/folders/temporary-file.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { type PlacedLine, type RefusedLine, recordLines, type SkippedKind } from './record-lines.ts'

export interface LoadInputs {
  /**
   * Reads everything once. Lines that cannot be loaded go to `onRefused`, and `records` leaves them out.
   *
   * @throws MondoError without it, on the first such line
   */
  validate(onRefused?: (refused: RefusedLine) => Promise<void>): Promise<FoundLines>
  records(): AsyncGenerator<QuestionPage>
  /** Where a page of `records` comes from; null where its line says nothing of it. */
  originOf(page: QuestionPage): RecordOrigin | null
  /** The line of a page of `records` that the database refuses, for the caller that took the other refused lines. */
  refusedLine(page: QuestionPage, reason: string): RefusedLine
  /** Removes the spooled copy of stdin. */
  close(): Promise<void>
}

export interface FoundLines {
  readonly records: number
  readonly skipped: SkippedLines
  readonly offSite: OffSite
}

/** Records of a known site whose URL is on none of its hosts. The load trusts the record's `site`. */
export interface OffSite {
  readonly count: number
  /** The URL and site of the first; null where there is none. */
  readonly first: Pick<QuestionPage, 'url' | 'site'> | null
}

/** How many lines of each kind have no record. */
export type SkippedLines = ReadonlyMap<SkippedKind, number>

interface Source {
  /** As given on the command line. */
  readonly name: string
  readonly path: string
}

/**
 * @throws MondoError `unreadable-input` for the first path that cannot be read; every method throws the signal's reason
 * once it is aborted
 */
export async function readableInputs(
  paths: readonly string[],
  stdin: Readable,
  signal: AbortSignal,
  sites: Sites,
): Promise<LoadInputs> {
  const { sources, close } = await sourcesOf(paths, stdin, signal)
  let skipRefused: (() => Promise<void>) | undefined
  const placed = new WeakMap<QuestionPage, PlacedLine>()
  const origins = new WeakMap<QuestionPage, RecordOrigin>()
  return {
    async validate(onRefused) {
      if (onRefused !== undefined) skipRefused = () => Promise.resolve()
      const skipped = new Map<SkippedKind, number>()
      let records = 0
      let offSite: OffSite = { count: 0, first: null }
      for await (const line of linesOf(sources, signal, onRefused)) {
        if (line.kind !== 'record') {
          skipped.set(line.outcome, (skipped.get(line.outcome) ?? 0) + 1)
          continue
        }
        records += 1
        const { url, site } = line.page
        if (sites.isOnSite(url, site) === false)
          offSite = { count: offSite.count + 1, first: offSite.first ?? { url, site } }
      }
      return { records, skipped, offSite }
    },
    async *records() {
      for await (const line of linesOf(sources, signal, skipRefused)) {
        if (line.kind !== 'record') continue
        // The bytes of a line stay in memory as long as its page, so only where they may be asked for.
        if (skipRefused !== undefined) placed.set(line.page, line.line)
        if (line.origin !== null) origins.set(line.page, line.origin)
        yield line.page
      }
    },
    originOf: (page) => origins.get(page) ?? null,
    refusedLine(page, why) {
      const line = placed.get(page)
      if (line === undefined) throw new Error('no page of these inputs')
      const { source, number, text } = line
      return { source, line: number, reason: `${source} line ${number}: ${why}`, text: text() }
    },
    close,
  }
}

const isJsonLines = (name: string): boolean => /\.(jsonl|ndjson)$/i.test(name)

/** What is read twice has to be a file: stdin is written to one, which `close` removes. */
async function sourcesOf(
  paths: readonly string[],
  stdin: Readable,
  signal: AbortSignal,
): Promise<{ readonly sources: readonly Source[]; close(): Promise<void> }> {
  const sources: Source[] = []
  let spooled: TemporaryFile | undefined
  const close = async () => await spooled?.close()
  try {
    for await (const file of inputFiles(paths, isJsonLines, '*.jsonl or *.ndjson')) {
      if (file.kind === 'unreadable') throw file.error
      if (file.kind === 'file') sources.push({ name: file.path, path: file.path })
      else {
        if (spooled !== undefined)
          throw new MondoError('usage', '- was given twice: stdin can be read only once')
        spooled = await temporaryFile('mondo-load-', 'stdin.jsonl', (to) =>
          pipeline(stdin, createWriteStream(to), { signal }),
        )
        sources.push({ name: 'stdin', path: spooled.path })
      }
    }
  } catch (error) {
    await close()
    throw error
  }
  return { sources, close }
}

async function* linesOf(
  sources: readonly Source[],
  signal: AbortSignal,
  onRefused?: (refused: RefusedLine) => Promise<void>,
): ReturnType<typeof recordLines> {
  for (const { name, path } of sources) {
    try {
      for await (const line of recordLines(openFile(path), name, onRefused)) {
        signal.throwIfAborted()
        yield line
      }
    } catch (error) {
      throw isSystemError(error) ? unreadable(name, error) : error
    }
  }
}
