/**
 * Responses of real servers as they stand on the wire, from a folder beside the checkout. Each goes over a socket, into an
 * archive and out of it again, and is one question with two answers.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pageOfCapture } from '../../src/app/saved-pages.ts'
import { readCapture } from '../../src/archive/warc-reader.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import { ExchangeLog, pacedExchange } from '../../src/crawl/politeness/paced-exchange.ts'
import { redirectTarget } from '../../src/fetch/redirects.ts'
import type { Capture } from '../../src/model/capture.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { capture, temporaryFolder } from '../archive/captures.ts'
import { realClock } from '../fetch/clocks.ts'
import { fetcher } from '../fetch/fetchers.ts'
import { rawServer } from '../fetch/servers.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/web')
const server = resolve(shared, 'cases/http-server.mjs')

interface Seen {
  /** What is read: `question 2` has two answers; for anything else, why there is none. */
  readonly outcome: string
  /** Of the record. */
  readonly checks: readonly string[]
  /** Whether the lenient reader was needed. */
  readonly leniently: boolean
}

/** Asks a server that answers with these bytes, as a crawl does; reads the response and its copy in the archive. */
async function seen(wire: Uint8Array): Promise<Seen> {
  await using site = await rawServer((socket) => socket.end(wire))
  await using archive = await temporaryFolder()
  const writer = await WarcWriter.open({ dir: archive.path, software: 'mondo/test', clock: realClock })
  let leniently = false
  const log = new ExchangeLog()
  const exchange = pacedExchange(
    {
      rateLimiter: {
        acquire: async () => ({ kind: 'granted', at: new Date() }),
        sent: async () => undefined,
      },
      fetcher: fetcher({ limits: { idleMs: 2000, headersMs: 2000 } }),
      archive: writer,
      clock: realClock,
      signal: new AbortController().signal,
      latest: null,
      mayStart: () => true,
      lenientHosts: {
        has: async () => false,
        add: async () => {
          leniently = true
        },
      },
    },
    log,
  )
  const answer = await exchange({ url: `${site.url}/questions/1/w`, hostGroup: 'x.example' })
  await writer.close()
  if (answer.kind !== 'captured') {
    return {
      outcome: answer.kind === 'failed' ? `${answer.reason}: ${answer.detail}` : answer.kind,
      checks: [],
      leniently,
    }
  }
  const archived = read(await readCapture(archive.path, answer.location))
  expect(archived).toEqual(read(answer.capture))
  return { ...archived, leniently }
}

function read(one: Capture): Omit<Seen, 'leniently'> {
  const to = redirectTarget(one)
  if (to !== null) return { outcome: `redirect to ${new URL(to).pathname}`, checks: [] }
  const page = pageOfCapture({ ...capture(), ...one, url: 'https://x.example/questions/1/w' }, 'x', undefined)
  if (page === null) return { outcome: `status ${one.status}`, checks: [] }
  const outcome = page.kind === 'known' ? page.outcome : parseQuestionPage(page.bytes, page.options)
  if (outcome.kind === 'rejected') return { outcome: `rejected ${outcome.reason}`, checks: [] }
  if (outcome.kind !== 'question') return { outcome: outcome.kind, checks: [] }
  const { answers, checks } = outcome.page
  return { outcome: `question ${answers.length}`, checks: checks.map(({ code }) => code) }
}

const question = { outcome: 'question 2', checks: [], leniently: false }
const lenient = { ...question, leniently: true }
const coding = { ...question, checks: ['coding-doubtful'] }
const outcome = (text: string, more: Partial<Seen> = {}): Seen => ({ ...question, outcome: text, ...more })

/** Of the files. `meta_refresh` is a redirect of the page, not of HTTP. */
const files: Readonly<Record<string, Seen>> = {
  ce_gz_trail_nl: coding,
  ce_utf8: question,
  cl_and_te: lenient,
  cl_dup_same: lenient,
  cl_space: lenient,
  cont100: lenient,
  ct_comma: question,
  hdr_fold: lenient,
  lf_only: lenient,
  meta_refresh: outcome('not-a-question'),
  te_gzip_chunked: question,
  te_pad_sp: lenient,
}

const named = (names: string, as: Seen) => Object.fromEntries(names.split(' ').map((name) => [name, as]))

/** Of the server's responses: all that are not here are questions that the strict parser takes. */
const others: Readonly<Record<string, Seen>> = {
  ...files,
  ...named('icy http2short http12 lower_http lf_chunked hdr_space_colon hdr_nocolon hdr_empty_name', lenient),
  ...named('hdr_ctl hdr_nul hdr_cr hdr_badname hdr_fold_tab hdr_http_in', lenient),
  ...named('cl_comma cl_neg cl_plus cl_empty cl_alpha te_identity te_notchunked te_ext_sp te_0x', lenient),
  ...named('ce_gzip_plain ce_br_plain ce_deflate_plain ce_deflate_isgzip ce_gzip_isdeflate', coding),
  ...named('ce_gzip_gzip_hdr_once ce_twice_hdr ce_gz_trailgarbage ce_gz_notrailer ce_gz_syncflush', coding),
  // Fewer bytes than the larger length says, or than one length, or no last chunk.
  cl_dup_diff: outcome('rejected truncated', { leniently: true }),
  ...named('cl_long te_nolast te_last_nocrlf', outcome('rejected truncated')),
  ...named('ce_gz_badcrc ce_gz_badlen ce_gz_trunc refresh_hdr', outcome('rejected truncated')),
  ...named('ce_double_one ce_none_but_gz', outcome('rejected not-html')),
  ...named('st204body st200_0 ce_gz_empty', outcome('rejected empty')),
  ...named('st404_q st410', outcome('not-found')),
  ...named('js_redirect', outcome('not-a-question')),
  st300: outcome('status 300'),
  st304: outcome('status 304'),
  st600: outcome('status 600'),
  st999: outcome('status 999'),
  ra429: outcome('status 429'),
  hdr_200k: outcome('protocol: Headers Overflow Error'),
  http09: outcome(
    'protocol: no HTTP status line, but "<!doctype html><html lang=en><head><meta charset=utf-8><titl"',
  ),
}

if (existsSync(folder)) {
  describe('a response as servers send it', () => {
    it('has its right value here', () => {
      const found = readdirSync(folder).flatMap((name) => /^http-(.*)\.raw$/.exec(name)?.[1] ?? [])
      expect(found.sort()).toEqual(Object.keys(files).sort())
    })

    it.each(Object.entries(files))('%s', async (name, wanted) => {
      expect(await seen(readFileSync(join(folder, `http-${name}.raw`)))).toEqual(wanted)
    })

    it('is read, or has a true reason: all that the server of the folder sends', async () => {
      const { cases } = await import(pathToFileURL(server).href)
      const got: Record<string, Seen> = {}
      for (const [name, wire] of Object.entries<unknown>(cases)) {
        if (wire instanceof Uint8Array && !name.startsWith('redir_')) got[name] = await seen(wire)
      }
      expect(got).toEqual(
        Object.fromEntries(Object.keys(got).map((name) => [name, others[name] ?? question])),
      )
    }, 60_000)
  })
} else {
  it('finds no responses beside the checkout: nothing to compare', () =>
    expect(existsSync(folder)).toBe(false))
}
