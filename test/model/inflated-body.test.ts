import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inflatedBody } from '../../src/model/inflated-body.ts'

const of = (coding: string, body: Uint8Array, limit?: number) => {
  const inflated = inflatedBody({ headers: [['Content-Encoding', coding]], body }, limit)
  return inflated.kind === 'whole' ? Buffer.from(inflated.bytes).toString() : inflated.kind
}
const text = Buffer.from('hello')

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
    expect(of('snappy', text)).toBe('unknown-encoding')
    expect(of('snappy', new Uint8Array())).toBe('unknown-encoding')
    const layers = (count: number) => {
      let body: Uint8Array = text
      for (let i = 0; i < count; i += 1) body = gzipSync(body)
      return of(Array.from({ length: count }, () => 'gzip').join(), body)
    }
    expect([layers(5), layers(6)]).toEqual(['hello', 'unknown-encoding'])
  })

  test('that does not inflate is damaged', () => {
    expect(of('gzip', text)).toBe('damaged')
    expect(of('br', gzipSync(text))).toBe('damaged')
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
