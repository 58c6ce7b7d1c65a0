/** Public origins answered by nock, for tests where a page's own URL matters. Nothing leaves the machine. */
import type { IncomingHttpHeaders } from 'node:http'
import type Nock from 'nock'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { SampleAnswer } from '../src/sample-site/pages.ts'

export interface PublicRequest {
  /** In full: `https://okwave.jp/robots.txt`. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/**
 * nock runs no look-up and no TLS: the address guard stays shut and sees nothing. Other tests answer for it.
 * `answer` answers whatever is asked of the origin until the test ends, and the requests come back in order.
 *
 * @example
 * import nock from 'nock'
 * const { requests, answers } = publicOrigins(nock)
 * answers('https://okwave.jp', (path) => ({ status: path === '/robots.txt' ? 404 : 200, body: '…' }))
 */
export function publicOrigins(nock: typeof Nock): {
  readonly requests: PublicRequest[]
  answers(origin: string, answer: (path: string, headers: IncomingHttpHeaders) => SampleAnswer): void
} {
  const requests: PublicRequest[] = []
  const unanswered: string[] = []
  const noteUnanswered = ({ url, path }: { url?: string; path?: string }) =>
    unanswered.push(url ?? path ?? '?')
  beforeAll(() => {
    if (!nock.isActive()) nock.activate()
    nock.disableNetConnect()
    nock.emitter.on('no match', noteUnanswered)
  })
  afterEach(() => {
    nock.cleanAll()
    requests.length = 0
    expect(unanswered.splice(0)).toEqual([])
  })
  afterAll(() => {
    nock.emitter.off('no match', noteUnanswered)
    nock.enableNetConnect()
    nock.restore()
  })
  return {
    requests,
    answers(origin, answer) {
      nock(origin)
        .persist()
        .get(/^/)
        .reply((request: Request) => {
          const { pathname, search } = new URL(request.url)
          const headers = Object.fromEntries(request.headers)
          requests.push({ url: origin + pathname + search, headers })
          const { status, body = '', headers: sent = {} } = answer(pathname + search, headers)
          return [status, typeof body === 'string' ? body : Buffer.from(body), sent as Record<string, string>]
        })
    },
  }
}

/** A text/html answer. */
export function page(body: string, headers: Readonly<Record<string, string>> = {}): SampleAnswer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function movedTo(location: string, headers: Readonly<Record<string, string>> = {}): SampleAnswer {
  return { status: 301, headers: { location, ...headers }, body: '' }
}
