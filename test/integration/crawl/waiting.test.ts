/** A crawl that waits says what for, before a person wonders. */
import { expect, test } from 'vitest'
import { standingClock as clock } from '../../crawl/standing-clock.ts'
import { startMisbehavingSite } from '../../sample-site/misbehaving-site.ts'
import { freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

test('a crawl with nothing but retries left says until when it waits', async () => {
  const site = await startMisbehavingSite({ questions: 1 })
  const stop = new AbortController()
  const waits: unknown[] = []
  try {
    const { summary } = await crawlSample(await freshStore('pglite'), {
      urls: [`${site.url}/misbehave/status?code=500`],
      random: () => 0.99,
      clock,
      signal: stop.signal,
      log: {
        debug: () => undefined,
        info: (values, message) => {
          if (!message.startsWith('waiting')) return
          waits.push({ values, message })
          stop.abort()
        },
        warn: () => undefined,
      },
    })
    expect(summary).toMatchObject({ result: 'stopped', outcomes: { retry: 1 } })
    expect(waits).toEqual([
      {
        values: { until: expect.any(Date) },
        message: 'waiting: the remaining pages are to be retried, or their host asked for a pause',
      },
    ])
    const [wait] = waits as { values: { until: Date } }[]
    expect(wait?.values.until.getTime()).toBe(clock.now().getTime() + 4_950)
  } finally {
    await site.close()
  }
})
