/** A crawl of a site that no definition claims and no --site names: its links are followed by their shape. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CrawlOptions } from '../../../src/crawl/options.ts'
import type { Store } from '../../../src/database/store.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const questions = 11
/** Questions on one page of the list; the last two are linked from a question alone. */
const onPage = 3
const listed = questions - 2

const titles = ['boiling-eggs', 'x', 'top-10-frogs', 'windows-10']
const pathOf = (id: number) => `/questions/${id}/${titles[id % titles.length]}`

function page(title: string, main: string): SampleAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body>
<header><a href="/">Home</a><a href="/users/1/ann">ann</a></header><nav><a href="/boards/1">a</a><a href="/boards/2">b</a></nav>
<main>${main}</main><footer><a href="/about">About</a></footer></body></html>`,
  }
}

function question(id: number): SampleAnswer {
  const name = `How long do I boil egg ${id}?`
  const thing = {
    '@context': 'https://schema.org',
    '@type': 'QAPage',
    mainEntity: {
      '@type': 'Question',
      name,
      text: `Egg number ${id} is large.`,
      answerCount: 1,
      acceptedAnswer: {
        '@type': 'Answer',
        text: `For ${id} minutes.`,
        author: { '@type': 'Person', name: 'newt' },
      },
    },
  }
  const related = id >= listed && id < questions ? `<a href="${pathOf(id + 1)}">Egg ${id + 1}</a>` : ''
  return page(
    name,
    `<script type="application/ld+json">${JSON.stringify(thing)}</script><h1>${name}</h1><p>Egg number ${id} is large.</p>
<a href="/questions/${id}/edit">edit</a><p>For ${id} minutes.</p><a href="/answers/${id}">share</a>${related}`,
  )
}

function list(number: number): SampleAnswer {
  const ids = Array.from({ length: onPage }, (_, at) => (number - 1) * onPage + at + 1).filter(
    (id) => id <= listed,
  )
  const items = ids.map(
    (id) => `<article><a href="${pathOf(id)}">Egg ${id}</a> <a href="/users/${id}/u">u</a>
<a href="/users/${id + 50}/v">v</a> <a href="/tags/${id}">t</a></article>`,
  )
  const pages = [1, 2, 3].map((each) => `<a href="/new?page=${each}">${each}</a>`)
  return page(
    'Questions',
    `<h1>Questions</h1>${items.join('')}<p><a href="/polls/1">poll</a></p>${pages.join(' ')}`,
  )
}

describe('a site without a definition', { timeout: 120_000 }, () => {
  let store: Store
  let site: SampleSite
  let robots = ''
  let isWalled = false
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    robots = 'User-agent: *\nDisallow: /admin\n'
    isWalled = false
    site = await startSampleSite({
      questions: 1,
      respond: (path) => {
        const { pathname, searchParams } = new URL(path, 'http://site.example')
        if (pathname === '/robots.txt')
          return { status: 200, headers: { 'content-type': 'text/plain' }, body: robots }
        const id = /^\/questions\/(\d+)/.exec(pathname)?.[1]
        if (isWalled && id !== undefined) return page('Log in', '<h1>Log in</h1>')
        if (pathname === '/new') return list(Number(searchParams.get('page') ?? 1))
        return id === undefined
          ? page('Nothing', '<h1>Nothing</h1><a href="/polls/2">poll</a>')
          : question(Number(id))
      },
    })
  })
  afterEach(() => site.close())

  const crawlOf = async (path: string, more: Partial<CrawlOptions> = {}) =>
    (await crawlSample(store, { urls: [site.url + path], site: null, hostGroup: null, ...more })).summary
  const asked = () => site.requests.map(({ url }) => url).filter((url) => url !== '/robots.txt')
  const everyPath = Array.from({ length: questions }, (_, at) => pathOf(at + 1))

  test('gives all questions of a list, its next pages and their related questions, and asks for nothing else', async () => {
    expect(await crawlOf('/new')).toMatchObject({ result: 'done', exitCode: 0, questions, due: 0 })
    expect(asked().toSorted()).toEqual([...everyPath, '/new', '/new?page=2', '/new?page=3'].toSorted())
    const rows = await store.db.selectFrom('qa.question').select(['site', 'question_id']).execute()
    expect(new Set(rows.map((row) => row.site))).toEqual(new Set(['127.0.0.1']))
    expect(rows.map((row) => row.question_id).toSorted()).toEqual(
      everyPath.map((_, at) => String(at + 1)).toSorted(),
    )
  })

  test('gives the questions of the shape of a question that is the seed', async () => {
    expect(await crawlOf(pathOf(listed))).toMatchObject({ questions: 3 })
    expect(asked().toSorted()).toEqual([pathOf(9), pathOf(10), pathOf(11)].toSorted())
  })

  test('that shows a login page for every question is parked, not done, and read when it lets go', async () => {
    isWalled = true
    const refused = await crawlOf('/new')
    expect(refused).toMatchObject({ result: 'parked', exitCode: 5, questions: 0 })
    expect(refused.hosts[0]?.parkedReason).toContain('showed a login page')
    isWalled = false
    expect(await crawlOf('/new')).toMatchObject({ result: 'done', exitCode: 0, questions })
  })

  test('is crawled within budgets, depth and robots.txt', async () => {
    expect(await crawlOf('/new', { depth: 1 })).toMatchObject({ questions: onPage })
    await emptyTables(store.db)
    expect(await crawlOf('/new', { maxPages: 4 })).toMatchObject({ requests: 5 })
    await emptyTables(store.db)
    robots = 'User-agent: *\nDisallow: /questions/\n'
    expect(await crawlOf('/new')).toMatchObject({ questions: 0 })
  })

  test('has no list but a seed and its next pages: what was taken for a question leads nowhere', async () => {
    await crawlOf('/')
    expect(asked().toSorted()).toEqual(['/', '/polls/2'])
  })
})
