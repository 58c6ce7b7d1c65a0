import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { freshStore, storeNamesOfLongTests } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

const sites: SampleSite[] = []
const sampleSite = async (questions: number): Promise<SampleSite> => {
  const site = await startSampleSite({ questions })
  sites.push(site)
  return site
}

afterEach(async () => {
  for (const site of sites.splice(0)) await site.close()
})

/** Every row of `qa` with the transaction that last wrote it. */
async function writtenBy(store: Store): Promise<unknown> {
  const { rows } = await sql`
    select 'question' as t, question_id, '' as k, xmin::text from qa.question
    union all select 'answer', question_id, answer_key, xmin::text from qa.answer
    union all select 'reply', question_id, answer_key || kind || ordinal, xmin::text from qa.reply
    union all select 'related', question_id, rank::text, xmin::text from qa.related_question
    order by 1, 2, 3
  `.execute(store.db)
  return rows
}

describe.each(storeNamesOfLongTests)('a crawl into %s', (name) => {
  test('loads every row as the site served it', async () => {
    const site = await sampleSite(100)
    const store = await freshStore(name)
    const { summary, counts } = await crawlSample(store, { urls: [`${site.url}/`] })

    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, questions: 100, due: 0 })
    expect(summary.outcomes['loaded']).toBe(100)
    expect(counts.question).toMatchObject({ inserted: 100, changed: 0 })
    expect(summary.requests).toBe(site.requests.length)
  })

  test('stopped half-way and run again, ends with the same rows and requests no question twice', async () => {
    const site = await sampleSite(100)
    const store = await freshStore(name)
    const stop = new AbortController()
    const first = await crawlSample(store, {
      urls: [`${site.url}/`],
      rate: 200,
      signal: stop.signal,
      observer: {
        progressed: ({ visited }) => {
          if (visited === 40) stop.abort()
        },
      },
    })
    expect(first.summary).toMatchObject({ result: 'stopped', exitCode: 130 })
    expect(first.summary.due).toBeGreaterThan(0)
    expect(first.summary.questions).toBeGreaterThan(10)
    expect(first.summary.questions).toBeLessThan(60)

    const second = await crawlSample(store, { urls: [`${site.url}/`] })
    expect(second.summary).toMatchObject({ result: 'done', exitCode: 0, due: 0 })
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
    const asked = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
    expect(asked.length).toBe(new Set(asked).size)
  })

  test('run again on another port, requests only pages that are due and changes no row', async () => {
    const store = await freshStore(name)
    const before = await sampleSite(30)
    await crawlSample(store, { urls: [`${before.url}/`], revisitAfter: 0 })
    const written = await writtenBy(store)
    const after = await sampleSite(30)
    const { summary, counts } = await crawlSample(store, { urls: [`${after.url}/`], revisitAfter: 0 })

    expect(summary.outcomes).toMatchObject({ unchanged: 30 })
    expect(summary.outcomes['loaded']).toBeUndefined()
    expect(counts.question).toMatchObject({ inserted: 0, changed: 0 })
    expect(await writtenBy(store)).toEqual(written)
    expect(after.requests.length).toBe(before.requests.length)
    expect(after.requests.some(({ status }) => status === 304)).toBe(true)
  })
})
