/**
 * Crawls of a site that evolves, every eight simulated hours for four days: real HTTP, real rows, a clock that is ahead.
 * `bench/revisit.ts` measures the rule over half a year; here every part of it has to hold together.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import type { Clock } from '../../../src/model/clock.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { samplePaths } from '../../../src/sample-site/special-pages.ts'
import { freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

const hour = 3_600_000
const from = new Date('2026-01-01T00:00:00+09:00')
const to = new Date(from.getTime() + 20 * 24 * hour)
const firstRun = from.getTime() + 8 * 24 * hour
const runs = Array.from({ length: 12 }, (_, run) => new Date(firstRun + run * 8 * hour))

interface Visit {
  readonly questionId: string
  /** Which run. */
  readonly run: number
  readonly outcome: string
}

describe('a site that evolves, crawled again and again', () => {
  let site: SampleSite
  let store: Store
  const visits: Visit[] = []
  /** The newest twenty at each run: what the list shows that every run reads. */
  const listed: (readonly QuestionPage[])[] = []

  beforeAll(async () => {
    let now = runs[0] ?? from
    site = await startSampleSite({ questions: 70, seed: 4, evolving: { now: () => now, from, to } })
    store = await freshStore('pglite')
    let seen = 0
    for (const [run, at] of runs.entries()) {
      now = at
      listed.push(site.expected().slice(-20))
      const urls = [site.url + samplePaths.newQuestions]
      const { summary } = await crawlSample(store, { urls, follow: ['list'], clock: aheadTo(at) })
      expect(summary).toMatchObject({ result: 'done' })
      const rows = await store.db
        .selectFrom('crawl.visit')
        .select(['visit_id', 'path', 'outcome'])
        .where('path', 'like', '/qa/%')
        .where('visit_id', '>', seen)
        .orderBy('visit_id')
        .execute()
      seen = rows.at(-1)?.visit_id ?? seen
      visits.push(...rows.map(({ path, outcome }) => ({ questionId: idIn(path), run, outcome })))
    }
  }, 180_000)
  afterAll(() => site.close())

  /** Time continues from there at normal speed. */
  function aheadTo(at: Date): Clock {
    const ahead = at.getTime() - systemClock.now().getTime()
    return { ...systemClock, now: () => new Date(systemClock.now().getTime() + ahead) }
  }
  const idIn = (path: string) => /\d+/.exec(path)?.[0] ?? ''
  const visitsOf = (questionId: string) => visits.filter((visit) => visit.questionId === questionId)
  const truthAt = (run: number) => new Map(site.expected(runs[run]).map((page) => [page.questionId, page]))
  /** The record of each question as the crawl saw it last, up to a run. */
  function lastSeen(run: number): QuestionPage[] {
    const last = new Map<string, number>()
    for (const visit of visits)
      if (visit.run <= run && visit.outcome !== 'gone') last.set(visit.questionId, visit.run)
    return [...last].flatMap(([questionId, at]) => truthAt(at).get(questionId) ?? [])
  }

  test('ends with the rows that the site served at the last visit of each question', async () => {
    const seen = lastSeen(runs.length - 1).toSorted((a, b) => (a.questionId < b.questionId ? -1 : 1))
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(seen))
    expect(seen).toHaveLength(site.expected(runs.at(-1)).length)
  })

  test('records the history that was seen: status and answers after any run', async () => {
    for (const run of [0, 3, 8, 11]) {
      const moment = new Date((runs[run]?.getTime() ?? 0) + hour)
      const { rows } = await sql<{ questionId: string; status: string; answers: number }>`
        select question_id as "questionId", status, (
          select count(*)::int from qa.answer_as_of(${moment}::timestamptz) as answer
          where answer.site = question.site and answer.question_id = question.question_id) as answers
        from qa.question_as_of(${moment}::timestamptz) as question order by question_id
      `.execute(store.db)
      const seen = lastSeen(run).map(({ questionId, status, answers }) => ({
        questionId,
        status,
        answers: answers.length,
      }))
      expect(rows).toEqual(seen.toSorted((a, b) => (a.questionId < b.questionId ? -1 : 1)))
    }
  })

  test('visits a listed question in the same run if the list shows another count or status', () => {
    let told = 0
    for (const [run, pages] of listed.entries()) {
      for (const page of pages) {
        const last = visitsOf(page.questionId).findLast((visit) => visit.run < run)
        const before = last === undefined ? undefined : truthAt(last.run).get(page.questionId)
        const isOther =
          before?.answerCount !== page.answerCount || (before?.status === 'open') !== (page.status === 'open')
        if (before === undefined || !isOther) continue
        told += 1
        expect(visitsOf(page.questionId).map((visit) => visit.run)).toContain(run)
      }
    }
    expect(told).toBeGreaterThan(10)
  })

  test('revisits questions that changed sooner than those that did not', () => {
    // Those that were there from the beginning, so that all had as long.
    const early = [...truthAt(0).keys()].map(visitsOf)
    const changes = (of: readonly Visit[]) => of.slice(1).filter(({ outcome }) => outcome === 'loaded').length
    const mean = (some: readonly (readonly Visit[])[]) =>
      some.reduce((sum, of) => sum + of.length, 0) / some.length
    const changed = early.filter((of) => changes(of) >= 2)
    const quiet = early.filter((of) => changes(of) === 0)
    expect(Math.min(changed.length, quiet.length)).toBeGreaterThan(3)
    expect(mean(changed)).toBeGreaterThan(1.5 * mean(quiet))
  })

  test('sends less than half as many requests as visiting everything in every run', () => {
    const known = runs.reduce((sum, at) => sum + site.expected(at).length, 0)
    expect(visits.length).toBeLessThan(known / 2)
  })
})
