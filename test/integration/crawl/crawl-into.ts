/** A crawl of the sample site with real parts, in this process: real HTTP, a real archive, the given store. */
import { systemClock } from '../../../src/app/system-clock.ts'
import { WarcWriter } from '../../../src/archive/warc-writer.ts'
import { type CrawlDeps, type CrawlEnd, runCrawl } from '../../../src/crawl/engine/crawl.ts'
import type { CrawlOptions } from '../../../src/crawl/options.ts'
import type { Store } from '../../../src/database/store.ts'
import { Fetcher } from '../../../src/fetch/fetcher.ts'
import { userAgent } from '../../../src/fetch/user-agent.ts'
import { directReader } from '../../workers/direct-reader.ts'

export const crawlDefaults: Omit<CrawlOptions, 'urls'> = {
  site: 'sample',
  hostGroup: 'sample',
  hostGroups: [],
  ids: null,
  follow: ['related', 'list'],
  include: [],
  exclude: [],
  depth: null,
  maxBytes: null,
  maxCrawlDelay: 120,
  maxPages: null,
  maxTime: null,
  rate: 'unlimited',
  concurrency: 4,
  revisitAfter: null,
  gateLoss: 0.5,
  acceptLayout: false,
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined }

export type SampleCrawl = Partial<CrawlOptions> &
  Pick<CrawlOptions, 'urls'> &
  Partial<
    Pick<
      CrawlDeps,
      'signal' | 'random' | 'observer' | 'seedList' | 'failedChecks' | 'fetcher' | 'log' | 'clock' | 'reader'
    >
  >

/** @param dir The archive folder. */
export async function crawlInto(store: Store, dir: string, wanted: SampleCrawl): Promise<CrawlEnd> {
  const {
    signal,
    random,
    observer,
    seedList,
    failedChecks,
    fetcher: instead,
    log = silent,
    clock = systemClock,
    reader = directReader,
    ...options
  } = wanted
  const archive = await WarcWriter.open({ dir, software: 'mondo-test', clock })
  const fetcher = new Fetcher({ userAgent: userAgent(''), allowPrivate: true, clock })
  try {
    return await runCrawl(
      { ...crawlDefaults, ...options },
      {
        store,
        archive,
        fetcher: instead ?? fetcher,
        clock,
        reader,
        log,
        random: random ?? Math.random,
        signal: signal ?? new AbortController().signal,
        ...(observer === undefined ? {} : { observer }),
        ...(seedList === undefined ? {} : { seedList }),
        ...(failedChecks === undefined ? {} : { failedChecks }),
      },
    )
  } finally {
    await fetcher.close()
    await archive.close()
  }
}
