import { expect, test } from 'vitest'
import { dechunked } from '../../src/archive/dechunk.ts'

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
