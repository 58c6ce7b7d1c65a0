/** The frontier as a map of pages: what each operation is documented to do, and what a run may be given. */
import type { FoundPage, SettledPage } from '../../../src/crawl/frontier/frontier.ts'

export interface ModelPage {
  readonly path: string
  hostGroup: string
  origin: string
  kind: string
  depth: number
  /** Milliseconds since the epoch; null: never due. */
  dueAt: number | null
  tries: number
  runId: string | null
  outcome: string | null
  reason: string | null
}

export class FrontierModel {
  readonly pages = new Map<string, ModelPage>()
  now = Date.parse('2026-03-01T00:00:00Z')
  run = 0
  /** Over all runs of a test, so that a test of nothing cannot pass. */
  readonly seen: { handedOut: number; settled: number; retried: number }

  constructor(seen: FrontierModel['seen']) {
    this.seen = seen
  }

  get runId(): string {
    return `00000000-0000-4000-8000-${String(this.run).padStart(12, '0')}`
  }

  /** Paths that are due after it, in order: those that became due, and those that moved to this crawl's host groups. */
  add(found: readonly FoundPage[], groups: readonly string[]): string[] {
    const first = new Map<string, FoundPage>()
    for (const page of found) {
      const before = first.get(page.path)
      if (before === undefined || isBefore(page, before)) first.set(page.path, page)
    }
    return [...first.values()].filter((page) => this.#addOne(page, groups)).map(({ path }) => path)
  }

  #addOne(found: FoundPage, groups: readonly string[]): boolean {
    const { path, origin, hostGroup, kind, depth, refused } = found
    const known = this.pages.get(path)
    if (known === undefined) {
      const isRefused = refused !== null
      this.pages.set(path, {
        path,
        origin,
        hostGroup,
        kind,
        depth,
        dueAt: isRefused ? null : this.now,
        tries: 0,
        runId: null,
        outcome: isRefused ? 'skipped' : null,
        reason: isRefused ? `crawl-scope: ${refused}` : null,
      })
      return !isRefused
    }
    const becomesDue = known.dueAt === null && known.runId === null && known.reason !== 'dropped'
    if (refused !== null) return false
    if (becomesDue)
      Object.assign(known, { origin, hostGroup, kind, depth, dueAt: this.now, outcome: null, reason: null })
    else if (known.hostGroup !== hostGroup && !groups.includes(known.hostGroup))
      Object.assign(known, { origin, hostGroup })
    else return false
    return known.dueAt !== null && known.dueAt <= this.now
  }

  /** What a slice may be given: a run visits a page once, and again only after a retry. */
  due(hostGroup: string): string[] {
    return this.#of(hostGroup)
      .filter(({ dueAt }) => dueAt !== null && dueAt <= this.now)
      .filter((page) => this.#mayVisit(page))
      .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.path < b.path ? -1 : 1))
      .map(({ path }) => path)
  }

  nextDueAt(hostGroup: string): number | null {
    const times = this.#of(hostGroup).flatMap((page) => {
      const { dueAt, runId, outcome } = page
      if (dueAt === null || !this.#mayVisit(page)) return []
      const waitsForRetry = runId === this.runId && outcome === 'retry'
      return dueAt <= this.now || waitsForRetry ? [dueAt] : []
    })
    return times.length === 0 ? null : Math.min(...times)
  }

  countDue(groups: readonly string[]): number {
    const all = groups.flatMap((group) => this.#of(group))
    const due = all.filter((page) => {
      const { dueAt, outcome } = page
      return dueAt !== null && (dueAt <= this.now || outcome === 'retry') && this.#mayVisit(page)
    })
    return due.length
  }

  settle(pages: readonly SettledPage[]): void {
    for (const { path, kind, outcome, reason, dueAt, tries } of pages) {
      const due = dueAt?.getTime() ?? null
      Object.assign(this.pageAt(path), { kind, outcome, reason, dueAt: due, tries, runId: this.runId })
    }
  }

  pageAt(path: string): ModelPage {
    const page = this.pages.get(path)
    if (page === undefined) throw new Error(`the model has no page ${path}`)
    return page
  }

  #of(hostGroup: string): ModelPage[] {
    return [...this.pages.values()].filter((page) => page.hostGroup === hostGroup)
  }

  #mayVisit({ runId, outcome }: ModelPage): boolean {
    return runId !== this.runId || outcome === 'retry'
  }
}

/** Of a page that is found twice at once: one that is not refused, then the one with fewer links from a seed. */
function isBefore(one: FoundPage, other: FoundPage): boolean {
  if ((one.refused === null) !== (other.refused === null)) return one.refused === null
  if (one.refused !== null && other.refused !== null && one.refused !== other.refused)
    return one.refused < other.refused
  return one.depth < other.depth
}
