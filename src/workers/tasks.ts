/** The tasks and answers that cross the thread boundary. */
import type { Robots, RobotsRules } from '../fetch/robots.ts'
import { MondoError } from '../model/errors.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import { failure } from '../parse/checks.ts'
import type { ListEnd, SitemapEntry } from '../parse/links/sitemap.ts'
import type { PageReading, ParseOptions } from '../parse/read-page.ts'
import type { Sites } from '../parse/site/sites.ts'

/** The options that can be sent to a thread. Functions cannot be cloned, so each thread loads the site definitions itself. */
export type PageOptions = Omit<ParseOptions, 'sites'>

export interface PageTask {
  readonly kind: 'page'
  readonly bytes: Uint8Array
  readonly options: PageOptions
}

export type ParseTask =
  | PageTask
  /** Several pages in one message. They share their limits, so a group that fails is read page by page. */
  | { readonly kind: 'pages'; readonly pages: readonly PageTask[] }
  | { readonly kind: 'sitemap'; readonly bytes: Uint8Array; readonly url: string }
  | { readonly kind: 'robots'; readonly bytes: Uint8Array }

export type TaskKind = ParseTask['kind']

/** Of a sitemap, a sitemap index or a feed. */
export interface SitemapReading extends ListEnd {
  /** Of a list that is damaged or too large, those that were read. None counts where `form` is null. */
  readonly entries: readonly SitemapEntry[]
}

/** The result of each kind of task. */
export interface ReadingOf {
  readonly page: PageReading
  /** In the order of the pages. */
  readonly pages: readonly TaskAnswer<'page'>[]
  readonly sitemap: SitemapReading
  readonly robots: RobotsRules
}

/** A thread's result, or the message of what it threw. */
export type TaskAnswer<Kind extends TaskKind = TaskKind> =
  | { readonly kind: 'read'; readonly reading: ReadingOf[Kind] }
  | { readonly kind: 'crashed'; readonly message: string }

/** What a thread receives: the task, and a cell in which it reports its thread id. */
export interface ThreadTask {
  readonly task: ParseTask
  /** Modules of site definitions, in addition to the bundled ones. */
  readonly modules: readonly string[]
  /** One shared 32-bit cell; 0 until a thread has begun. */
  readonly threadId: Int32Array
}

/** Thrown for a task that the pool abandons because it is closed or its run is stopped: no verdict on the input. */
export class ReadingStopped extends MondoError {
  constructor() {
    super('usage', 'the pool of parser threads was closed')
  }
}

/** Why a task has no result: a verdict on the input, never on the run. */
export interface Undone {
  readonly kind: 'undone'
  readonly reason: Extract<RejectReason, 'timeout' | 'too-large' | 'parser-crashed'>
  /** A message for the log. */
  readonly detail: string
}

/** Rejects the page with the reason for which parsing failed, and a check that says what happened. */
export function undoneOutcome(
  url: string,
  { reason, detail }: Undone,
): Extract<ParseOutcome, { kind: 'rejected' }> {
  return { kind: 'rejected', url, reason, checks: [failure('parser-crashed', detail)] }
}

export type Read<Kind extends TaskKind> =
  | { readonly kind: 'read'; readonly reading: ReadingOf[Kind] }
  | Undone

/** A page to read, as `PageReader.page` is asked for it. */
export interface AskedPage {
  readonly bytes: () => Uint8Array
  readonly options: PageOptions
}

/** Reads pages and sitemaps. `ParsePool` does so in threads; a test may hand in a reader of its own. */
export interface PageReader {
  /** How many pages are worth asking for at once. */
  readonly concurrency: number
  /** The site definitions that it uses. The loader of its records must use the same. */
  readonly sites: Sites
  /**
   * `bytes` is asked once for every try and gives a buffer that the reader may keep: it is moved to the thread, not
   * copied.
   */
  page(bytes: () => Uint8Array, options: PageOptions): Promise<Read<'page'>>
  /** @param url Of the list: what its relative URLs are relative to. */
  sitemap(bytes: () => Uint8Array, url: string): Promise<Read<'sitemap'>>
}

/** Reads everything that hosts send. */
export interface Reader extends PageReader {
  /** If undone, disallow everything, as for an unreachable robots.txt (RFC 9309, 2.3.1.4). */
  robots(bytes: () => Uint8Array): Promise<Robots | Undone>
}
