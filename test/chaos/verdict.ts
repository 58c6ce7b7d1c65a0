/** What must hold after a round, whatever was done to it: by the log of the site, the archive and the database. */

import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ArchiveDamaged } from '../../src/archive/archive-damaged.ts'
import { warcFiles } from '../../src/archive/index-entries.ts'
import { readCaptures } from '../../src/archive/warc-reader.ts'
import { openStore } from '../../src/load/store.ts'
import { comparable, storedRecords } from '../integration/crawl/stored-records.ts'
import type { Testimony } from './site.ts'

export interface Round {
  /** Archive folders of all its crawlers. */
  readonly folders: readonly string[]
  readonly db: string
  /** Milliseconds from start to start. */
  readonly gap: number
  /**
   * Whether a page may have been captured twice: where a worker took a host over and could not know what the other had
   * archived, because it lay in a folder of its own or came in after.
   */
  readonly mayRepeat: boolean
}

export interface Verdict {
  readonly faults: readonly string[]
  readonly requests: number
  readonly captures: number
  /** Question pages that were captured more than once. */
  readonly repeated: number
  readonly smallestGap: number
}

/**
 * Of the site's log: when a request was noted against when it was sent. On two busy cores 55 ms were seen between two
 * processes; two workers that ask at once would be seen with no gap at all.
 */
const measuringErrorMs = 80

export async function verdictOn(round: Round, { requests, expected }: Testimony): Promise<Verdict> {
  const faults: string[] = []
  const archived = await archivedIn(round.folders)
  const store = await openStore(round.db)
  try {
    const stored = await storedRecords(store.db, 'sample')
    const wanted = comparable(expected)
    if (!isDeepStrictEqual(stored, wanted)) faults.push(difference(stored, wanted))
    const rows = await store.db.selectFrom('crawl.capture').select(['capture_id', 'url']).execute()
    const known = new Set(rows.map(({ capture_id }) => capture_id))
    const lost = [...archived.keys()].filter((id) => !known.has(id))
    if (lost.length > 0)
      faults.push(
        `${lost.length} archived captures are not in the database: ${archived.get(lost[0] ?? '')?.url}`,
      )
    const missing = [...known].filter((id) => !archived.has(id))
    if (missing.length > 0) faults.push(`${missing.length} captures of the database are not in the archive`)
  } finally {
    await store.close()
  }
  const repeated = repeatedPages([...archived.values()].map(({ url }) => url))
  if (repeated.length > 0 && !round.mayRepeat) {
    faults.push(`archived, and asked for again: ${repeated.join(', ')}`)
  }
  const smallestGap = smallestGapOf(requests.map(({ at }) => at))
  if (smallestGap < round.gap - measuringErrorMs)
    faults.push(`a gap of ${smallestGap} ms: the pace is ${round.gap} ms`)
  return {
    faults,
    requests: requests.length,
    captures: archived.size,
    repeated: repeated.length,
    smallestGap,
  }
}

/** By capture id, of every whole capture. */
async function archivedIn(folders: readonly string[]): Promise<Map<string, { url: string; sentAt: number }>> {
  const found = new Map<string, { url: string; sentAt: number }>()
  for (const folder of new Set(folders)) {
    for (const file of await warcFiles(folder)) {
      try {
        for await (const { capture } of readCaptures(join(folder, file))) {
          found.set(capture.id, { url: capture.url, sentAt: capture.capturedAt.getTime() })
        }
      } catch (error) {
        // The tail that a kill tore.
        if (!(error instanceof ArchiveDamaged)) throw error
      }
    }
  }
  return found
}

function repeatedPages(urls: readonly string[]): string[] {
  const pages = urls.map((url) => new URL(url).pathname).filter((path) => path.startsWith('/qa/'))
  return [...new Set(pages.filter((path, at) => pages.indexOf(path) !== at))]
}

function smallestGapOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.min(...sorted.slice(1).map((time, at) => time - (sorted[at] ?? 0)))
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
