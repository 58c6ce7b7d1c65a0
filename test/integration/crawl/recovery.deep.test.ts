import { readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { WarcWriter } from '../../../src/archive/warc-writer.ts'
import { type CrawlDeps, runCrawl } from '../../../src/crawl/engine/crawl.ts'
import { Recovery, recoveryFiles } from '../../../src/crawl/recovery/recover.ts'
import type { Store } from '../../../src/database/store.ts'
import { Fetcher } from '../../../src/fetch/fetcher.ts'
import { userAgent } from '../../../src/fetch/user-agent.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { type Reader, ReadingStopped } from '../../../src/workers/tasks.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlDefaults } from './crawl-into.ts'
import { temporaryFolder } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

const sites: SampleSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close()
})

async function sampleSite(questions: number): Promise<SampleSite> {
  const site = await startSampleSite({ questions })
  sites.push(site)
  return site
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined }

async function crawlInto(
  store: Store,
  dir: string,
  url: string,
  options = {},
  { reader = directReader, signal = new AbortController().signal }: Partial<CrawlDeps> = {},
) {
  const archive = await WarcWriter.open({
    dir,
    software: 'mondo-test',
    clock,
    info: { isPartOf: recoveryFiles },
  })
  const fetcher = new Fetcher({ userAgent: userAgent(''), allowPrivate: true, clock })
  try {
    return await runCrawl(
      { ...crawlDefaults, urls: [url], ...options },
      {
        store,
        archive,
        archiveFolder: dir,
        fetcher,
        reader,
        clock,
        log: silent,
        random: Math.random,
        signal,
      },
    )
  } finally {
    await fetcher.close()
    await archive.close()
  }
}

const questionsAsked = (site: SampleSite): string[] =>
  site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))

async function warcsIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.endsWith('.warc.gz')).map((name) => join(dir, name))
}

describe.each(storeNames)('a crawl into %s', (name) => {
  test('loads archived captures that are not in the database, and requests none of them again', async () => {
    const site = await sampleSite(60)
    const dir = await temporaryFolder()
    await crawlInto(await freshStore(name), dir, `${site.url}/`)
    const asked = site.requests.length

    // Another database: to it, the first crawl was killed before any commit.
    const store = await freshStore(name)
    const { summary } = await crawlInto(store, dir, `${site.url}/`)
    expect(summary).toMatchObject({ result: 'done', questions: 60 })
    // What robots.txt forbids is in no archive, and to know that it is forbidden the rules must be read.
    expect(site.requests.slice(asked).map(({ url }) => url)).toEqual(['/robots.txt'])
    expect(summary.outcomes['loaded']).toBe(60)
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
  })

  test('loads the captures before a torn tail, and requests the rest', async () => {
    const site = await sampleSite(60)
    const dir = await temporaryFolder()
    await crawlInto(await freshStore(name), dir, `${site.url}/`)
    const first = questionsAsked(site)
    const [path] = await warcsIn(dir)
    if (path === undefined) throw new Error('no archive')
    await truncate(path, Math.floor((await stat(path)).size / 2) + 13)
    await rm(path.replace('.warc.gz', '.cdxj'))

    const store = await freshStore(name)
    const { summary } = await crawlInto(store, dir, `${site.url}/`)
    expect(summary).toMatchObject({ result: 'done', questions: 60 })
    const again = questionsAsked(site).slice(first.length)
    expect(again.length).toBeGreaterThan(0)
    expect(again.length).toBeLessThan(60)
    // The captures before the tear are the first ones.
    expect(again.filter((url) => first.indexOf(url) < 60 - again.length - 1)).toEqual([])
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
  })

  test('stopped while a page hangs, leaves its capture to the next crawl, which requests nothing twice', async () => {
    const site = await sampleSite(20)
    const dir = await temporaryFolder()
    const store = await freshStore(name)
    const stop = new AbortController()
    let questions = 0
    // The tenth question hangs until the crawl is stopped and its pool gives the page up.
    const reader: Reader = {
      ...directReader,
      async page(bytes, options) {
        if (options.url?.includes('/qa/') && ++questions === 10) {
          stop.abort()
          throw new ReadingStopped()
        }
        return await directReader.page(bytes, options)
      },
    }
    const first = await crawlInto(store, dir, `${site.url}/`, {}, { reader, signal: stop.signal })
    expect(first.summary).toMatchObject({ result: 'stopped', exitCode: 130 })
    const stored = await store.db.selectFrom('crawl.capture').select('url').execute()
    expect(stored.filter(({ url }) => url.includes('/qa/')).length).toBe(questionsAsked(site).length - 1)

    const second = await crawlInto(store, dir, `${site.url}/`)
    expect(second.summary).toMatchObject({ result: 'done', exitCode: 0, due: 0 })
    expect(new Set(questionsAsked(site)).size).toBe(questionsAsked(site).length)
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
  })

  test('does not read a known archive a second time', async () => {
    const site = await sampleSite(20)
    const dir = await temporaryFolder()
    const store = await freshStore(name)
    await crawlInto(store, dir, `${site.url}/`)
    await new Recovery({ db: store.db, dir, log: silent }).scan()
    const { rows } = await store.db.executeQuery<{ unknown_captures: number }>(
      store.db.selectFrom('crawl.archive_file').selectAll().compile(),
    )
    expect(rows).toEqual([expect.objectContaining({ unknown_captures: 0 })])
    // Were a byte of it read, the damage would show.
    const [path] = await warcsIn(dir)
    if (path === undefined) throw new Error('no archive')
    const { size } = await stat(path)
    await truncate(path, 0)
    await truncate(path, size)
    const said: object[] = []
    await new Recovery({ db: store.db, dir, log: { ...silent, info: (facts) => said.push(facts) } }).scan()
    expect(said).toEqual([])
  })

  test('ignores captures of mondo fetch', async () => {
    const site = await sampleSite(20)
    const dir = await temporaryFolder()
    const archive = await WarcWriter.open({ dir, software: 'mondo-test', clock })
    const fetcher = new Fetcher({ userAgent: userAgent(''), allowPrivate: true, clock })
    const result = await fetcher.fetch(`${site.url}/`)
    if (result.kind !== 'captured') throw new Error(result.kind)
    await archive.write(result.capture)
    await archive.close()
    await fetcher.close()
    const store = await freshStore(name)
    const recovery = new Recovery({ db: store.db, dir, log: silent })
    await recovery.scan()
    expect(recovery.has([new URL(site.url).host])).toBe(false)
  })

  test('an older capture found later does not change the present state of its page', async () => {
    const site = await sampleSite(20)
    const dir = await temporaryFolder()
    await crawlInto(await freshStore(name), dir, `${site.url}/`)
    const store = await freshStore(name)
    // Refetched by a worker that could not see the folder.
    await crawlInto(store, await temporaryFolder(), `${site.url}/`)
    const due = async () =>
      await store.db
        .selectFrom('crawl.page')
        .select(['path', 'due_at', 'last_seen_at'])
        .orderBy('path')
        .execute()
    const before = await due()
    await crawlInto(store, dir, `${site.url}/`, { follow: [] })
    const after = await due()
    expect(after.filter(({ path }) => path.startsWith('/qa/'))).toEqual(
      before.filter(({ path }) => path.startsWith('/qa/')),
    )
    const captures = await store.db.selectFrom('crawl.capture').select('url').execute()
    expect(captures.filter(({ url }) => url.includes('/qa/'))).toHaveLength(questionsAsked(site).length)
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
  })
})
