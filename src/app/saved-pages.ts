/** Reads saved pages, folders of them and WARC files, one page at a time, for `parse`, `fixture` and `reparse`. */
import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { formatOfBytes, formatOfFile, isArchiveName } from '../archive/foreign/file-format.ts'
import { type Capture, headerOf } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { mediaType } from '../model/http/media-type.ts'
import { inflatedBody } from '../model/inflated-body.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import type { ParseOptions } from '../parse/read-page.ts'
import type { LoadedSites } from '../parse/site/load-sites.ts'
import type { ParsePool } from '../workers/parse-pool.ts'
import { type PageReader, undoneOutcome } from '../workers/tasks.ts'
import { beginsAsPage, isWanted, PassedOver, readNames } from './input/page-files.ts'
import { UnreadArchives } from './input/unread-archives.ts'
import { type InputFile, inputFiles, isSystemError, openFile, readWhole, unreadable } from './input-files.ts'

export interface SavedPagesOptions {
  /** The URL of the saved page. Default: the file: URL, so that the page identifies itself by its canonical link. */
  readonly url?: string
  readonly contentType?: string
  readonly site?: string
  readonly stdin: Readable
  /** Reports a folder without a page or WARC file as a failure. */
  readonly mustHavePages?: true
}

/** `source` is a path, or FILE#OFFSET for an entry of a WARC file. */
export type SavedPage =
  | {
      readonly kind: 'page'
      readonly source: string
      readonly bytes: Uint8Array
      readonly options: ParseOptions
      readonly from: SavedFrom
    }
  /** A capture whose outcome is known without parsing, such as a 404. */
  | {
      readonly kind: 'known'
      readonly source: string
      readonly outcome: ParseOutcome
      readonly from: SavedFrom
    }
  | { readonly kind: 'failed'; readonly error: MondoError }
  /** Files of folders that were not read, because they are neither pages nor archives: `2 of *.css, 1 of *.png`. */
  | { readonly kind: 'passed-over'; readonly files: string }

export type SavedFrom =
  | { readonly kind: 'capture'; readonly capture: Capture }
  /** Null for stdin. */
  | { readonly kind: 'file'; readonly modifiedAt: Date | null }

/** A page that could be opened: its outcome is known, or parsing gives it. */
export type OpenedPage = Extract<SavedPage, { kind: 'page' | 'known' }>

/** The same limit as for the body of a capture (`inflated-body.ts`). */
const maxPageBytes = 20 * 1024 * 1024

/** Parser threads that know these sites, no more than there are pages; close them at the end. */
export async function openReader(paths: readonly string[], sites: LoadedSites): Promise<ParsePool> {
  const { ParsePool } = await import('../workers/parse-pool.ts')
  const threads = (await areSinglePages(paths))
    ? Math.min(paths.length, availableParallelism())
    : availableParallelism()
  return new ParsePool({ sites, threads })
}

/** Whether each path is one page at most. How many a folder or an archive holds is known once it has been read. */
async function areSinglePages(paths: readonly string[]): Promise<boolean> {
  const isFolder = async (path: string) =>
    (await stat(path).catch(() => undefined))?.isDirectory() === true && path !== '-'
  return !paths.some(isArchiveName) && !(await Promise.all(paths.map(isFolder))).includes(true)
}

/** A page with what parsing gave. */
export interface ParsedPage {
  readonly kind: 'parsed'
  readonly source: string
  /** Null for a file: only a capture says when its page was seen. */
  readonly capturedAt: Date | null
  readonly outcome: ParseOutcome
}

/** Parses saved pages in the reader's threads, as many at once as are worth it. The order stays. */
export async function* parsedPages(
  pages: AsyncIterable<SavedPage>,
  reader: PageReader,
): AsyncGenerator<ParsedPage | Exclude<SavedPage, OpenedPage>> {
  const parse = async (page: SavedPage) => {
    if (page.kind === 'failed' || page.kind === 'passed-over') return page
    const { source, from } = page
    const capturedAt = from.kind === 'capture' ? from.capture.capturedAt : null
    if (page.kind === 'known') return { kind: 'parsed', source, capturedAt, outcome: page.outcome } as const
    const read = await reader.page(() => Uint8Array.from(page.bytes), page.options)
    const outcome = read.kind === 'read' ? read.reading.outcome : undoneOutcome(page.options.url, read)
    return { kind: 'parsed', source, capturedAt, outcome } as const
  }
  const parsing: Array<ReturnType<typeof parse>> = []
  for await (const page of pages) {
    const parsed = parse(page)
    // The caller may stop before its turn; then the pool is closed, and nobody waits for it.
    parsed.catch(() => undefined)
    parsing.push(parsed)
    if (parsing.length < reader.concurrency) continue
    const first = await parsing.shift()
    if (first !== undefined) yield first
  }
  for (const page of parsing) yield await page
}

export async function* savedPages(
  paths: readonly string[],
  options: SavedPagesOptions,
): AsyncGenerator<SavedPage> {
  const unread = new UnreadArchives()
  const passedOver = new PassedOver()
  const isRead = async (name: string, path: string) => (await isWanted(name, path)) || passedOver.take(name)
  for await (const file of inputFiles(paths, isRead, options.mustHavePages && readNames)) {
    try {
      yield* pagesOfFile(file, options, unread)
    } catch (error) {
      if (error instanceof MondoError) yield { kind: 'failed', error }
      else if (isSystemError(error)) yield { kind: 'failed', error: unreadable(pathOf(file), error) }
      else throw error
    }
  }
  const error = unread.error()
  if (error !== null) yield { kind: 'failed', error }
  const files = passedOver.text()
  if (files !== null) yield { kind: 'passed-over', files }
}

async function* pagesOfFile(
  file: InputFile,
  options: SavedPagesOptions,
  unread: UnreadArchives,
): AsyncGenerator<SavedPage> {
  if (file.kind === 'unreadable') {
    yield { kind: 'failed', error: file.error }
    return
  }
  const path = pathOf(file)
  const stdin = file.kind === 'stdin' ? await readWhole(options.stdin, path, maxPageBytes) : null
  const format = stdin === null ? await formatOfFile(path) : formatOfBytes(stdin, path)
  if (unread.take(path, format)) return
  if (format !== 'warc' && format !== 'wacz') {
    const bytes = stdin ?? (await readWhole(openFile(path), path, maxPageBytes))
    yield pageOfFile(file, format === 'gzip' ? gunzipped(bytes, path) : bytes, options)
  } else if (stdin === null) yield* pagesOfWarc(path, options.site)
  else
    throw new MondoError('unreadable-input', 'an archive cannot be read from stdin', {
      hint: 'Give the path of its file',
    })
}

/** A page that was saved compressed. */
function gunzipped(bytes: Uint8Array, path: string): Uint8Array {
  const body = inflatedBody({ headers: [['content-encoding', 'gzip']], body: bytes })
  if (body.kind === 'whole') return body.bytes
  throw new MondoError(
    'unreadable-input',
    `cannot read ${path}: ${body.kind === 'damaged' ? 'the compressed data is damaged' : body.kind}`,
    {
      hint: 'gzip -t tells whether the file is whole',
    },
  )
}

function pageOfFile(file: InputFile, bytes: Uint8Array, options: SavedPagesOptions): SavedPage {
  const source = pathOf(file)
  const contentType = options.contentType ?? (/\.txt(?:\.gz)?$/i.test(source) ? 'text/plain' : undefined)
  return {
    kind: 'page',
    source,
    bytes,
    options: {
      url: options.url ?? pathToFileURL(source).href,
      ...(contentType === undefined ? {} : { contentType }),
      ...(options.site === undefined ? {} : { site: options.site }),
    },
    from: { kind: 'file', modifiedAt: file.kind === 'file' ? file.modifiedAt : null },
  }
}

async function* pagesOfWarc(path: string, site: string | undefined): AsyncGenerator<SavedPage> {
  // Loaded here, as most pages are files of their own.
  const { readCaptures } = await import('../archive/warc-reader.ts')
  const damages: MondoError[] = []
  const met = () => damages.splice(0).map((error) => ({ kind: 'failed', error }) as const)
  for await (const { capture, location } of readCaptures(path, 0, (damage) => void damages.push(damage))) {
    yield* met()
    const page = pageOfCapture(capture, `${path}#${location.offset}`, site)
    if (page !== null) yield page
  }
  yield* met()
}

/** Null for captures that are not pages: redirects, server errors, robots.txt, sitemaps, images. */
export function pageOfCapture(capture: Capture, source: string, site: string | undefined): OpenedPage | null {
  const { url, status, capturedAt } = capture
  const from = { kind: 'capture', capture } as const
  if (status === 404 || status === 410)
    return { kind: 'known', source, outcome: { kind: 'not-found', url }, from }
  const mayBe = mayBePage(capture)
  if (status < 200 || status > 299 || mayBe === 'no') return null
  const refuse = (reason: RejectReason) =>
    ({ kind: 'known', source, outcome: { kind: 'rejected', url, reason, checks: [] }, from }) as const
  const body = capture.truncated === null ? inflatedBody(capture) : null
  if (mayBe === 'by-its-bytes' && !beginsAsPage(body?.kind === 'whole' ? body.bytes : capture.body))
    return null
  if (body === null) return refuse('truncated')
  if (body.kind !== 'whole') return refuse(body.kind === 'unknown-encoding' ? 'not-html' : 'truncated')
  const contentType = headerOf(capture.headers, 'content-type')
  return {
    kind: 'page',
    source,
    bytes: body.bytes,
    options: {
      url,
      capturedAt,
      checks: body.checks,
      ...(contentType === null ? {} : { contentType }),
      ...(site === undefined ? {} : { site }),
    },
    from,
  }
}

/** A crawl reads pages of these types too, but an archive also has feeds and downloads of them. */
const typesOfAnything: ReadonlySet<string> = new Set([
  'text/xml',
  'application/xml',
  'application/octet-stream',
])

function mayBePage(capture: Capture): 'yes' | 'by-its-bytes' | 'no' {
  const type = mediaType(headerOf(capture.headers, 'content-type'))
  if (URL.parse(capture.url)?.pathname === '/robots.txt') return 'no'
  if (typesOfAnything.has(type)) return 'by-its-bytes'
  const isPage =
    type === '' || type === 'text/html' || type === 'application/xhtml+xml' || type === 'text/plain'
  return isPage ? 'yes' : 'no'
}

const pathOf = (file: InputFile): string => (file.kind === 'stdin' ? '-' : file.path)
