/** People of a large sample site, half of whose pages show no profile: each is one row of `qa.person`, with all that they wrote. */
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { keepSites } from '../../../src/app/settings/keep-sites.ts'
import type { Store } from '../../../src/database/store.ts'
import type { Person, QuestionPage } from '../../../src/model/question-page.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { freshStore, storeNames } from '../stores.ts'

interface Written {
  questions: number
  answers: number
  bestAnswers: number
}

/** What each person wrote, counted over the pages. No two people of the sample site share a name. */
function writtenByPerson(pages: readonly QuestionPage[]): ReadonlyMap<string, Written> {
  const people = new Map<string, Written>()
  const add = (person: Person | null, what: Partial<Written>) => {
    if (person === null) return
    const written = people.get(person.name) ?? { questions: 0, answers: 0, bestAnswers: 0 }
    written.questions += what.questions ?? 0
    written.answers += what.answers ?? 0
    written.bestAnswers += what.bestAnswers ?? 0
    people.set(person.name, written)
  }
  for (const { asker, answers } of pages) {
    add(asker, { questions: 1 })
    for (const { author, isBest } of answers) add(author, { answers: 1, bestAnswers: isBest ? 1 : 0 })
  }
  return people
}

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let pages: readonly QuestionPage[]
  beforeAll(async () => {
    store = await freshStore(name)
    await keepSites(store.db)
    const site = await startSampleSite({ questions: 3_000, seed: 1 })
    pages = site.expected()
    await site.close()
    await loadPages(store.db, pages, { capturedAt: '2026-11-01T00:00:00Z' })
  })

  test('each person is one row, with all questions and answers under either layout', async () => {
    const truth = writtenByPerson(pages)
    expect(truth.size).toBeGreaterThan(500)
    const found = await store.db
      .selectFrom('qa.person')
      .select(['name', 'questions', 'answers', 'best_answers', 'ambiguous'])
      .execute()
    expect(found).toHaveLength(truth.size)
    expect(
      new Map(
        found.map(({ name, questions, answers, best_answers }) => [
          name,
          { questions, answers, bestAnswers: best_answers },
        ]),
      ),
    ).toEqual(truth)
    expect(found.filter(({ ambiguous }) => ambiguous)).toEqual([])
  })

  test('who answered most stands in one row with the sum of what pages with and without a profile show', async () => {
    const [[topName, top] = ['', null]] = [...writtenByPerson(pages)].toSorted(
      ([, a], [, b]) => b.answers - a.answers,
    )
    const ofTop = pages
      .flatMap(({ answers }) => answers)
      .flatMap(({ author }) => (author?.name === topName ? [author] : []))
    const withUrl = ofTop.filter(({ url }) => url !== null).length
    expect([withUrl, ofTop.length - withUrl].every((count) => count > 0)).toBe(true)
    const rows = await store.db
      .selectFrom('qa.person')
      .select(['name', 'identity', 'answers'])
      .orderBy('answers', 'desc')
      .limit(1)
      .execute()
    expect(rows).toEqual([{ name: topName, identity: 'url', answers: top?.answers }])
  })
})
