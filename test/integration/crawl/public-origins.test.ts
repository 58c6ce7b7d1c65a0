/** The crawl of public origins as the public knows them, answered by nock: redirects between them, canonical links. */
import nock from 'nock'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { Fetcher } from '../../../src/fetch/fetcher.ts'
import { userAgent } from '../../../src/fetch/user-agent.ts'
import { type SampleAnswer, samplePages } from '../../../src/sample-site/pages.ts'
import { sampleQuestion } from '../../../src/sample-site/question.ts'
import type { World } from '../../../src/sample-site/world.ts'
import { movedTo, page, publicOrigins } from '../../public-origins.ts'
import { emptyTables, freshStore } from '../stores.ts'
import type { SampleCrawl } from './crawl-into.ts'
import { crawlSample } from './sample-crawl.ts'

const okwave = 'https://okwave.jp'
const partner = 'http://oshiete.nifty.com'
const mirror = 'https://d3vj4k4n1zwj.cloudfront.net'
const world: World = { seed: 3, questions: 4 }
const pages = samplePages(() => world)
const questions = Array.from({ length: world.questions }, (_, index) => sampleQuestion(world, index).page)
const noRobots: SampleAnswer = { status: 404, body: '' }
const { requests, answers } = publicOrigins(nock)
const asked = () => requests.map(({ url }) => url)

/** What a page means does not depend on the store. */
describe('a crawl of okwave.jp', () => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(() => emptyTables(store.db))

  /** With the address guard shut and a contact, as a real one. */
  async function crawl(wanted: SampleCrawl) {
    const fetcher = new Fetcher({
      userAgent: userAgent('https://crawler.example/about'),
      allowPrivate: false,
      clock: systemClock,
    })
    try {
      return await crawlSample(store, { site: null, hostGroup: null, follow: [], fetcher, ...wanted })
    } finally {
      await fetcher.close()
    }
  }
  const visits = () =>
    store.db.selectFrom('crawl.visit').select(['path', 'outcome', 'reason']).orderBy('visit_id').execute()
  const stored = () =>
    store.db
      .selectFrom('qa.question')
      .select(['site', 'question_id', 'url', 'title'])
      .orderBy('url')
      .execute()
  const record = ({ questionId, url, title }: (typeof questions)[number]) => ({
    site: 'okwave',
    question_id: questionId,
    url,
    title,
  })
  const [first, second] = questions as [(typeof questions)[number], (typeof questions)[number]]
  const canonical = (id: string) => `${okwave}/qa/q${id}.html`

  test('loads each question under its public URL', async () => {
    answers(okwave, (path, headers) => (path === '/robots.txt' ? noRobots : pages(path, headers)))
    const urls = questions.map(({ questionId }) => canonical(questionId))
    const { summary } = await crawl({ urls })
    expect(summary).toMatchObject({ result: 'done', questions: questions.length })
    expect(asked()).toEqual([`${okwave}/robots.txt`, ...urls])
    expect(await stored()).toEqual(
      questions
        .map((one) => ({ ...record(one), url: canonical(one.questionId) }))
        .sort((a, b) => (a.url < b.url ? -1 : 1)),
    )
  })

  test('obeys the robots.txt of each origin separately', async () => {
    const forbids = `User-agent: *\nDisallow: /qa/q${first.questionId}.html\n`
    answers(okwave, (path, headers) =>
      path === '/robots.txt' ? { status: 200, body: forbids } : pages(path, headers),
    )
    answers('https://www.okwave.jp', (path, headers) =>
      path === '/robots.txt' ? noRobots : pages(path, headers),
    )
    const urls = [canonical(first.questionId), `https://www.okwave.jp/qa/q${second.questionId}.html`]
    await crawl({ urls })
    // The origins are asked side by side, in no order.
    expect(asked().sort()).toEqual([
      `${okwave}/robots.txt`,
      `https://www.okwave.jp/qa/q${second.questionId}.html`,
      'https://www.okwave.jp/robots.txt',
    ])
    expect(await visits()).toMatchObject([{ outcome: 'skipped', reason: 'robots' }, { outcome: 'loaded' }])
  })

  test('does not follow a redirect to a partner, which is not one of its hosts', async () => {
    const target = `${partner}/qa${first.questionId}.html`
    answers(okwave, (path) => (path === '/robots.txt' ? noRobots : movedTo(target)))
    await crawl({ urls: [canonical(first.questionId)] })
    expect(asked()).toEqual([`${okwave}/robots.txt`, canonical(first.questionId)])
    expect(await visits()).toMatchObject([{ outcome: 'redirected', reason: target }])
  })

  test('sends a cookie back to its origin within the visit, and never one of robots.txt', async () => {
    const cookie = (name: string) => ({ 'set-cookie': `${name}=1; Domain=okwave.jp` })
    const target = canonical(second.questionId)
    answers(okwave, (path, headers) => {
      if (path === '/robots.txt') return { status: 404, headers: cookie('robots'), body: '' }
      return path === `/qa/q${first.questionId}.html`
        ? movedTo(target, cookie('session'))
        : pages(path, headers)
    })
    const third = canonical(sampleQuestion(world, 2).page.questionId)
    await crawl({ urls: [canonical(first.questionId), third] })
    const sent = new Map(requests.map(({ url, headers }) => [url, headers.cookie]))
    expect(sent.get(target)).toBe('session=1')
    sent.delete(target)
    expect([...sent]).toHaveLength(3)
    expect([...sent.values()].filter((written) => written !== undefined)).toEqual([])
    expect(await stored()).toMatchObject([{ url: target }, { url: third }])
  })

  test('requests at its home site a question that a partner shows', async () => {
    answers(okwave, (path, headers) => (path === '/robots.txt' ? noRobots : pages(path, headers)))
    await crawl({ urls: [`${partner}/qa${first.questionId}.html`] })
    expect(asked()).toEqual([`${okwave}/robots.txt`, canonical(first.questionId)])
    expect(await stored()).toMatchObject([{ url: canonical(first.questionId) }])
  })

  test('stores pages of a mirror under their common URL', async () => {
    answers(mirror, (path, headers) => (path === '/robots.txt' ? noRobots : pages(path, headers)))
    await crawl({ urls: [`${mirror}/qa/q${first.questionId}.html`] })
    expect(asked()).toEqual([`${mirror}/robots.txt`, `${mirror}/qa/q${first.questionId}.html`])
    expect(await stored()).toMatchObject([{ site: 'okwave', url: canonical(first.questionId) }])
  })
})

test.each([
  ['its canonical link', 'https://faq.example/q/77', { url: 'https://faq.example/q/77', aliases: [] }],
  [
    'its own URL where the canonical link leads to another host',
    'https://www.faq.example/q/77',
    { url: 'https://faq.example/q/77/slug', aliases: ['https://www.faq.example/q/77'] },
  ],
])('stores a question of another public site under %s', async (_, canonicalLink, stored) => {
  const store = await freshStore('pglite')
  const url = 'https://faq.example/q/77/slug?utm_source=x'
  const data = JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'QAPage',
    mainEntity: {
      '@type': 'Question',
      name: '味噌汁の出汁は何がよいですか',
      text: '毎朝作る味噌汁の出汁を教えてください。',
      answerCount: 1,
      dateCreated: '2026-01-02T03:04:05+09:00',
      author: { '@type': 'Person', name: '質問者' },
      suggestedAnswer: [
        {
          '@type': 'Answer',
          text: '煮干しがよいです。',
          dateCreated: '2026-01-02T04:04:05+09:00',
          author: { '@type': 'Person', name: '回答者' },
        },
      ],
    },
  })
  answers('https://faq.example', (path) =>
    path === '/robots.txt'
      ? noRobots
      : page(
          `<html lang="ja"><link rel="canonical" href="${canonicalLink}"><script type="application/ld+json">${data}</script><h1>味噌汁の出汁は何がよいですか</h1>`,
        ),
  )
  const fetcher = new Fetcher({
    userAgent: userAgent('a@b.example'),
    allowPrivate: false,
    clock: systemClock,
  })
  await crawlSample(store, { urls: [url], site: null, hostGroup: null, follow: [], fetcher })
  await fetcher.close()
  expect(asked()).toEqual(['https://faq.example/robots.txt', url])
  const rows = await store.db.selectFrom('qa.question').select(['url', 'aliases', 'title']).execute()
  expect(rows).toEqual([{ ...stored, title: '味噌汁の出汁は何がよいですか' }])
})
