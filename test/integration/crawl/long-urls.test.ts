/** URLs that are too long for a database key, in the archive and from a host, are stored cut and with a digest. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { reparseSources } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { WarcWriter } from '../../../src/archive/warc-writer.ts'
import { reparseSource } from '../../../src/reparse/reparse.ts'
import { capture } from '../../archive/captures.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlSample, temporaryFolder } from './sample-crawl.ts'

/** Random text, because Postgres would compress repeated letters until they fit. */
function noise(bytes: number, seed: string): string {
  let text = ''
  while (text.length < bytes)
    text += createHash('sha256')
      .update(seed + text.length)
      .digest('hex')
  return text.slice(0, bytes)
}

const cut = expect.stringMatching(/^\/[\da-f]+…sha256:[\da-f]{64}$/)

let close = async () => {}
afterEach(() => close())

describe.each(storeNames)('URLs of 3,000 and 60,000 bytes on %s', (name) => {
  test('reject their pages like any others when the archive is parsed again', async () => {
    const store = await freshStore(name)
    const dir = await temporaryFolder()
    const writer = await WarcWriter.open({ dir, clock, software: 'mondo/0' })
    const urls = [1, 2, 3].map(
      (id) => `https://faq.example/${noise(id === 3 ? 60_000 : 3_000, `reject ${id}`)}`,
    )
    for (const url of [...urls, 'https://faq.example/qa/q4.html']) {
      await writer.write(capture({ url, headers: [['content-type', 'text/html']], body: new Uint8Array() }))
    }
    await writer.close()
    const fail = (error: Error) => {
      throw error
    }
    const again = () =>
      reparseSource(
        reparseSources([dir], { stdin: Readable.from([]) }, fail),
        { paths: [dir], site: null, rejected: null, dryRun: false },
        {
          db: store.db,
          clock,
          signal: new AbortController().signal,
          reader: directReader,
          mondoVersion: '0',
        },
      )
    const rejects = () =>
      store.db.selectFrom('crawl.rejected_page').select(['path', 'reason']).orderBy('path').execute()
    expect(await again()).toMatchObject({ pages: 4, rejected: 4 })
    const rows = await rejects()
    expect(rows).toEqual([
      ...[1, 2, 3].map(() => ({ path: cut, reason: 'empty' })),
      { path: '/qa/q4.html', reason: 'empty' },
    ])
    await again()
    expect(await rejects()).toEqual(rows)
  })

  test('do not stop a crawl: a robots.txt and a page that redirect there', async () => {
    const long = (what: string) => `/${what}/${noise(9_000, what)}`
    const answer = ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
      if (url === '/robots.txt') response.writeHead(302, { location: long('robots') }).end()
      else if (url === '/qa/q1.html') response.writeHead(302, { location: long('page') }).end()
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nAllow: /\n')
    }
    const server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => new Promise((resolve) => server.close(() => resolve()))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const store = await freshStore(name)
    await crawlSample(store, { urls: [`http://127.0.0.1:${address.port}/qa/q1.html`] })
    const captures = await store.db.selectFrom('crawl.capture').select(['path', 'url']).execute()
    expect(captures.map(({ path }) => Buffer.byteLength(path)).toSorted((a, b) => b - a)[0]).toBe(2_000)
    expect(captures.filter(({ url }) => url.includes('…sha256:'))).toHaveLength(1)
    const visits = await store.db.selectFrom('crawl.visit').select(['outcome', 'reason', 'detail']).execute()
    expect(visits).toEqual([
      expect.objectContaining({
        outcome: 'redirected',
        reason: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/page\/[\da-f]+…sha256:[\da-f]{64}$/),
      }),
    ])
  })
})
