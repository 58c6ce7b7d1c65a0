/** What `crawl.page` remembers of each page of a question, as a function of the question's sightings. */

import { areDifferentParsers } from './history/parser-order.ts'
import { inOrder, type Sighting } from './history/sighting.ts'
import type { PageState } from './loaded-pages.ts'

export function pageStates(sightings: readonly Sighting[]): readonly PageState[] {
  const pages = new Map<string, PageState>()
  for (const sighting of sightings.toSorted(inOrder)) {
    if (sighting.record_digest === null) {
      for (const [path, page] of pages) pages.set(path, { ...page, record_digest: null })
    } else {
      pages.set(sighting.path, seen(pages.get(sighting.path), sighting))
    }
  }
  return [...pages.values()]
}

function seen(before: PageState | undefined, sighting: Sighting): PageState {
  const { site, path, question_id, record_digest, captured_at } = sighting
  const isChange =
    before === undefined ||
    (before.record_digest !== record_digest &&
      !areDifferentParsers(before.parser_version, sighting.parser_version))
  return {
    site,
    path,
    question_id,
    record_digest,
    parser_version: sighting.parser_version ?? before?.parser_version ?? null,
    last_seen_at: captured_at,
    changed_at: isChange ? captured_at : before.changed_at,
  }
}
