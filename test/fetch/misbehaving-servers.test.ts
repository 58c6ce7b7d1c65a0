/**
 * Every way in which the sample site misbehaves, and what the client makes of it. Real servers and a real clock: limits
 * of time are short, and long where a test does not mean them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fetcher } from '../../src/fetch/fetcher.ts'
import type { FetchLimits } from '../../src/fetch/limits.ts'
import { redirectTarget } from '../../src/fetch/redirects.ts'
import { retryAfter } from '../../src/fetch/retry-after.ts'
import type { Capture } from '../../src/model/capture.ts'
import { inflatedBody } from '../../src/model/inflated-body.ts'
import type { SampleSite } from '../../src/sample-site/server.ts'
import { routeGroups } from '../sample-site/misbehave/routes.ts'
import { startMisbehavingSite } from '../sample-site/misbehaving-site.ts'
import { realClock } from './clocks.ts'

let site: SampleSite
beforeAll(async () => {
  site = await startMisbehavingSite({ questions: 1 })
})
afterAll(() => site.close())

async function ask(path: string, limits: Partial<FetchLimits> = {}, lenient = false) {
  const fetcher = new Fetcher({ userAgent: 'mondo/0', allowPrivate: true, clock: realClock, limits })
  try {
    return await fetcher.fetch(`${site.url}/misbehave/${path}`, { lenient })
  } finally {
    await fetcher.close()
  }
}

async function captured(path: string, limits?: Partial<FetchLimits>): Promise<Capture> {
  const result = await ask(path, limits)
  if (result.kind !== 'captured') throw new Error(`not captured: ${JSON.stringify(result)}`)
  return result.capture
}

const textOf = ({ body }: Capture): string => Buffer.from(body).toString()

const asked = new Set<string>()
/** `it.each` that remembers the routes it has taken. */
function each<Row extends readonly [path: string, ...rest: unknown[]]>(cases: readonly Row[]) {
  for (const [path] of cases) asked.add(path.replace(/\?.*/, ''))
  return it.each(cases)
}

describe('no response comes from', () => {
  each([
    ['silent', 'timeout', { headersMs: 30 }],
    ['slow-headers?ms=5', 'timeout', { headersMs: 60 }],
    ['endless-early-hints?ms=5', 'timeout', { headersMs: 60 }],
    ['hang-up', 'disconnect', {}],
    ['two-lengths', 'protocol', {}],
    ['length-and-chunks', 'protocol', {}],
    ['garbage', 'protocol', {}],
    ['other-protocol', 'protocol', {}],
    ['http2-only', 'protocol', {}],
    ['continue', 'protocol', {}],
    ['switching-protocols', 'protocol', {}],
    ['folded-header', 'protocol', {}],
    ['nul-in-header', 'protocol', {}],
    ['header-flood', 'protocol', {}],
    ['long-header', 'protocol', {}],
  ] as const)('%s: %s', async (path, reason, limits) => {
    expect(await ask(path, limits)).toMatchObject({ kind: 'failed', reason })
  })
})

describe('asked leniently, a page comes from', () => {
  it.each([
    ['length-and-chunks', 'short', null],
    ['continue', 'whole', null],
    ['folded-header', 'whole', null],
    ['nul-in-header', 'whole', null],
    ['early-hints', 'whole', null],
    ['no-reason', 'whole', null],
    ['two-lengths', 'short', 'disconnect'],
    ['broken-chunking', 'short', 'disconnect'],
  ])('%s: %s', async (path, text, truncated) => {
    const result = await ask(path, {}, true)
    expect(result).toMatchObject({ kind: 'captured', capture: { status: 200, truncated } })
    expect(result.kind === 'captured' && textOf(result.capture)).toBe(text)
  })

  it.each([
    ['garbage', 'no HTTP status line'],
    ['other-protocol', 'no HTTP status line, but "SSH-2.0-OpenSSH_9.9"'],
    ['http2-only', 'no HTTP status line'],
    ['switching-protocols', 'the server switched to another protocol'],
    ['header-flood', 'the headers have more than 65536 bytes'],
    ['long-header', 'the headers have more than 65536 bytes'],
  ])('%s no more than otherwise: %s', async (path, detail) => {
    const result = await ask(path, {}, true)
    expect(result).toMatchObject({
      kind: 'failed',
      reason: 'protocol',
      detail: expect.stringContaining(detail),
    })
  })
})

describe('a truncated capture comes from', () => {
  each([
    ['hang-after-headers', 'time', '', { idleMs: 30 }],
    ['hang-in-body', 'time', '<p>half', { idleMs: 30 }],
    ['reset', 'disconnect', '<p>half', {}],
    ['length-too-large', 'disconnect', 'short', {}],
    ['broken-chunking', 'disconnect', 'short', {}],
    ['unfinished-chunks', 'disconnect', 'short', {}],
    ['large', 'length', 'x'.repeat(1000), { wireBytes: 1000 }],
  ] as const)('%s: %s', async (path, truncated, text, limits) => {
    const capture = await captured(path, limits)
    expect(capture).toMatchObject({ status: 200, truncated })
    expect(textOf(capture)).toBe(text)
  })

  each([['slow-drip?ms=5']])('%s, at the deadline over all', async (path) => {
    const capture = await captured(path, { totalMs: 100, idleMs: 10_000 })
    expect(capture.truncated).toBe('time')
    expect(textOf(capture)).toMatch(/^\.+$/)
  })
})

describe('a complete capture comes from', () => {
  each([
    ['hang-up-when-reused', 200, /質問の本文/],
    ['length-too-small', 200, /^short$/],
    ['early-hints', 200, /^whole$/],
    ['no-reason', 200, /^whole$/],
    ['odd-status', 999, /^no$/],
    ['empty', 200, /^$/],
    ['image-as-html', 200, /PNG/],
    ['deep-nesting?depth=10', 200, /^(<div>){10}$/],
    ['control-characters', 200, /^<title>a\0b/],
    ['soft-404', 200, /見つかりません/],
    ['mislabelled-charset?label=utf-8&is=utf-8', 200, /質問の本文/],
    ['unlabelled-charset?is=utf-8', 200, /質問の本文/],
    ['status?code=418', 418, /418/],
    ['robots?code=503&bytes=10', 503, /^#{10}\nUser-agent/],
    ['always-304', 304, /^$/],
  ] as const)('%s: %i', async (path, status, text) => {
    const capture = await captured(path)
    expect(capture).toMatchObject({ status, truncated: null })
    expect(textOf(capture)).toMatch(text)
  })

  it('a response after the server closed the previous connection', async () => {
    const one = new Fetcher({ userAgent: 'mondo/0', allowPrivate: true, clock: realClock })
    for (let i = 0; i < 5; i++) {
      expect(await one.fetch(`${site.url}/misbehave/hang-up-when-reused`)).toMatchObject({ kind: 'captured' })
    }
    await one.close()
  })

  it('a response after one with more bytes than announced, without those bytes', async () => {
    const one = new Fetcher({ userAgent: 'mondo/0', allowPrivate: true, clock: realClock })
    await one.fetch(`${site.url}/misbehave/length-too-small`)
    const next = await one.fetch(`${site.url}/misbehave/no-reason`)
    await one.close()
    expect(next.kind === 'captured' && textOf(next.capture)).toBe('whole')
  })
})

describe('content encodings', () => {
  each([['gzip'], ['br'], ['zstd'], ['deflate'], ['raw-deflate'], ['double-encoding']])(
    '%s is kept as received and decoded on reading',
    async (path) => {
      const capture = await captured(path)
      expect(textOf(capture)).not.toMatch(/^<!doctype/)
      const body = inflatedBody(capture)
      expect(body.kind === 'whole' && Buffer.from(body.bytes).toString()).toContain('質問の本文')
    },
  )

  each([
    ['many-encodings', 'unknown-encoding'],
    ['unknown-encoding', 'unknown-encoding'],
    ['truncated-gzip', 'damaged'],
    ['damaged-gzip', 'damaged'],
    ['nested-zipbomb', 'too-large'],
  ] as const)('%s is archived, and its body is %s', async (path, kind) => {
    const capture = await captured(path)
    expect(capture.truncated).toBeNull()
    expect(inflatedBody(capture)).toEqual({ kind })
  })

  each([['not-gzip']])('%s is read as it is, with a check', async (path) => {
    const body = inflatedBody(await captured(path))
    expect(body).toMatchObject({ kind: 'whole', checks: [{ code: 'coding-doubtful' }] })
    expect(body.kind === 'whole' && Buffer.from(body.bytes).toString()).toContain('質問の本文')
  })

  each([['empty-gzip']])('%s is an empty body', async (path) => {
    expect(inflatedBody(await captured(path))).toMatchObject({ kind: 'whole', bytes: { byteLength: 0 } })
  })

  each([['zipbomb']])('%s, 10 MB of it, is cut on the wire and never inflated whole', async (path) => {
    const cut = await captured(path)
    expect(cut).toMatchObject({ truncated: 'length', body: { byteLength: 5 * 1024 * 1024 } })
    expect(inflatedBody(cut)).toEqual({ kind: 'too-large' })
    const whole = await captured(path, { wireBytes: 20 * 1024 * 1024 })
    expect(whole.truncated).toBeNull()
    expect(inflatedBody(whole)).toEqual({ kind: 'too-large' })
  })
})

describe('Retry-After', () => {
  const now = new Date('2026-03-01T00:00:00Z')

  each([
    ['429?retryAfter=7', 429, 7],
    ['429-bare', 429, null],
    ['503-nonsense', 503, null],
  ] as const)('%s: %i asks for a wait of %s seconds', async (path, status, seconds) => {
    const capture = await captured(path)
    expect(capture.status).toBe(status)
    const until = retryAfter(capture, now)
    expect(until === null ? null : (until.getTime() - now.getTime()) / 1000).toBe(seconds)
  })

  each([['503-date?seconds=3600']])('%s names a date', async (path) => {
    const before = Date.now()
    const until = retryAfter(await captured(path), new Date(before))?.getTime() ?? 0
    expect(Math.abs(until - before - 3_600_000)).toBeLessThan(60_000)
  })

  each([['recovers?after=2'], ['429?burst=2']])('%s answers at the third time', async (path) => {
    const statuses = [await captured(path), await captured(path), await captured(path)].map(
      (one) => one.status,
    )
    expect(statuses[0]).toBe(statuses[1])
    expect(statuses[0]).toBeGreaterThan(399)
    expect(statuses[2]).toBe(200)
  })
})

describe('redirects', () => {
  each([
    ['redirect-loop', 'SITE/misbehave/redirect-loop'],
    ['redirect-chain?n=2', 'SITE/misbehave/redirect-chain?n=1'],
    ['redirect-endless?n=5', 'SITE/misbehave/redirect-endless?n=6'],
    ['redirect-to?url=//other.example/a', 'http://other.example/a'],
    ['redirect-to-private', 'http://169.254.169.254/latest/meta-data/'],
    ['redirect-to-file', null],
    ['redirect-nowhere', null],
  ] as const)('%s lead to %s, and the client does not follow', async (path, target) => {
    const before = site.requests.length
    expect(redirectTarget(await captured(path))).toBe(target?.replace('SITE', site.url) ?? null)
    expect(site.requests).toHaveLength(before + 1)
  })
})

describe('conditional requests', () => {
  each([
    ['etag', { etag: '"v1"', lastModified: null }],
    ['last-modified', { etag: null, lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT' }],
  ] as const)('%s: 304 for a request with validators', async (path, validators) => {
    const one = new Fetcher({ userAgent: 'mondo/0', allowPrivate: true, clock: realClock })
    const url = `${site.url}/misbehave/${path}`
    expect(await one.fetch(url)).toMatchObject({ kind: 'captured', capture: { status: 200 } })
    expect(await one.fetch(url, { validators })).toMatchObject({
      kind: 'captured',
      capture: { status: 304, body: { byteLength: 0 }, truncated: null },
    })
    await one.close()
  })
})

it('this file requests every route of the misbehaving site', () => {
  expect([...asked].sort()).toEqual(
    routeGroups.flatMap((group) => group.routes.map((one) => one.name)).sort(),
  )
})
