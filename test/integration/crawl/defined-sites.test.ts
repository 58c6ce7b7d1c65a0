/** A crawl by a definition: its lists to the last page, and questions whose answers fill several pages. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'
import { directReaderOf } from '../../workers/direct-reader.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const pond: SiteDefinition = {
  name: 'pond',
  version: 1,
  hosts: ['pond.example'],
  timeZone: 'UTC',
  urls: { question: '/q/{id}', page: 'part', lists: ['/new'], listNext: '.pager .more' },
  words: { answers: ['replies'], solved: ['done'] },
  layouts: [
    {
      name: 'pond/2024',
      recognisedBy: '.question',
      main: 'main',
      noise: ['.more'],
      question: { title: 'h1', body: '.question p', answerCount: '.count', status: { solved: '.done' } },
      answers: { each: '.reply', body: 'p', author: 'b', postedAt: 'time' },
      nextPage: '.parts .more',
    },
  ],
}
const reader = directReaderOf([pond])
const perPart = 3

function page(title: string, main: string): SampleAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><main>${main}</main></body></html>`,
  }
}

/** The last part again under every later number, with a link to the next, where the site never ends. */
function question(id: number, part: number, { replies, isEndless }: Pond): SampleAnswer {
  const parts = Math.ceil(replies / perPart)
  const shown = Math.min(part, parts)
  const numbers = Array.from({ length: replies }, (_, at) => at + 1).slice(
    (shown - 1) * perPart,
    shown * perPart,
  )
  const items = numbers.map(
    (
      number,
    ) => `<div class="reply"><b>newt${number}</b><time datetime="2024-05-02T20:${10 + number}:00Z">May</time>
<p>Reply ${number} on frog ${id}.</p></div>`,
  )
  const next =
    isEndless || part < parts
      ? `<div class="parts"><a class="more" href="/q/${id}?part=${part + 1}">more</a></div>`
      : ''
  return page(
    `Why does frog ${id} sing?`,
    `<div class="question"><h1>Why does frog ${id} sing?</h1><p>It sings at night.</p></div><i class="count">${replies} replies</i>
${items.join('')}${next}`,
  )
}

interface Pond {
  readonly replies: number
  readonly isEndless: boolean
}

describe('a site with a definition', { timeout: 120_000 }, () => {
  let store: Store
  let site: SampleSite
  let state: Pond
  let listed = '<i>7 replies</i>'
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    state = { replies: 7, isEndless: false }
    listed = '<i>7 replies</i>'
    site = await startSampleSite({
      questions: 1,
      respond: (path) => {
        const { pathname, searchParams } = new URL(path, 'http://site.example')
        const id = /^\/q\/(\d+)$/.exec(pathname)?.[1]
        if (id !== undefined) return question(Number(id), Number(searchParams.get('part') ?? 1), state)
        if (pathname !== '/new') return undefined
        const at = Number(searchParams.get('from') ?? 0)
        const more = at < 2 ? `<a class="more" href="/new?from=${at + 1}">more</a>` : ''
        return page(
          'New',
          `<ul><li><a href="/q/${at + 1}">Frog</a>${listed}</li></ul><p class="pager"><a href="/old?from=9">old</a>${more}</p>`,
        )
      },
    })
  })
  afterEach(() => site.close())

  const crawlOf = async (path: string) =>
    (await crawlSample(store, { urls: [site.url + path], site: 'pond', hostGroup: null, reader })).summary
  const asked = () => site.requests.map(({ url }) => url).filter((url) => url !== '/robots.txt')
  const answers = () => store.db.selectFrom('qa.answer').select(['question_id', 'body']).execute()

  test('has its lists to the last page by urls.listNext, and all parts of its questions', async () => {
    expect(await crawlOf('/new')).toMatchObject({ result: 'done', exitCode: 0, questions: 3, due: 0 })
    const parts = [1, 2, 3].flatMap((id) => [`/q/${id}`, `/q/${id}?part=2`, `/q/${id}?part=3`])
    expect(asked().toSorted()).toEqual(['/new', '/new?from=1', '/new?from=2', ...parts].toSorted())
    expect(await answers()).toHaveLength(21)
  })

  test('whose parts never end is asked for one that repeats the last, and for no more', async () => {
    state = { replies: 7, isEndless: true }
    expect(await crawlOf('/q/5')).toMatchObject({ result: 'done', questions: 1, due: 0 })
    expect(asked()).toEqual(['/q/5', '/q/5?part=2', '/q/5?part=3', '/q/5?part=4'])
    expect((await answers()).map(({ body }) => body).toSorted()).toEqual(
      Array.from({ length: 7 }, (_, at) => `Reply ${at + 1} on frog 5.`),
    )
  })

  test('has a question expedited where its list says another count in the words of the definition', async () => {
    await crawlOf('/new')
    const before = asked().length
    state = { replies: 8, isEndless: false }
    listed = '<i>8</i> <i>replies</i><i>done</i>'
    await crawlOf('/new')
    expect(asked().slice(before)).toContain('/q/1')
    const questions = await store.db
      .selectFrom('qa.question')
      .select(['question_id', 'answer_count'])
      .execute()
    expect(questions).toContainEqual({ question_id: '1', answer_count: 8 })
  })
})
