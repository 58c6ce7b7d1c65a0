/** What `mondo parse` reads: saved pages, folders of them and WARC files, each turned into outcomes, one at a time. */
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { readCaptures } from '../archive/warc-reader.ts'
import { type Capture, headerOf } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { inflatedBody } from '../model/inflated-body.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import { readPage } from '../parse/read-page.ts'
import { type InputFile, inputFiles, isSystemError, openFile, readWhole, unreadable } from './input-files.ts'

export interface SavedPagesOptions {
  /** Says which page a file holds; without it a file speaks for itself under its file: URL. */
  readonly url?: string
  readonly contentType?: string
  readonly site?: string
  readonly stdin: Readable
}

export type ParsedSource =
  /** `source` is a path, or FILE#OFFSET for an entry of a WARC file. */
  | { readonly kind: 'parsed'; readonly source: string; readonly outcome: ParseOutcome }
  | { readonly kind: 'failed'; readonly error: MondoError }

/** As large as the fetch stage lets a body grow. */
const maxPageBytes = 20 * 1024 * 1024

export async function* parseSavedPages(
  paths: readonly string[],
  options: SavedPagesOptions,
): AsyncGenerator<ParsedSource> {
  for await (const file of inputFiles(paths, isSavedPage)) {
    try {
      if (file.kind === 'file' && isWarc(file.path)) yield* parseWarc(file.path, options)
      else yield await parseFile(file, options)
    } catch (error) {
      if (error instanceof MondoError) yield { kind: 'failed', error }
      else if (isSystemError(error)) yield { kind: 'failed', error: unreadable(pathOf(file), error) }
      else throw error
    }
  }
}

async function parseFile(file: InputFile, options: SavedPagesOptions): Promise<ParsedSource> {
  if (file.kind === 'unreadable') return { kind: 'failed', error: file.error }
  const source = pathOf(file)
  const stream = file.kind === 'stdin' ? options.stdin : openFile(file.path)
  const bytes = await readWhole(stream, source, maxPageBytes)
  const contentType = options.contentType ?? (source.endsWith('.txt') ? 'text/plain' : undefined)
  const { outcome } = readPage(bytes, {
    url: options.url ?? pathToFileURL(source).href,
    ...(contentType === undefined ? {} : { contentType }),
    ...(options.site === undefined ? {} : { site: options.site }),
  })
  return { kind: 'parsed', source, outcome }
}

async function* parseWarc(path: string, options: SavedPagesOptions): AsyncGenerator<ParsedSource> {
  for await (const { capture, location } of readCaptures(path)) {
    const outcome = parseCapture(capture, options.site)
    if (outcome !== null) yield { kind: 'parsed', source: `${path}#${location.offset}`, outcome }
  }
}

/** The outcome of a capture; null for what is no page: redirects, server errors, robots.txt, sitemaps, images. */
function parseCapture(capture: Capture, site: string | undefined): ParseOutcome | null {
  const { url, status, capturedAt } = capture
  if (status === 404 || status === 410) return { kind: 'not-found', url }
  if (status < 200 || status > 299 || !isPage(capture)) return null
  if (capture.truncated !== null) return rejected(url, 'truncated')
  const body = inflatedBody(capture)
  if (body.kind !== 'whole') return rejected(url, body.kind === 'unknown-encoding' ? 'not-html' : 'truncated')
  const contentType = headerOf(capture.headers, 'content-type')
  return readPage(body.bytes, {
    url,
    capturedAt,
    ...(contentType === null ? {} : { contentType }),
    ...(site === undefined ? {} : { site }),
  }).outcome
}

function rejected(url: string, reason: RejectReason): ParseOutcome {
  return { kind: 'rejected', url, reason, checks: [] }
}

function isPage(capture: Capture): boolean {
  const type = headerOf(capture.headers, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (URL.parse(capture.url)?.pathname === '/robots.txt') return false
  return type === '' || type === 'text/html' || type === 'application/xhtml+xml' || type === 'text/plain'
}

const pathOf = (file: InputFile): string => (file.kind === 'stdin' ? '-' : file.path)

const isWarc = (path: string): boolean => /\.warc(\.gz)?$/i.test(path)

/** Browsers and wget name pages so; `q1.html?page=2` and `q1.html@page=2` are wget's names for pages with a query. */
const isSavedPage = (name: string): boolean => isWarc(name) || /\.(x?html?|txt)([?@].*)?$/i.test(name)
