import { expect, test } from 'vitest'
import type { Header } from '../../../src/model/capture.ts'
import { type Framing, framingOf, statedLengths, transferCodings } from '../../../src/model/http/framing.ts'

const length = (value: string): Header => ['Content-Length', value]
const coded = (value: string): Header => ['transfer-encoding', value]
const close = (atLeast = 0): Framing => ({ kind: 'close', atLeast })
const exactly = (bytes: number): Framing => ({ kind: 'length', bytes })
const chunked = (atLeast = 0): Framing => ({ kind: 'chunked', atLeast })

test.each<readonly [readonly Header[], Framing]>([
  [[], close()],
  [[length('5')], exactly(5)],
  [[length(' 5 ')], exactly(5)],
  [[length('0')], exactly(0)],
  [[length('+5')], exactly(5)],
  [[length('5'), length('5')], exactly(5)],
  [[length('5, 5,5')], exactly(5)],
  [[length('5'), length('50')], close(50)],
  [[length('50, 5')], close(50)],
  [[length('-1')], close()],
  [[length('abc')], close()],
  [[length('')], close()],
  [[length('5'), length('abc')], exactly(5)],
  [[length('99999999999999999999')], close()],
  [[coded('chunked')], chunked()],
  [[coded('CHUNKED')], chunked()],
  [[coded('gzip, chunked')], chunked()],
  [[coded('gzip'), coded('chunked')], chunked()],
  [[coded('chunked;q=1')], chunked()],
  [[coded('chunked'), length('5')], chunked(5)],
  [[coded('identity'), length('5')], exactly(5)],
  [[coded('gzip'), length('5')], exactly(5)],
])('%j', (headers, framing) => expect(framingOf({ status: 200, headers })).toEqual(framing))

test.each([100, 103, 204, 304])('a response of status %i has no body, whatever its headers say', (status) => {
  expect(framingOf({ status, headers: [length('5')] })).toEqual({ kind: 'none' })
})

test('lists go over several headers', () => {
  const headers = [length('1, 2'), coded('gzip, identity'), length('2,3'), coded('Chunked')]
  expect(statedLengths(headers)).toEqual([1, 2, 3])
  expect(transferCodings(headers)).toEqual(['gzip', 'chunked'])
})
