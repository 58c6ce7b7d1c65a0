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
import { comparable, storedRecords } from '../integration/crawl/stored-records.ts'
import { judgePace } from './pace.ts'
import type { SeenRequest, Testimony } from './site.ts'

export interface Round {
  /** Archive folders of all its crawlers. */
  readonly folders: readonly string[]
  readonly db: string
  /** Milliseconds from start to start. */
  readonly gap: number
  /** Question pages that may stand twice in one archive folder. */
  readonly mayRepeat: number
  /** Answers that may be missing in the archive: what was in flight at a kill, and what a full disk refused. */
  readonly mayLose: number
}

export interface Verdict {
  readonly faults: readonly string[]
  readonly requests: number
  readonly captures: number
  /** Question pages that were captured more than once. */
  readonly repeated: number
  readonly smallestGap: number
}

interface Archived {
  readonly id: string
  readonly folder: string
  /** Path and query. */
  readonly url: string
  readonly sentAt: number
}

export async function verdictOn(round: Round, { requests, expected }: Testimony): Promise<Verdict> {
  const archived = await archivedIn(round.folders)
  const pace = judgePace(requests, archived, round.gap)
  const faults = [...pace.faults, ...unanswered(requests, archived, round.mayLose)]
  const store = await openStore(round.db)
  try {
    const stored = await storedRecords(store.db, 'sample')
    const wanted = comparable(expected)
    if (!isDeepStrictEqual(stored, wanted)) faults.push(difference(stored, wanted))
    faults.push(...(await againstArchive(store.db, archived)), ...(await loadedTwice(store.db)))
  } finally {
    await store.close()
  }
  const inOneFolder = [...new Set(round.folders)].flatMap((folder) =>
    twice(archived.filter((one) => one.folder === folder)),
  )
  if (inOneFolder.length > round.mayRepeat) {
    faults.push(`archived, and requested again: ${inOneFolder.join(' ')}`)
  }
  return {
    faults,
    requests: requests.length,
    captures: archived.length,
    repeated: twice(archived).length,
    smallestGap: pace.smallestGap,
  }
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

/** Each request of the log has its capture, but for those that a blow met. */
function unanswered(
  requests: readonly SeenRequest[],
  archived: readonly Archived[],
  mayLose: number,
): string[] {
  const left = archived.map(({ url }) => url)
  const lost = requests.filter(({ url }) => {
    const place = left.indexOf(url)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
  const faults: string[] = []
  if (left.length > 0) faults.push(`archived, but never requested: ${left.join(' ')}`)
  if (lost.length > mayLose) {
    faults.push(`${lost.length} answers are not in the archive: ${lost.map(({ url }) => url).join(' ')}`)
  }
  return faults
}

async function againstArchive(db: Kysely<Database>, archived: readonly Archived[]): Promise<string[]> {
  const rows = await db.selectFrom('crawl.capture').select('capture_id').execute()
  const known = new Set(rows.map(({ capture_id }) => capture_id))
  const kept = new Set(archived.map(({ id }) => id))
  const notLoaded = archived.filter(({ id }) => !known.has(id)).map(({ url }) => url)
  const notKept = [...known].filter((id) => !kept.has(id))
  const faults: string[] = []
  if (notLoaded.length > 0) faults.push(`archived, and not in the database: ${notLoaded.join(' ')}`)
  if (notKept.length > 0) faults.push(`${notKept.length} captures of the database are not in the archive`)
  if (kept.size < archived.length) faults.push('a capture stands in the archive twice')
  return faults
}

/** A page that was captured twice is unchanged the second time, since the site does not change. */
async function loadedTwice(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select path from crawl.visit where outcome = 'loaded' group by path having count(*) > 1
  `.execute(db)
  return rows.length === 0 ? [] : [`loaded twice: ${rows.map(({ path }) => path).join(' ')}`]
}

/** Question pages that stand there more than once; every run requests lists again. */
function twice(archived: readonly Archived[]): string[] {
  const questions = archived.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
  return [...new Set(questions.filter((page, at) => questions.indexOf(page) !== at))]
}

function difference(
  stored: readonly { questionId: string }[],
  wanted: readonly { questionId: string }[],
): string {
  const there = new Set(stored.map(({ questionId }) => questionId))
  const missing = wanted.filter(({ questionId }) => !there.has(questionId))
  if (missing.length > 0)
    return `${missing.length} of ${wanted.length} questions were lost: q${missing[0]?.questionId}`
  const at = wanted.findIndex((one, place) => !isDeepStrictEqual(one, stored[place]))
  return `${stored.length} questions stored, ${wanted.length} served; the first that differs: q${wanted[at]?.questionId}`
}
