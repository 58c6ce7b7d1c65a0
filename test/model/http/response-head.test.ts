import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyLinesLength,
  headersOf,
  headLength,
  readHead,
  readStatusLine,
} from '../../../src/model/http/response-head.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const headers = (...lines: string[]) => headersOf(lines).map(([name, value]) => `${name}=${value}`)

describe('a status line', () => {
  test.each([
    ['HTTP/1.1 200 OK', 200, 'OK'],
    ['HTTP/1.1 200', 200, ''],
    ['HTTP/1.1 200 ', 200, ''],
    ['HTTP/1.1  200  Very   Good ', 200, 'Very   Good'],
    ['HTTP/1.1\t200\tOK', 200, 'OK'],
    ['http/1.1 404 Not Found', 404, 'Not Found'],
    ['HTTP/2 200', 200, ''],
    ['HTTP/2.0 200 OK', 200, 'OK'],
    ['HTTP/1.2 200 OK', 200, 'OK'],
    ['HTTP 200 OK', 200, 'OK'],
    ['ICY 200 OK', 200, 'OK'],
    [' HTTP/1.1 200 OK', 200, 'OK'],
    ['HTTP/1.1 200\xa0\xe9', 200, '\xa0\xe9'],
    ['HTTP/1.1 999 Denied', 999, 'Denied'],
    ['HTTP/1.1 200 a\0b\rc', 200, 'a b c'],
  ])('%j', (line, status, statusText) => expect(readStatusLine(line)).toEqual({ status, statusText }))

  test.each([
    '',
    'HTTP/1.1',
    'HTTP/1.1 20',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 099 No',
    'SSH-2.0-x 200',
    'Date: 200',
  ])('%j is none', (line) => expect(readStatusLine(line)).toBeNull())
})

describe('headers', () => {
  test('keep their order, their names and what repeats', () => {
    expect(headers('B: 1', 'a: 2', 'B: 3')).toEqual(['B=1', 'a=2', 'B=3'])
  })

  test('are read without the blanks around names and values, and keep the byte A0', () => {
    expect(headers('Foo : bar', 'A:  1 \t', 'B:2', 'C: \xa03\xa0')).toEqual([
      'Foo=bar',
      'A=1',
      'B=2',
      'C=\xa03\xa0',
    ])
  })

  test('over several lines are one', () => {
    expect(headers('A: text/html;', ' charset=utf-8', '\t\t; x', 'B: 1')).toEqual([
      'A=text/html; charset=utf-8 ; x',
      'B=1',
    ])
    expect(headers(' lost', 'A:', ' 1', ' ')).toEqual(['A=1'])
  })

  test('without a name are left out', () => {
    expect(headers('no colon', ': empty', '  : fold', 'A: 1', 'HTTP/1.1 200 OK')).toEqual(['A=1'])
  })

  test('may have any name, and control characters but NUL and CR', () => {
    expect(headers('X(Foo): 1', 'Foo Bar: q', '\xe2\x80\x98name: v', 'A: a\x01b', 'B: a\0b\rc')).toEqual([
      'X(Foo)=1',
      'Foo Bar=q',
      '\xe2\x80\x98name=v',
      'A=a\x01b',
      'B=a b c',
    ])
  })
})

describe('a head', () => {
  test.each([
    ['HTTP/1.1 200 OK\r\nA: 1\r\n\r\n', 25],
    ['HTTP/1.1 200 OK\nA: 1\n\n', 22],
    ['HTTP/1.1 200 OK\r\nA: 1\n\r\n', 24],
    ['HTTP/1.1 200 OK\r\r\nA: 1\r\r\n\r\r\n', 28],
  ])('%j ends behind its empty line', (head, length) => {
    expect(headLength(bytes(`${head}\n\nbody`))).toBe(length)
    expect(readHead(bytes(head))).toEqual({ status: 200, statusText: 'OK', headers: [['A', '1']] })
  })

  test('without an empty line has no end yet', () => {
    expect(headLength(bytes('HTTP/1.1 200 OK\r\nA: 1\r\n'))).toBeNull()
    expect(headLength(bytes(''))).toBeNull()
  })

  test('may stand behind empty lines', () => {
    expect(emptyLinesLength(bytes('\r\n\nHTTP/1.1 200 OK'))).toBe(3)
    expect(readHead(bytes('\r\n\r\nHTTP/1.1 204 \r\nA: 1'))?.headers).toEqual([['A', '1']])
  })

  test('of another protocol is none', () => {
    expect(readHead(bytes('SSH-2.0-OpenSSH_9.9\r\n'))).toBeNull()
    expect(readHead(bytes(''))).toBeNull()
  })

  test('of any bytes gives headers that any store takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (text) => {
        const head = readHead(bytes(`HTTP/1.1 200 OK\n${text}`))
        for (const part of head?.headers.flat() ?? []) expect(part).not.toMatch(/[\0\r\n]/)
        for (const [name] of head?.headers ?? []) expect(name.trim()).not.toBe('')
      }),
    )
  })
})
