/**
 * The sample site: an OKWAVE-like Q&A site on loopback. The demo crawls it, tests break it, benchmarks load it.
 *
 * @example
 * const site = await startSampleSite({ questions: 300, seed: 7 })
 * await fetch(`${site.url}/list/new_question`)
 * await site.close()
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { QuestionPage } from '../model/question-page.ts'
import { type Evolving, worldAt } from './evolving.ts'
import { type Redesign, type SampleAnswer, samplePages } from './pages.ts'
import { sampleQuestion } from './question.ts'
import type { World } from './world.ts'

export interface SampleSiteOptions {
  /** Default 120. */
  readonly questions?: number
  /** Default 1. The same seed and number of questions give the same bytes. */
  readonly seed?: number
  /** Default 0: a free port. */
  readonly port?: number
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number
  /** Renders question pages differently, for tests of a site that changes during a crawl. */
  readonly redesign?: Redesign
  /** Questions are asked, answered and closed by a simulated clock; `questions` is how many there will be at `to`. */
  readonly evolving?: Evolving
  /** Handles some requests itself, down to the socket: return true if handled, false to let the site answer. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** Answers instead of the site, for tests of failures; undefined lets the site answer. `path` has the query. */
  readonly respond?: (path: string) => SampleAnswer | undefined | Promise<SampleAnswer | undefined>
}

export interface SampleSite {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  /** In order of arrival. */
  readonly requests: readonly SampleRequest[]
  /** The record of every question, oldest first, as the generator knows it; of a site that evolves, at a time or now. */
  expected(at?: Date): QuestionPage[]
  close(): Promise<void>
}

interface SampleRequest {
  /** When it arrived. */
  readonly at: Date
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly host: string
  readonly userAgent: string
  /** Null while it is not answered, and where the answer is no HTTP response. */
  readonly status: number | null
}

export async function startSampleSite(options: SampleSiteOptions = {}): Promise<SampleSite> {
  const world: World = { seed: options.seed ?? 1, questions: options.questions ?? 120 }
  const { evolving } = options
  const worldOf = (at?: Date): World =>
    evolving === undefined ? world : worldAt(world, evolving, at ?? evolving.now())
  const pages = samplePages(worldOf, options.redesign)
  const requests: SampleRequest[] = []
  const closing = new AbortController()

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const entry = arrived(request)
    const place = requests.push(entry) - 1
    const path = request.url ?? '/'
    if (options.latency !== undefined) await pause(options.latency, undefined, { signal: closing.signal })
    response.once('finish', () => {
      requests[place] = { ...entry, status: response.statusCode }
    })
    if (options.intercept?.(request, response) === true) return
    const answer = (await options.respond?.(path)) ?? pages(path, request.headers)
    requests[place] = { ...entry, status: answer.status }
    response.writeHead(answer.status, answer.headers)
    response.end(request.method === 'HEAD' ? undefined : answer.body)
  }

  const server = createServer((request, response) => {
    // A request in flight when the site closes loses its connection, and so does one whose hook throws.
    respond(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    expected: (at) => {
      const then = worldOf(at)
      return Array.from({ length: then.questions }, (_, index) => sampleQuestion(then, index).page)
    },
    close: () => {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

function arrived(request: IncomingMessage): SampleRequest {
  return {
    at: new Date(),
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    host: request.headers.host ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    status: null,
  }
}
