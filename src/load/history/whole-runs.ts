/**
 * Finds the runs that captured every page of a question over several pages: from the first page on, each names the next,
 * until one names none.
 */
import { compareParts, lastPart, type Observation, type ObservedRecord } from './observation.ts'

export interface WholeRun {
  /** Time of its first capture: rows that no capture since then has shown are gone. */
  readonly since: string
  readonly pages: ReadonlySet<Observation>
}

/**
 * A further page does not describe the question itself; the first one does. It is recognized by its path or, if records
 * came without paths, by the other parts of the same instant.
 */
export function isFurtherPage(
  { observation, rows }: ObservedRecord,
  all: readonly ObservedRecord[],
): boolean {
  if (observation.complete || rows === null) return false
  const canonical = new URL(String(rows.question['url']))
  if (observation.path !== canonical.pathname + canonical.search) return true
  return all.some(
    ({ observation: other }) =>
      other.captured_at === observation.captured_at &&
      other.path === observation.path &&
      other.part !== '' &&
      compareParts(other.part, observation.part) < 0,
  )
}

/** By the last capture of each run that has all pages. */
export function wholeRuns(ordered: readonly ObservedRecord[]): ReadonlyMap<Observation, WholeRun> {
  const runs = new Map<string, ObservedRecord[]>()
  for (const observed of ordered) {
    const { observation, rows } = observed
    if (observation.complete || rows === null) continue
    const key = observation.run_id ?? `at ${observation.captured_at}`
    runs.set(key, [...(runs.get(key) ?? []), observed])
  }
  const whole = new Map<Observation, WholeRun>()
  for (const run of runs.values()) {
    const last = run.at(-1)
    const first = run[0]
    if (last === undefined || first === undefined || !hasAllPages(run, ordered)) continue
    whole.set(last.observation, {
      since: first.observation.captured_at,
      pages: new Set(run.map(({ observation }) => observation)),
    })
  }
  return whole
}

/**
 * A single page that is not complete is cut short, even if it has a link to a next page. Some sites serve the last page again
 * under every later page number, with a link to the next. A page that shows answers, but no new one, is beyond the end.
 */
function hasAllPages(run: readonly ObservedRecord[], all: readonly ObservedRecord[]): boolean {
  let page = run.find((observed) => !isFurtherPage(observed, all))?.observation
  const seen = new Set<Observation>()
  const keys = new Set<unknown>()
  while (page !== undefined && !seen.has(page)) {
    seen.add(page)
    const shown = answerKeysOf(page, run)
    if (page.next_path === null || (shown.length > 0 && shown.every((key) => keys.has(key))))
      return seen.size > 1
    for (const key of shown) keys.add(key)
    page = nextPage(page, run)
  }
  return false
}

function answerKeysOf(page: Observation, run: readonly ObservedRecord[]): readonly unknown[] {
  const rows = run.find(({ observation }) => observation === page)?.rows
  return (rows?.answers ?? []).map((row) => row['answer_key'])
}

function nextPage(page: Observation, run: readonly ObservedRecord[]): Observation | undefined {
  const pages = run.map(({ observation }) => observation)
  if (page.part === '') return pages.find(({ path }) => path === page.next_path)
  // Without paths the parts are in the order of what they name as next.
  const later = pages.filter(({ part }) => part !== '' && compareParts(part, page.part) > 0)
  return (
    later.toSorted((a, b) => compareParts(a.part, b.part))[0] ?? pages.find(({ part }) => part === lastPart)
  )
}
