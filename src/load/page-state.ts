/**
 * What each page is known by to the loader: the digest of the record last loaded from it, the parser version and the
 * time of the capture. An unchanged page then touches no row of `qa`, and an older capture is recognized as older.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { inOrder, type Observation } from './history/observation.ts'
import { areDifferentParsers } from './history/parser-order.ts'

export interface PageKey {
  readonly site: string
  readonly path: string
}

/** A page as the last load left it. */
export interface LoadedPage extends PageKey {
  readonly question_id: string | null
  readonly record_digest: string | null
  readonly parser_version: string | null
  readonly last_seen_at: Date | null
  /** Other pages show parts of the same question. */
  readonly has_siblings: boolean
  /** Of the page in this database: its repeats are kept by it. */
  readonly page_number: number
}

/** Captures of one page that show what it showed when it was last read. */
export interface SeenAgain extends PageKey {
  /** As it was read. */
  readonly question_id: string | null
  readonly record_digest: string | null
  readonly parser_version: string | null
  /** Times of the first and the last of these captures, ISO 8601. */
  readonly first_at: string
  readonly captured_at: string
}

/** A page of which a record is about to be loaded. */
export interface IncomingPage extends PageKey {
  readonly question_id: string
  readonly origin: string
  readonly host_group: string
  readonly record_digest: string | null
  readonly parser_version: string | null
  /** ISO 8601. */
  readonly captured_at: string
}

/** The state that a load leaves behind: a function of the question's observations. */
export interface PageState extends PageKey {
  readonly question_id: string
  /** Null after the question was gone: when the page comes back it is compared, even if it is as it was. */
  readonly record_digest: string | null
  readonly parser_version: string | null
  readonly last_seen_at: string
  readonly changed_at: string
}

/**
 * Keeps page states. The frontier implements it, because they are columns of `crawl.page`; the loader takes it as a
 * collaborator. All calls belong to the transaction of the load.
 */
export interface PageStateStore {
  /** The states of the known ones of these pages, without a lock: another loader may change them. */
  readonly read: (trx: Kysely<Database>, pages: readonly PageKey[]) => Promise<readonly LoadedPage[]>
  /**
   * Locks the pages until the transaction ends, so that two loaders of one page take turns, and returns their states.
   * An unknown page is added with the incoming state, never due, and is not among those returned.
   * `isKnown` says which pages have been read already; it need not be right.
   */
  readonly claim: (
    trx: Kysely<Database>,
    pages: readonly IncomingPage[],
    isKnown: (page: PageKey) => boolean,
  ) => Promise<readonly LoadedPage[]>
  /** Locks the known ones of these pages and returns their states. */
  readonly lock: (trx: Kysely<Database>, pages: readonly PageKey[]) => Promise<readonly LoadedPage[]>
  /** Locks all pages of these questions. */
  readonly lockQuestions: (
    trx: Kysely<Database>,
    questions: ReadonlyArray<{ readonly site: string; readonly question_id: string }>,
  ) => Promise<void>
  /** Moves only the time of pages that show what they showed before. */
  readonly touch: (
    trx: Kysely<Database>,
    pages: ReadonlyArray<PageKey & { readonly captured_at: string }>,
  ) => Promise<void>
  /**
   * Moves the time of those pages that are still as they were read, and locks them: a lock of its own would take as much
   * write-ahead log again. Returns which pages these are.
   */
  readonly touchUnchanged: (trx: Kysely<Database>, pages: readonly SeenAgain[]) => Promise<readonly PageKey[]>
  /** Saves states, unless a newer capture of the page is loaded already. */
  readonly save: (trx: Kysely<Database>, states: readonly PageState[]) => Promise<void>
}

/** Whether the only page of a question shows in this observation what it showed when it was last loaded. */
export function showsTheSame(
  page: LoadedPage | undefined,
  observation: Pick<Observation, 'question_id' | 'record_digest' | 'complete'>,
): page is LoadedPage & { readonly last_seen_at: Date } {
  return (
    page !== undefined &&
    page.last_seen_at !== null &&
    observation.complete &&
    !page.has_siblings &&
    page.question_id === observation.question_id &&
    page.record_digest === observation.record_digest
  )
}

export function pageKeyOf({ site, path }: PageKey): string {
  return JSON.stringify([site, path])
}

/** The states of the pages of one question, from all observations of it. */
export function pageStatesOf(observations: readonly Observation[]): readonly PageState[] {
  const pages = new Map<string, PageState>()
  for (const observation of observations.toSorted(inOrder)) {
    if (observation.record_digest === null) {
      for (const [path, page] of pages) pages.set(path, { ...page, record_digest: null })
    } else {
      pages.set(observation.path, stateAfter(pages.get(observation.path), observation))
    }
  }
  return [...pages.values()]
}

function stateAfter(before: PageState | undefined, observation: Observation): PageState {
  const { site, path, question_id, record_digest, captured_at } = observation
  const isChange =
    before === undefined ||
    (before.record_digest !== record_digest &&
      !areDifferentParsers(before.parser_version, observation.parser_version))
  return {
    site,
    path,
    question_id,
    record_digest,
    parser_version: observation.parser_version ?? before?.parser_version ?? null,
    last_seen_at: captured_at,
    changed_at: isChange ? captured_at : before.changed_at,
  }
}
