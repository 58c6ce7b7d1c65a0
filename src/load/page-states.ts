/** What `crawl.page` remembers of each page of a question, as a function of the question's observations. */

import { inOrder, type Observation } from './history/observation.ts'
import { areDifferentParsers } from './history/parser-order.ts'
import type { PageState } from './loaded-pages.ts'

export function pageStates(observations: readonly Observation[]): readonly PageState[] {
  const pages = new Map<string, PageState>()
  for (const observation of observations.toSorted(inOrder)) {
    if (observation.record_digest === null) {
      for (const [path, page] of pages) pages.set(path, { ...page, record_digest: null })
    } else {
      pages.set(observation.path, seen(pages.get(observation.path), observation))
    }
  }
  return [...pages.values()]
}

function seen(before: PageState | undefined, observation: Observation): PageState {
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
