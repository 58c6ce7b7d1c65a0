/** Judges a round by the log of the site, the archive and the database. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Kysely, sql } from 'kysely'
import { ArchiveDamaged } from '../../src/archive/archive-damaged.ts'
import { warcFiles } from '../../src/archive/index-entries.ts'
import { readCaptures } from '../../src/archive/warc-reader.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import { openStore } from '../../src/database/store.ts'
import { closing } from '../../src/model/closing.ts'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { comparable, storedRecords } from '../integration/crawl/stored-records.ts'
import { nothingSeen, type Seen, seenTogether } from './faults.ts'
import { judgePace } from './pace.ts'
import type { SeenRequest, SiteLog } from './site.ts'

export interface Round {
  /** Archive folders of all its crawlers. */
  readonly folders: readonly string[]
  readonly db: string
  /** Milliseconds from start to start. */
  readonly gap: number
  /** When clocks were set, in milliseconds since the epoch. */
  readonly jumps?: readonly number[]
  /** Question pages that may stand twice in one archive folder. */
  readonly mayRepeat: number
  /** Answers that may be missing in the archive: what was in flight at a kill, and what a full disk refused. */
  readonly mayLose: number
}

export interface Verdict {
  readonly faults: readonly string[]
  readonly seen: Seen
  readonly requests: number
  readonly captures: number
  /** Question pages that were captured more than once. */
  readonly repeated: number
  readonly smallestGap: number
}

interface Judged {
  readonly faults: readonly string[]
  readonly seen: Seen
}

interface Archived {
  readonly id: string
  readonly folder: string
  /** Path and query. */
  readonly url: string
  readonly sentAt: number
}

export async function verdictOn(round: Round, { requests, expected }: SiteLog): Promise<Verdict> {
  const archived = await archivedIn(round.folders)
  const pace = judgePace(requests, archived, round.gap, round.jumps)
  const inOneFolder = [...new Set(round.folders)].flatMap((folder) =>
    twice(archived.filter((one) => one.folder === folder)),
  )
  await using store = closing(await openStore(round.db))
  const rows = await verdictOnRows(store.db, expected)
  const judged = [unanswered(requests, archived, round.mayLose), await againstArchive(store.db, archived)]
  const repeats = inOneFolder.length > round.mayRepeat ? inOneFolder : []
  return {
    faults: [
      ...pace.faults,
      ...rows.faults,
      ...judged.flatMap(({ faults }) => faults),
      ...(repeats.length === 0 ? [] : [`archived, and requested again: ${repeats.join(' ')}`]),
    ],
    seen: [rows.seen, ...judged.map(({ seen }) => seen)].reduce(seenTogether, {
      ...nothingSeen,
      doubled: repeats.length,
    }),
    requests: requests.length,
    captures: archived.length,
    repeated: twice(archived).length,
    smallestGap: pace.smallestGap,
  }
}

/** Whether the rows are those of the expected records, and each page was loaded once. */
export async function verdictOnRows(
  db: Kysely<Database>,
  expected: readonly QuestionPage[],
): Promise<Judged> {
  const stored = await storedRecords(db, 'sample')
  const wanted = comparable(expected)
  const isThere = new Set(stored.map(({ questionId }) => questionId))
  const wantedOf = new Map(wanted.map((one) => [one.questionId, one]))
  const lost = wanted.filter(({ questionId }) => !isThere.has(questionId))
  const wrong = stored.filter((one) => !isDeepStrictEqual(one, wantedOf.get(one.questionId)))
  const doubled = await loadedTwice(db)
  const faults = [
    complaint(`of ${wanted.length} questions were lost`, lost.map(nameOf)),
    complaint('questions are not as they were served', wrong.map(nameOf)),
    complaint('pages were loaded twice', doubled),
  ]
  return {
    faults: faults.flat(),
    seen: { lost: lost.length, doubled: doubled.length, wrong: wrong.length },
  }
}

const nameOf = ({ questionId }: { readonly questionId: string }): string => `q${questionId}`

function complaint(what: string, which: readonly string[]): string[] {
  return which.length === 0 ? [] : [`${which.length} ${what}: ${which.slice(0, 10).join(' ')}`]
}

/** Every whole capture. */
async function archivedIn(folders: readonly string[]): Promise<Archived[]> {
  const found: Archived[] = []
  for (const folder of new Set(folders)) {
    for (const file of existsSync(folder) ? await warcFiles(folder) : []) {
      try {
        for await (const { capture } of readCaptures(join(folder, file))) {
          const { pathname, search } = new URL(capture.url)
          const { id, capturedAt } = capture
          found.push({ id, folder, url: pathname + search, sentAt: capturedAt.getTime() })
        }
      } catch (error) {
        // The tail that a kill tore.
        if (!(error instanceof ArchiveDamaged)) throw error
      }
    }
  }
  return found
}

/** Each request of the log has its capture, but for those that a kill met. */
function unanswered(
  requests: readonly SeenRequest[],
  archived: readonly Archived[],
  mayLose: number,
): Judged {
  const left = archived.map(({ url }) => url)
  const missing = requests.filter(({ url }) => {
    const place = left.indexOf(url)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
  const lost = missing.length > mayLose ? missing.map(({ url }) => url) : []
  return {
    faults: [
      ...complaint('pages are archived, but were never requested', left),
      ...complaint('answers are not in the archive', lost),
    ],
    seen: { ...nothingSeen, lost: lost.length, wrong: left.length },
  }
}

async function againstArchive(db: Kysely<Database>, archived: readonly Archived[]): Promise<Judged> {
  const rows = await db.selectFrom('crawl.capture').select('capture_id').execute()
  const known = new Set(rows.map(({ capture_id }) => capture_id))
  const kept = new Set(archived.map(({ id }) => id))
  const notLoaded = archived.filter(({ id }) => !known.has(id)).map(({ url }) => url)
  const notKept = [...known].filter((id) => !kept.has(id))
  const copies = archived.length - kept.size
  return {
    faults: [
      ...complaint('pages are archived, and not in the database', notLoaded),
      ...complaint('captures of the database are not in the archive', notKept),
      ...(copies > 0 ? [`${copies} captures stand in the archive twice`] : []),
    ],
    seen: { lost: notLoaded.length + notKept.length, doubled: copies, wrong: 0 },
  }
}

/** A page that was captured twice is unchanged the second time, since the site does not change. */
async function loadedTwice(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select path from crawl.visit where outcome = 'loaded' group by path having count(*) > 1
  `.execute(db)
  return rows.map(({ path }) => path)
}

/** Question pages that stand there more than once; every run requests lists again. */
function twice(archived: readonly Archived[]): string[] {
  const questions = archived.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
  return [...new Set(questions.filter((page, at) => questions.indexOf(page) !== at))]
}
