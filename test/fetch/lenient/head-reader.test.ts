import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeadReader, NotHttp } from '../../../src/fetch/lenient/head-reader.ts'

const limit = 300

/** The head and what is behind it, `null` while it is not whole, or the error. */
function outcome(parts: readonly string[]): string | null {
  const reader = new HeadReader(limit)
  try {
    for (const [at, part] of parts.entries()) {
      const found = reader.push(Buffer.from(part, 'latin1'))
      if (found === null) continue
      const rest = found.rest.toString('latin1') + parts.slice(at + 1).join('')
      return `${found.head.toString('latin1')}|${rest}`
    }
    return null
  } catch (error) {
    if (error instanceof NotHttp) return 'not HTTP'
    throw error
  }
}

const pieces = fc.constantFrom(
  'HTTP/1.1 200 OK',
  'HTTP/1.1 100 Continue',
  'HTTP/1.1 101 Switch',
  'ICY 200 OK',
  'A: 1',
  ' folded',
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  'x'.repeat(100),
)
const wires = fc
  .tuple(fc.constantFrom('HTTP/1.1 200 OK\r\n', 'HTTP/1.1 103 E\r\n\r\n', '\r\n', ''), fc.array(pieces))
  .map(([first, more]) => first + more.join(''))

test('a head is found in any pieces, at the same place', () => {
  fc.assert(
    fc.property(wires, fc.array(fc.nat(30), { maxLength: 6 }), (wire, cuts) => {
      const parts: string[] = []
      let at = 0
      for (const cut of cuts) {
        parts.push(wire.slice(at, at + cut))
        at += cut
      }
      const inPieces = outcome([...parts, wire.slice(at)])
      const byByte = outcome([...wire])
      // In one piece, a head beyond the limit and its end may come together.
      if (byByte !== 'not HTTP') expect([inPieces, outcome([wire])]).toEqual([byByte, byByte])
      else expect([inPieces, outcome([wire])]).toEqual(['not HTTP', 'not HTTP'])
    }),
    { numRuns: 1000 },
  )
})

test('any bytes end in a head, in more to come, or in an error of their own', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary-ascii' }), { maxLength: 8 }), (parts) => {
      expect(() => outcome(parts)).not.toThrow()
    }),
  )
})
