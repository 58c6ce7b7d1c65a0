import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { compressionRemoved, dechunked, transferDecoded } from '../../../src/model/http/transfer-codings.ts'

const of = (text: string, truncated = false) =>
  Buffer.from(dechunked(Buffer.from(text), truncated)).toString()

test('chunks are joined up to the empty one; extensions and trailers are dropped', () => {
  expect(of('5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n')).toBe('hello world')
  expect(of('A \r\n0123456789\r\n00\r\n\r\n')).toBe('0123456789')
  expect(of('0\r\n\r\n')).toBe('')
})

test.each([
  'hello',
  '\r\nhello',
  '5\r\nhello',
  '5\r\nhello\r\n',
  '4\r\nhello\r\n0\r\n',
  'x\r\nhello',
  '123456789\r\nx',
])('%j is not chunked from end to end, and stays', (body) => {
  expect(of(body)).toBe(body)
})

test('of a body that was cut the whole chunks count', () => {
  expect(of('5\r\nhello\r\n6\r\n wo', true)).toBe('hello wo')
  expect(of('5\r\nhello\r\n6', true)).toBe('hello')
  expect(of('hello', true)).toBe('hello')
})

test.each([
  ['gzip, chunked', true],
  ['gzip', false],
  ['x-gzip', false],
  ['chunked', true],
  ['identity', false],
  ['gzip, chunked', false],
])('a body under %j is decoded as far as its codings are there', (codings, isChunked) => {
  const text = Buffer.from('hello')
  const isZipped = codings.includes('gzip') && (isChunked || !codings.includes('chunked'))
  const zipped = isZipped ? gzipSync(text) : text
  const framed = [Buffer.from(`${zipped.length.toString(16)}\r\n`), zipped, Buffer.from('\r\n0\r\n\r\n')]
  const wire = isChunked ? Buffer.concat(framed) : zipped
  const body = transferDecoded([['Transfer-Encoding', codings]], wire, false)
  expect(Buffer.from(body).toString()).toBe('hello')
})

test('a body whose gzip does not decode is left as it is', () => {
  const cut = gzipSync('hello').subarray(0, 12)
  expect(transferDecoded([['Transfer-Encoding', 'gzip']], cut, true)).toEqual(cut)
})

test('deflate is removed too, with and without its header', () => {
  const headers = [['Transfer-Encoding', 'deflate, chunked']] as const
  for (const compress of [deflateSync, deflateRawSync, gzipSync])
    expect(compressionRemoved(headers, compress('hello')).toString()).toBe('hello')
  expect(compressionRemoved(headers, Buffer.from('hello')).toString()).toBe('hello')
})
