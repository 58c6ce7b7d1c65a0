import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { exitCodeOfReparse, isDistributed, reparse } from '../../src/app/run-reparse.ts'
import { pageOfCapture } from '../../src/app/saved-pages.ts'
import { capture } from '../archive/captures.ts'

describe('a re-parse', () => {
  test('is shared with other workers only where it reads the whole archive and writes', () => {
    const settings = { archiveFolder: 'a', paths: [], site: null, rejected: null, dryRun: false }
    expect(isDistributed(settings)).toBe(true)
    expect(isDistributed({ ...settings, paths: ['b.warc'] })).toBe(false)
    expect(isDistributed({ ...settings, rejected: { reason: null, site: null } })).toBe(false)
    expect(isDistributed({ ...settings, dryRun: true })).toBe(false)
  })

  test.each([
    ['stopped', ['archive-damaged'], 130],
    ['done', [], 0],
    ['done', ['unreadable-input'], 2],
    ['done', ['unreadable-input', 'archive-damaged'], 7],
  ] as const)('that is %s with failures %j exits with %i', (result, failures, code) => {
    expect(exitCodeOfReparse({ result }, failures)).toBe(code)
  })

  test('of the library refuses options that contradict each other before it opens anything', async () => {
    const takesNoPaths = 'reparse: rejected takes no paths'
    const wholeArchive = 'reparse: afresh goes with a re-parse of the whole archive'
    await expect(reparse({ rejected: true, paths: ['a.html'] })).rejects.toThrow(takesNoPaths)
    await expect(reparse({ afresh: true, paths: ['a.html'] })).rejects.toThrow(wholeArchive)
    await expect(reparse({ afresh: true, dryRun: true })).rejects.toThrow(wholeArchive)
    await expect(reparse({ afresh: true, rejected: { reason: 'checks' } })).rejects.toThrow(wholeArchive)
  })
})

describe('a capture as a saved page', () => {
  const url = 'https://okwave.jp/qa/q1.html'
  const of = (fields: Parameters<typeof capture>[0], site?: string) =>
    pageOfCapture(capture({ url, ...fields }), 'a.warc#0', site)
  const type = (value: string) => ({ headers: [['Content-Type', value]] as const })

  test('has its bytes, its URL, its time and its Content-Type', () => {
    const one = capture({ url })
    expect(pageOfCapture(one, 'a.warc#0', 'okwave')).toEqual({
      kind: 'page',
      source: 'a.warc#0',
      bytes: one.body,
      options: {
        url,
        capturedAt: one.capturedAt,
        checks: [],
        contentType: 'text/html; charset=Shift_JIS',
        site: 'okwave',
      },
      from: { kind: 'capture', capture: one },
    })
    const bare = of({ headers: [] })
    expect(bare?.kind === 'page' ? Object.keys(bare.options) : null).toEqual(['url', 'capturedAt', 'checks'])
  })

  test.each([404, 410])('with status %i is known not to be there', (status) => {
    expect(of({ status })).toMatchObject({ kind: 'known', outcome: { kind: 'not-found', url } })
  })

  test.each([199, 301, 304, 500])('with status %i is no page', (status) => {
    expect(of({ status })).toBeNull()
  })

  test.each(['text/html', 'Text/HTML ; charset=x', 'application/xhtml+xml', 'text/plain', ''])(
    'of type %j is one',
    (value) => {
      expect(of({ ...type(value), status: 299 })?.kind).toBe('page')
    },
  )

  test('of another type, or robots.txt, is none', () => {
    expect(of(type('application/xml'))).toBeNull()
    expect(of({ url: 'https://okwave.jp/robots.txt', ...type('text/plain') })).toBeNull()
  })

  test('that is not whole is rejected, with the reason', () => {
    const rejected = (reason: string) => ({
      kind: 'known',
      outcome: { kind: 'rejected', url, reason, checks: [] },
    })
    expect(of({ truncated: 'time' })).toMatchObject(rejected('truncated'))
    const encoded = (name: string) => [['Content-Encoding', name]] as const
    expect(of({ headers: encoded('snappy'), body: Uint8Array.of(0, 1, 2) })).toMatchObject(
      rejected('not-html'),
    )
    expect(of({ headers: encoded('gzip'), body: gzipSync('x'.repeat(99)).subarray(0, 11) })).toMatchObject(
      rejected('truncated'),
    )
  })
})
