/** The totals of a run, counted from its own event stream and reported as `progressed` after every visit. */
import { addCounts, type LoadCounts, nothingLoaded } from '../../load/load-counts.ts'
import type { CommittedSlice, CrawlObserver, CrawlProgress, VisitedPage } from '../observer.ts'

export class RunProgress implements CrawlObserver {
  readonly #report: (progress: CrawlProgress) => void
  #progress: CrawlProgress
  #counts = nothingLoaded

  /** `known`: pages to visit when the run starts. */
  constructor(known: number, report: (progress: CrawlProgress) => void) {
    this.#progress = { visited: 0, known, requests: 0, bytes: 0 }
    this.#report = report
  }

  visited({ visits, requests, bytes }: VisitedPage): void {
    const sum = this.#progress
    this.#progress = {
      ...sum,
      visited: sum.visited + visits,
      requests: sum.requests + requests,
      bytes: sum.bytes + bytes,
    }
    this.#report(this.#progress)
  }

  committed({ counts, added }: CommittedSlice): void {
    this.#counts = addCounts(this.#counts, counts)
    this.#progress = { ...this.#progress, known: this.#progress.known + added }
  }

  /** What the run has loaded so far. */
  get counts(): LoadCounts {
    return this.#counts
  }
}
