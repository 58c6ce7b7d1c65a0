import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BodyExtent } from '../../../src/model/http/body-extent.ts'
import type { Framing } from '../../../src/model/http/framing.ts'
import { dechunked } from '../../../src/model/http/transfer-codings.ts'

const chunked: Framing = { kind: 'chunked', atLeast: 0 }

/** What belongs to the body, whether it is over with the connection open, and whole once that is closed. */
function extent(framing: Framing, ...parts: string[]) {
  const body = new BodyExtent(framing)
  const used = parts.map((part) => {
    const bytes = Buffer.from(part, 'latin1')
    return bytes.toString('latin1', 0, body.push(bytes))
  })
  return { used: used.join(''), over: body.isOver, open: body.isWhole(false), whole: body.isWhole(true) }
}

describe('a body', () => {
  test('that there is not takes nothing', () => {
    expect(extent({ kind: 'none' }, 'abc')).toEqual({ used: '', over: true, open: true, whole: true })
  })

  test('of a length takes no more, and is cut with less', () => {
    const framing: Framing = { kind: 'length', bytes: 5 }
    expect(extent(framing, 'abc', 'defg')).toEqual({ used: 'abcde', over: true, open: true, whole: true })
    expect(extent(framing, 'abc')).toEqual({ used: 'abc', over: false, open: false, whole: false })
    expect(extent({ kind: 'length', bytes: 0 })).toMatchObject({ over: true, whole: true })
  })

  test('up to the end of the connection takes all, and is cut with less than the larger length', () => {
    const whole = { used: 'abcd', over: false, open: false, whole: true }
    expect(extent({ kind: 'close', atLeast: 0 }, 'ab', 'cd')).toEqual(whole)
    expect(extent({ kind: 'close', atLeast: 4 }, 'abcd')).toEqual({ ...whole, open: true })
    expect(extent({ kind: 'close', atLeast: 5 }, 'abcd')).toEqual({ ...whole, whole: false })
  })

  test.each([
    ['5\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['5\nhello\n0\n\n', 'hello'],
    ['5   \r\nhello\r\n0  \r\n\r\n', 'hello'],
    ['5;a=b\r\nhello\r\n0;c\r\n\r\n', 'hello'],
    ['5 ; a="b"\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['  5\r\nhello\r\n 0\r\n\r\n', 'hello'],
    ['0x5\r\nhello\r\n0x0\r\n\r\n', 'hello'],
    ['00000000000000000005\r\nhello\r\n0000\r\n\r\n', 'hello'],
    ['A\r\n0123456789\r\n0\r\n\r\n', '0123456789'],
    ['a\r\n0123456789\r\n0\r\nX: 1\r\nY: 2\r\n\r\n', '0123456789'],
    ['2\r\nhe\r\n\r\n3\r\nllo\r\n0\r\n\r\n', 'hello'],
    ['2\r\nhe3\r\nllo0\r\n\r\n', 'hello'],
  ])('in chunks, %j, is %j, and ends where it says', (wire, text) => {
    expect(extent(chunked, `${wire}behind`)).toEqual({ used: wire, over: true, open: true, whole: true })
    expect(Buffer.from(dechunked(Buffer.from(wire), false)).toString()).toBe(text)
  })

  test('in chunks is whole with its last chunk, though the trailers are cut', () => {
    expect(extent(chunked, '5\r\nhello\r\n0\r\n')).toMatchObject({ over: false, open: true, whole: true })
    expect(extent(chunked, '5\r\nhello\r\n0\r\nX: 1')).toMatchObject({ over: false, whole: true })
  })

  test.each(['5\r\nhello\r\n', '5\r\nhel', '5\r\nhello\r\n0', ''])('in chunks, %j, is cut', (wire) => {
    expect(extent(chunked, wire)).toEqual({ used: wire, over: false, open: false, whole: false })
  })

  test('whose later chunk has no size is broken, and ends there', () => {
    expect(extent(chunked, '5\r\nhello\r\nzz\r\nmore')).toEqual({
      used: '5\r\nhello\r\nzz\r\n',
      over: true,
      open: false,
      whole: false,
    })
  })

  test.each(['<html>', '<html>\n', '5x\n', 'fffffffffffffff\n', `5;${'x'.repeat(20_000)}`, ';\n'])(
    'that is said to be chunked and is not, %.9j, goes to the end of the connection',
    (start) => {
      const wire = `${start}\r\nmore${'\n'}`
      expect(extent(chunked, wire, 'and more')).toEqual({
        used: `${wire}and more`,
        over: false,
        open: false,
        whole: true,
      })
      expect(extent({ kind: 'chunked', atLeast: 1e6 }, wire).whole).toBe(false)
      expect(Buffer.from(dechunked(Buffer.from(wire), false)).toString()).toBe(wire)
    },
  )
})

const framings = fc.oneof(
  fc.constant<Framing>(chunked),
  fc.nat(60).map((bytes): Framing => ({ kind: 'length', bytes })),
  fc.nat(60).map((atLeast): Framing => ({ kind: 'close', atLeast })),
)
const pieces = fc.constantFrom('5', '0', 'a', '\r\n', '\n', ';x', ' ', 'hello', '0x', 'X: 1', '<p>')
const wires = fc
  .array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 20 })
  .map((all) => all.join(''))

test('wherever a body is cut into pieces, it ends at the same byte', () => {
  fc.assert(
    fc.property(framings, wires, fc.array(fc.nat(20), { maxLength: 8 }), (framing, wire, cuts) => {
      const parts: string[] = []
      let at = 0
      for (const cut of cuts) {
        parts.push(wire.slice(at, at + cut))
        at += cut
      }
      // What comes after the end is not asked for any more.
      const inPieces = extent(framing, ...parts, wire.slice(at))
      expect(inPieces).toEqual(extent(framing, wire))
    }),
  )
})

test('what is chunked in any pieces, with any extensions and ends of lines, is dechunked', () => {
  const chunk = fc.record({
    data: fc.uint8Array({ minLength: 1, maxLength: 30 }),
    pad: fc.constantFrom('', ' ', '\t ', ';a', ' ; a=b', '; "x"'),
    end: fc.constantFrom('\r\n', '\n'),
    zeros: fc.constantFrom('', '0', '000'),
  })
  fc.assert(
    fc.property(fc.array(chunk), fc.constantFrom('\r\n', '\n'), (chunks, last) => {
      const wire = Buffer.concat([
        ...chunks.flatMap(({ data, pad, end, zeros }) => [
          Buffer.from(`${zeros}${data.length.toString(16)}${pad}${end}`),
          data,
          Buffer.from(end),
        ]),
        Buffer.from(`0${last}${last}`),
      ])
      const body = new BodyExtent(chunked)
      expect([body.push(wire), body.isOver, body.isWhole(false)]).toEqual([wire.length, true, true])
      expect(Buffer.from(dechunked(wire, false))).toEqual(Buffer.concat(chunks.map(({ data }) => data)))
    }),
  )
})
