/** What a slice works with, without a network, a disk or a database: every page is asked of `answer`. */
import type { Kysely } from 'kysely'
import type { Budget } from '../../../src/crawl/engine/budget.ts'
import type { SliceDeps } from '../../../src/crawl/engine/slice.ts'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { AnswersSeen } from '../../../src/crawl/visit/answers-seen.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { parseRobots } from '../../../src/fetch/robots.ts'
import { capture } from '../../archive/captures.ts'
import { directReader } from '../../workers/direct-reader.ts'
import type { SkippingClock } from '../skipping-clock.ts'
import { allWays } from '../ways.ts'

export interface SliceSurroundings {
  readonly db: Kysely<Database>
  readonly clock: SkippingClock
  readonly budget: Budget
  readonly signal: AbortSignal
  /** Paths, in the order in which they were asked for. */
  readonly asked: string[]
  /** A `reason` is a failed request; anything else is of its capture. */
  readonly answer: (url: string) => object | Promise<object>
}

/** A request takes a second. */
export function sliceParts({ answer, asked, ...given }: SliceSurroundings): SliceDeps {
  const rules = {
    robots: parseRobots(new Uint8Array()),
    digest: '',
    fetchedAt: new Date(0),
    until: new Date(0),
  }
  return {
    ...given,
    reader: directReader,
    answersSeen: new AnswersSeen(),
    random: () => 0,
    runId: 'a-run',
    ids: null,
    maxConcurrency: () => 1,
    crawlScope: resolveCrawlScope({
      ...allWays,
      urls: ['https://okwave.jp/'],
      exclude: ['/out/*'],
      site: null,
      hostGroup: null,
    }),
    robots: { rules: async () => ({ kind: 'rules', ...rules }) },
    rateLimiter: {
      acquire: async () => ({ kind: 'granted', at: given.clock.now() }),
      sent: () => Promise.resolve(),
      block: async () => new Date(0),
    },
    fetcher: {
      leadsInside: async () => false,
      fetch: async (url) => {
        asked.push(url.slice('https://okwave.jp'.length))
        given.clock.advance(1_000)
        const said = await answer(url)
        if ('reason' in said) return { kind: 'failed', detail: 'no answer', ...said } as never
        return { kind: 'captured', capture: capture({ url, body: Buffer.from('12345'), ...said }) }
      },
    },
    archive: { write: async () => ({ file: 'a', offset: 0, length: 1 }), sync: () => Promise.resolve() },
  }
}
