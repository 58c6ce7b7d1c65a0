import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { readStatus } from '../../../src/analyse/status.ts'
import { LenientHosts } from '../../../src/crawl/politeness/lenient-hosts.ts'
import type { Store } from '../../../src/database/store.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { tcpServer } from '../../fetch/servers.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

let store: Store
let clock: SkippingClock
beforeAll(async () => {
  store = await freshStore('pglite')
})
beforeEach(async () => {
  await emptyTables(store.db)
  clock = new SkippingClock()
})
const hosts = () => new LenientHosts({ db: store.db, clock })
const day = 24 * 60 * 60_000

test('a host is remembered for 30 days, also by other processes, and shown', async () => {
  const first = hosts()
  expect(await first.has('a.example')).toBe(false)
  await first.add('a.example')
  const until = new Date(clock.now().getTime() + 30 * day)
  expect([await first.has('a.example'), await hosts().has('a.example')]).toEqual([true, true])
  expect(await hosts().has('b.example')).toBe(false)
  expect((await readStatus(store.db, clock.now())).lenient).toEqual([{ hostGroup: 'a.example', until }])

  await clock.sleep(30 * day)
  expect([await first.has('a.example'), await hosts().has('a.example')]).toEqual([false, false])
  expect((await readStatus(store.db, clock.now())).lenient).toEqual([])
  await first.add('a.example')
  expect([await first.has('a.example'), await hosts().has('a.example')]).toEqual([true, true])
})

test('what else is known of a host stays', async () => {
  await store.db.insertInto('crawl.host').values({ host_group: 'a.example', backoff_step: 3 }).execute()
  await hosts().add('a.example')
  const row = await store.db.selectFrom('crawl.host').select(['backoff_step', 'state']).executeTakeFirst()
  expect(row).toEqual({ backoff_step: 3, state: 'ready' })
})

/** The sample site behind a server that ends lines with LF alone. */
async function carelessSite(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const site = await startSampleSite({ questions: 5 })
  onTestFinished(() => site.close())
  const asked: string[] = []
  const server = await tcpServer((socket) => {
    let request = ''
    socket.on('data', async (chunk) => {
      request += chunk.toString('latin1')
      if (!request.endsWith('\r\n\r\n')) return
      const path = request.split(' ')[1] ?? ''
      asked.push(path)
      request = ''
      const [answer]: IncomingMessage[] = await once(get(site.url + path), 'response')
      if (answer === undefined) return
      const head = `HTTP/1.1 ${answer.statusCode} \nContent-Type: text/html; charset=utf-8\n\n`
      socket.end(Buffer.concat([Buffer.from(head), await buffer(answer)]))
    })
  })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { url: server.url, asked }
}

test('a crawl asks again once, counts it as a request, and later at once', async () => {
  const { url, asked } = await carelessSite()
  const path = '/qa/q2000005.html'
  const crawl = async () => {
    const { summary } = await crawlSample(store, { urls: [url + path], follow: [], revisitAfter: 0 })
    return { requests: summary.requests, outcomes: summary.outcomes, asked: asked.splice(0) }
  }
  const loaded = { outcomes: { loaded: 1 }, asked: ['/robots.txt', '/robots.txt', path], requests: 3 }
  expect(await crawl()).toEqual(loaded)
  // Another process, to which robots.txt is known as well.
  expect(await crawl()).toEqual({ outcomes: { unchanged: 1 }, asked: [path], requests: 1 })
})
