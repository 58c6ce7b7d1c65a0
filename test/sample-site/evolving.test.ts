/** The evolving mode: what the site shows at a time, held against what it says is true then. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { parseLinks, parseQuestionPage } from '../../src/parse/read-page.ts'
import { type SampleSite, startSampleSite } from '../../src/sample-site/server.ts'
import { samplePaths } from '../../src/sample-site/special-pages.ts'

const from = new Date('2026-01-01T00:00:00+09:00')
const to = new Date('2026-03-02T00:00:00+09:00')
const days = (count: number) => new Date(from.getTime() + count * 86_400_000)

describe('a site that evolves', () => {
  let site: SampleSite
  let now = days(30)
  const evolving = { now: () => now, from, to }
  beforeEach(async () => {
    now = days(30)
    site = await startSampleSite({ questions: 120, seed: 5, evolving })
  })
  afterEach(() => site.close())

  const get = async (path: string) => {
    const response = await fetch(site.url + path)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const url = site.url + path
    return {
      status: response.status,
      bytes,
      options: { url, site: 'sample', contentType: response.headers.get('content-type') ?? '' },
    }
  }
  const pathOf = ({ questionId }: QuestionPage) => `/qa/q${questionId}.html`

  test('shows the questions asked so far, half of them at half of the time', async () => {
    expect([0, 30, 60, 90].map((day) => site.expected(days(day)).length)).toEqual([0, 60, 120, 120])
    const [coming] = site.expected(days(60)).slice(-1)
    if (coming === undefined) throw new Error('no question')
    expect((await get(pathOf(coming))).status).toBe(404)
    now = days(60)
    expect((await get(pathOf(coming))).status).toBe(200)
  })

  test('serves at each time the pages of the records that it expects then', async () => {
    for (const day of [20, 200]) {
      now = days(day)
      for (const page of site.expected()) {
        const { bytes, options } = await get(pathOf(page))
        expect(parseQuestionPage(bytes, options)).toMatchObject({ kind: 'question', page })
      }
    }
  })

  test('lets questions grow: answers arrive, a best one is chosen, none comes after the end, nothing is withdrawn', () => {
    const ever = new Map(site.expected(days(900)).map((page) => [page.questionId, page]))
    let before = new Map<string, QuestionPage>()
    const statuses = new Set<string>()
    for (let day = 1; day <= 60; day += 4) {
      const pages = site.expected(days(day))
      for (const page of pages) {
        const earlier = before.get(page.questionId)
        const keys = page.answers.map(({ key }) => key)
        expect(keys).toEqual(expect.arrayContaining(earlier?.answers.map(({ key }) => key) ?? []))
        if (earlier !== undefined && earlier.status !== 'open') {
          expect([page.status, page.answers.length]).toEqual([earlier.status, earlier.answers.length])
        }
        expect(page.answers.filter(({ isBest }) => isBest)).toHaveLength(page.status === 'solved' ? 1 : 0)
        expect(ever.get(page.questionId)?.title).toBe(page.title)
        statuses.add(page.status)
      }
      before = new Map(pages.map((page) => [page.questionId, page]))
    }
    expect(statuses).toEqual(new Set(['open', 'solved', 'closed']))
  })

  test('has hot and dead questions, and most answers come within three days', () => {
    const ages = site
      .expected(days(900))
      .flatMap(({ postedAt, answers }) =>
        answers.map(
          (answer) => (Date.parse(answer.postedAt ?? '') - Date.parse(postedAt ?? '')) / 86_400_000,
        ),
      )
      .sort((a, b) => a - b)
    const share = (age: number) => ages.filter((each) => each <= age).length / ages.length
    expect(share(0.5)).toBeGreaterThan(0.3)
    expect(share(3)).toBeGreaterThan(0.7)
    expect(share(14)).toBeLessThan(1)
    const counts = site.expected(days(900)).map(({ answers }) => answers.length)
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(15)
    expect(counts.filter((count) => count >= 8).length).toBeGreaterThan(3)
  })

  test('shows answer counts and states on its lists, in both layouts', async () => {
    const truth = new Map(site.expected().map((page) => [site.url + pathOf(page), page]))
    for (const path of [samplePaths.newQuestions, '/list/category/computers', '/list/category/pets']) {
      const { bytes, options } = await get(path)
      const { listed } = parseLinks(bytes, options)
      if (path === samplePaths.newQuestions) expect(listed).toHaveLength(20)
      for (const { url, answers, status } of listed) {
        expect([url, answers, status]).toEqual([url, truth.get(url)?.answerCount, truth.get(url)?.status])
      }
    }
  })

  test('gives the time of each question’s last change in its sitemap', async () => {
    const modified = async () => {
      const xml = new TextDecoder().decode((await get(samplePaths.sitemap)).bytes)
      return new Map(
        [...xml.matchAll(/<loc>[^<]*(\/qa\/[^<]+)<\/loc><lastmod>([^<]+)/g)].map(([, path, at]) => [
          path,
          at,
        ]),
      )
    }
    const before = await modified()
    const then = new Map(site.expected().map((page) => [pathOf(page), JSON.stringify(page)]))
    now = days(31)
    const after = await modified()
    const changed = site
      .expected()
      .filter((page) => then.has(pathOf(page)) && then.get(pathOf(page)) !== JSON.stringify(page))
    const said = [...before].filter(([path, at]) => after.get(path) !== at).map(([path]) => path)
    expect(said).toEqual(changed.map(pathOf))
    expect(said.length).toBeGreaterThan(0)
  })

  test('is the same for the same seed, and different for another', async () => {
    const same = await startSampleSite({ questions: 120, seed: 5, evolving })
    const other = await startSampleSite({ questions: 120, seed: 6, evolving })
    try {
      expect(same.expected()).toEqual(site.expected())
      expect(other.expected()).not.toEqual(site.expected())
    } finally {
      await Promise.all([same.close(), other.close()])
    }
  })
})
