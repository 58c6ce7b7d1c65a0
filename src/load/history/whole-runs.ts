/**
 * Questions over several pages. Each page shows a part; together they are whole when all pages came from one run: from
 * the first page on, each names the next, until one names none.
 */
import { compareParts, lastPart, type SightedReading, type Sighting } from './sighting.ts'

export interface WholeRun {
  /** Time of its first capture: what no capture since then has shown is not there any more. */
  readonly since: string
  readonly pages: ReadonlySet<Sighting>
}

/**
 * A further page leaves to the first what the question itself says. It is known by its path, or, where records came
 * without paths, by the other parts of the same instant.
 */
export function isFurtherPage(
  { sighting, reading }: SightedReading,
  all: readonly SightedReading[],
): boolean {
  if (sighting.complete || reading === null) return false
  const canonical = new URL(String(reading.question['url']))
  if (sighting.path !== canonical.pathname + canonical.search) return true
  return all.some(
    ({ sighting: other }) =>
      other.captured_at === sighting.captured_at &&
      other.path === sighting.path &&
      other.part !== '' &&
      compareParts(other.part, sighting.part) < 0,
  )
}

/** By the last capture of each run that has all pages. */
export function wholeRuns(ordered: readonly SightedReading[]): ReadonlyMap<Sighting, WholeRun> {
  const runs = new Map<string, SightedReading[]>()
  for (const sighted of ordered) {
    if (sighted.sighting.complete || sighted.reading === null) continue
    const key = sighted.sighting.run_id ?? `at ${sighted.sighting.captured_at}`
    runs.set(key, [...(runs.get(key) ?? []), sighted])
  }
  const whole = new Map<Sighting, WholeRun>()
  for (const run of runs.values()) {
    const last = run.at(-1)
    const first = run[0]
    if (last === undefined || first === undefined || !hasAllPages(run, ordered)) continue
    whole.set(last.sighting, {
      since: first.sighting.captured_at,
      pages: new Set(run.map(({ sighting }) => sighting)),
    })
  }
  return whole
}

/** A single page that is not complete breaks off, whatever it says of a next page. */
function hasAllPages(run: readonly SightedReading[], all: readonly SightedReading[]): boolean {
  let page = run.find((sighted) => !isFurtherPage(sighted, all))?.sighting
  const seen = new Set<Sighting>()
  while (page !== undefined && !seen.has(page)) {
    seen.add(page)
    if (page.next_path === null) return seen.size > 1
    page = nextPage(page, run)
  }
  return false
}

function nextPage(page: Sighting, run: readonly SightedReading[]): Sighting | undefined {
  const pages = run.map(({ sighting }) => sighting)
  if (page.part === '') return pages.find(({ path }) => path === page.next_path)
  // Without paths the parts are in the order of what they name as next.
  const later = pages.filter(({ part }) => part !== '' && compareParts(part, page.part) > 0)
  return (
    later.toSorted((a, b) => compareParts(a.part, b.part))[0] ?? pages.find(({ part }) => part === lastPart)
  )
}
