/** robots.txt of https://okwave.jp through the whole crawl: Crawl-delay, redirects of the file, pauses. nock answers. */
import nock from 'nock'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { Fetcher } from '../../../src/fetch/fetcher.ts'
import { userAgent } from '../../../src/fetch/user-agent.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { movedTo, page, publicOrigins } from '../../public-origins.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const okwave = 'https://okwave.jp'
const list = `${okwave}/list/new_question`
const { requests, answers } = publicOrigins(nock)
const asked = () => requests.map(({ url }) => url)

describe('robots.txt of a public origin', () => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(() => emptyTables(store.db))

  async function crawl(urls: readonly string[]) {
    const clock = systemClock
    const fetcher = new Fetcher({
      userAgent: userAgent('https://crawler.example/about'),
      allowPrivate: false,
      clock,
    })
    const wanted = { urls, site: null, hostGroup: null, follow: [], fetcher, clock }
    try {
      return await crawlSample(store, wanted)
    } finally {
      await fetcher.close()
    }
  }
  const robots = (body: string): SampleAnswer => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body,
  })
  const okwaveSays = (answer: SampleAnswer) =>
    answers(okwave, (path) => (path === '/robots.txt' ? answer : page('<h1>質問の一覧')))

  test('parks the host by a Crawl-delay that is longer than a crawl waits', async () => {
    okwaveSays(robots('User-agent: *\nCrawl-delay: 121\n'))
    const { summary } = await crawl([list])
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, requests: 1, due: 1 })
    expect(asked()).toEqual([`${okwave}/robots.txt`])
  })

  test('sets the Crawl-delay of the host group, from our product’s group before the one for everyone', async () => {
    okwaveSays(
      robots('User-agent: *\nCrawl-delay: 30\nDisallow: /list/\n\nUser-agent: mondo\nCrawl-delay: 0.01\n'),
    )
    await crawl([list])
    expect(asked()).toEqual([`${okwave}/robots.txt`, list])
    const hosts = await store.db
      .selectFrom('crawl.host')
      .select(['host_group', 'crawl_delay_seconds'])
      .execute()
    expect(hosts).toEqual([{ host_group: 'okwave.jp', crawl_delay_seconds: 0.01 }])
  })

  test('is followed to another public origin, and its rules apply to the origin that redirected', async () => {
    okwaveSays(movedTo('https://static.example/okwave-robots.txt'))
    answers('https://static.example', () => robots('User-agent: *\nDisallow: /list/\n'))
    await crawl([list, `${okwave}/qa/`])
    expect(asked()).toEqual([
      `${okwave}/robots.txt`,
      'https://static.example/okwave-robots.txt',
      `${okwave}/qa/`,
    ])
  })

  test('that asks for a pause is not requested by the next crawl before its end', async () => {
    okwaveSays({ status: 503, headers: { 'retry-after': '3600' }, body: '' })
    const { summary } = await crawl([list])
    expect(summary).toMatchObject({ exitCode: 5, requests: 1 })
    await crawl([list])
    expect(asked()).toEqual([`${okwave}/robots.txt`])
  })
})
