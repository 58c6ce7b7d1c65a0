import { expect, test } from 'vitest'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { WarcWriter } from '../../../src/archive/warc-writer.ts'
import { runCrawl } from '../../../src/crawl/engine/crawl.ts'
import { Fetcher } from '../../../src/fetch/fetcher.ts'
import { userAgent } from '../../../src/fetch/user-agent.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { freshStore } from '../stores.ts'
import { crawlDefaults } from './crawl-into.ts'
import { crawlSample, temporaryFolder } from './sample-crawl.ts'

test('a crawl ends cleanly when the disk runs short, and resumes when there is room', async () => {
  const site = await startSampleSite({ questions: 30 })
  const store = await freshStore('pglite')
  const dir = await temporaryFolder()
  const archive = await WarcWriter.open({ dir, software: 'mondo-test', clock })
  const fetcher = new Fetcher({ userAgent: userAgent(''), allowPrivate: true, clock })
  const said: string[] = []
  let looks = 0
  try {
    const { summary, endedBecause } = await runCrawl(
      { ...crawlDefaults, urls: [`${site.url}/`], rate: 100 },
      {
        store,
        archive,
        fetcher,
        clock,
        reader: directReader,
        log: { debug: () => undefined, info: () => undefined, warn: (_, message) => said.push(message) },
        random: () => 0,
        signal: new AbortController().signal,
        // Room for one slice.
        checkResources: async () => (++looks > 1 ? 'no room' : null),
      },
    )
    expect(summary).toMatchObject({ result: 'disk-full', exitCode: 8 })
    expect(endedBecause).toBe('no room')
    expect(summary.due).toBeGreaterThan(0)
    expect(said).toEqual(['no room'])
    const asked = site.requests.length
    expect(summary.requests).toBe(asked)

    const again = await crawlSample(store, { urls: [`${site.url}/`] })
    expect(again.summary).toMatchObject({ result: 'done', questions: 30, due: 0 })
  } finally {
    await fetcher.close()
    await archive.close()
    await site.close()
  }
})

test('a crawl ends when it has received its byte limit', async () => {
  const site = await startSampleSite({ questions: 30 })
  try {
    const store = await freshStore('pglite')
    const { summary } = await crawlSample(store, { urls: [`${site.url}/`], maxBytes: 20_000, rate: 200 })
    expect(summary).toMatchObject({ result: 'budget', exitCode: 0 })
    expect(summary.bytes).toBeGreaterThanOrEqual(20_000)
    expect(summary.questions).toBeLessThan(30)
  } finally {
    await site.close()
  }
})
