import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inflatedBody } from '../../src/model/inflated-body.ts'

const of = (coding: string, body: Uint8Array, limit?: number) => {
  const inflated = inflatedBody({ headers: [['Content-Encoding', coding]], body }, limit)
  return inflated.kind === 'whole' ? Buffer.from(inflated.bytes).toString() : inflated.kind
}
const read = (coding: string, body: Uint8Array) => {
  const inflated = inflatedBody({ headers: [['Content-Encoding', coding]], body })
  return inflated.kind === 'whole'
    ? { text: Buffer.from(inflated.bytes).toString(), checks: inflated.checks }
    : inflated.kind
}
const text = Buffer.from('hello')
const flush = { finishFlush: constants.Z_SYNC_FLUSH }
const tailed = (body: Uint8Array, tail: string) => Buffer.concat([body, Buffer.from(tail)])
const withOtherByte = (body: Uint8Array, at: number) => body.map((byte, i) => (i === at ? byte ^ 1 : byte))

describe('a body', () => {
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', text],
    ['', text],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    [', identity , gzip', gzipSync(text)],
  ])('in %j is inflated, the last coding first', (coding, body) => {
    expect(of(coding, body)).toBe('hello')
  })

  test('that is empty is whole whatever its coding', () => {
    expect(of('gzip', new Uint8Array())).toBe('')
  })

  test('in a coding that nobody knows, or in more than five, is not read', () => {
    expect(of('snappy', gzipSync(text))).toBe('unknown-encoding')
    expect(of('snappy', new Uint8Array())).toBe('unknown-encoding')
    const layers = (count: number) => {
      let body: Uint8Array = text
      for (let i = 0; i < count; i += 1) body = gzipSync(body)
      return of(Array.from({ length: count }, () => 'gzip').join(), body)
    }
    expect([layers(5), layers(6)]).toEqual(['hello', 'unknown-encoding'])
  })

  test('that does not inflate is damaged', () => {
    const bytes = Buffer.from([1, 2, 3, 4])
    expect(['gzip', 'deflate', 'br', 'zstd'].map((coding) => of(coding, bytes))).toEqual(
      Array(4).fill('damaged'),
    )
    const zipped = gzipSync(text)
    expect(of('gzip', zipped.subarray(0, -10))).toBe('damaged')
    expect(of('gzip', withOtherByte(zipped, zipped.length - 8))).toBe('damaged')
    expect(of('gzip', withOtherByte(zipped, zipped.length - 1))).toBe('damaged')
    expect(of('gzip', Buffer.concat([zipped, zipped.subarray(0, -10)]))).toBe('damaged')
    expect(of('gzip', zipped.subarray(0, 6))).toBe('damaged')
  })

  test.each([
    'utf-8',
    'UTF8',
    'none',
    'identity',
    'binary',
    '8bit',
    '7bit',
    'Shift_JIS',
    'ISO-8859-1',
    'windows-1252',
    'charset=utf-8',
    'text/html',
    'aws-chunked',
    '"identity"',
  ])('whose coding is %j is plain, and nothing is wrong with it', (coding) => {
    expect(read(coding, text)).toEqual({ text: 'hello', checks: [] })
  })

  test.each([
    ['gzip', text, 'the body is not in gzip, as its headers say'],
    ['br', text, 'the body is not in br, as its headers say'],
    ['deflate', text, 'the body is not in deflate, as its headers say'],
    ['zstd', text, 'the body is not in zstd, as its headers say'],
    ['snappy', text, 'the body is not in snappy, as its headers say'],
    ['gzip, gzip', gzipSync(text), 'the body is not in gzip, as its headers say'],
    ['deflate', gzipSync(text), 'the body is in gzip, and its headers name another coding'],
    ['br', gzipSync(text), 'the body is in gzip, and its headers name another coding'],
    ['gzip', deflateSync(text), 'the body is in deflate, and its headers name another coding'],
    ['gzip', tailed(gzipSync(text), '\r\n'), '2 bytes behind the gzip data'],
    ['gzip', tailed(gzipSync(text), '\0\0garbage'), '9 bytes behind the gzip data'],
    ['deflate', tailed(deflateSync(text), '\r\n'), '2 bytes behind the compressed data'],
    ['deflate', tailed(deflateRawSync(text), '\r\n'), '2 bytes behind the compressed data'],
    ['br', tailed(brotliCompressSync(text), '<!-- -->'), '8 bytes behind the compressed data'],
    ['zstd', tailed(zstdCompressSync(text), '\n'), '1 bytes behind the compressed data'],
    ['gzip', gzipSync(text).subarray(0, -8), 'gzip without its checksum'],
    ['gzip', gzipSync(text).subarray(0, -3), 'gzip without its checksum'],
    ['gzip', gzipSync(text, flush), 'compressed data without an end'],
    ['deflate', deflateSync(text, flush), 'compressed data without an end'],
  ])('in %j that is not as its headers say is read, with a check: %#', (coding, body, message) => {
    const checks = [{ code: 'coding-doubtful', severity: 'warning', message }]
    expect(read(coding, body)).toEqual({ text: 'hello', checks })
  })

  test.each([
    ['gzip, UTF-8', gzipSync(text)],
    ['gzip', gzipSync(text, { level: 0 })],
    ['gzip', Buffer.concat([gzipSync('hel'), gzipSync(''), gzipSync('lo')])],
    ['gzip', tailed(gzipSync(text), '\0\0\0')],
  ])('in %j is whole, and nothing is wrong with it: %#', (coding, body) => {
    expect(read(coding, body)).toEqual({ text: 'hello', checks: [] })
  })

  test('has the codings of all its headers', () => {
    const headers = [
      ['Content-Encoding', 'deflate'],
      ['content-encoding', 'gzip'],
    ] as const
    const inflated = inflatedBody({ headers, body: gzipSync(deflateSync(text)) })
    expect(inflated).toMatchObject({ kind: 'whole', checks: [] })
  })

  test('whose headers name two lengths is read with a check, unless it is chunked', () => {
    const codes = (...headers: [string, string][]) => {
      const inflated = inflatedBody({ headers, body: text })
      return inflated.kind === 'whole'
        ? inflated.checks.map(({ code, message }) => `${code}: ${message}`)
        : null
    }
    const doubt = ['framing-doubtful: Content-Length says 5 and 6']
    expect(codes(['Content-Length', '5'], ['Content-Length', '6'])).toEqual(doubt)
    expect(codes(['content-length', '5, 6'])).toEqual(doubt)
    expect(codes(['Content-Length', '5'], ['Content-Length', '5'])).toEqual([])
    expect(codes(['Content-Length', '5, 6'], ['Transfer-Encoding', 'chunked'])).toEqual([])
  })

  test('of UTF-16 text without the coding of its headers is read', () => {
    const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('hello', 'utf16le')])
    expect(inflatedBody({ headers: [['Content-Encoding', 'gzip']], body })).toMatchObject({ kind: 'whole' })
  })

  test('of any bytes under any coding never throws, and stays below the limit', () => {
    const codings = fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'utf-8', 'x')
    const starts = fc.constantFrom(
      ...[gzipSync(text), deflateSync(text), Buffer.from([0x1f, 0x8b, 8, 31]), text],
    )
    fc.assert(
      fc.property(
        codings,
        starts,
        fc.nat(40),
        fc.uint8Array({ maxLength: 60 }),
        (coding, start, cut, rest) => {
          const body = Buffer.concat([start.subarray(0, start.length - cut), rest])
          const inflated = inflatedBody({ headers: [['Content-Encoding', coding]], body }, 100)
          if (inflated.kind === 'whole') expect(inflated.bytes.byteLength).toBeLessThanOrEqual(100)
        },
      ),
    )
  })

  test('over the limit is too large, compressed or not', () => {
    expect([of('gzip', gzipSync(text), 5), of('gzip', gzipSync(text), 4)]).toEqual(['hello', 'too-large'])
    expect([of('', text, 5), of('', text, 4)]).toEqual(['hello', 'too-large'])
  })

  test('may have 20 MiB', () => {
    const most = Buffer.alloc(20 * 1024 * 1024)
    expect(inflatedBody({ headers: [], body: most }).kind).toBe('whole')
    expect(inflatedBody({ headers: [], body: Buffer.alloc(most.length + 1) }).kind).toBe('too-large')
  })
})
