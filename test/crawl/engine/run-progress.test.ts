/** Totals of a run: what is reported after each visit, and what the commits have loaded. */
import { expect, test } from 'vitest'
import { RunProgress } from '../../../src/crawl/engine/run-progress.ts'
import type { CommittedSlice, CrawlProgress, VisitedPage } from '../../../src/crawl/observer.ts'
import { nothingLoaded } from '../../../src/load/load-counts.ts'

const visited = (visits: number, requests: number, bytes: number) =>
  ({ visits, requests, bytes }) as VisitedPage
const committed = (inserted: number, added: number) =>
  ({
    counts: { ...nothingLoaded, question: { ...nothingLoaded.question, inserted } },
    added,
  }) as CommittedSlice

test('adds up visits, requests and bytes, and reports after each visit', () => {
  const reports: CrawlProgress[] = []
  const progress = new RunProgress(7, (one) => reports.push(one))
  progress.visited(visited(1, 2, 300))
  progress.visited(visited(1, 3, 50))
  expect(reports).toEqual([
    { visited: 1, known: 7, requests: 2, bytes: 300 },
    { visited: 2, known: 7, requests: 5, bytes: 350 },
  ])
})

test('adds found pages and loaded rows on commit, and reports nothing by itself', () => {
  const reports: CrawlProgress[] = []
  const progress = new RunProgress(7, (one) => reports.push(one))
  expect(progress.counts).toEqual(nothingLoaded)
  progress.committed(committed(2, 5))
  progress.committed(committed(3, 1))
  expect(reports).toEqual([])
  expect(progress.counts.question.inserted).toBe(5)
  progress.visited(visited(1, 1, 1))
  expect(reports).toEqual([{ visited: 1, known: 13, requests: 1, bytes: 1 }])
})
