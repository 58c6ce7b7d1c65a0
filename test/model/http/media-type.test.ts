import { expect, test } from 'vitest'
import { mediaType } from '../../../src/model/http/media-type.ts'

test.each([
  ['text/html', 'text/html'],
  ['TEXT/HTML; charset=utf-8', 'text/html'],
  ['text/html;;charset=utf-8;', 'text/html'],
  ['text/html, text/html; charset=utf-8', 'text/html'],
  ['text/html; charset=utf-8, text/plain', 'text/plain'],
  ['text/html,', 'text/html'],
  ['text/html, */*', 'text/html'],
  ['application/xhtml+xml', 'application/xhtml+xml'],
  ['html', ''],
  ['charset=utf-8', ''],
  ['*/*', ''],
  ['', ''],
])('%j is %j', (header, type) => expect(mediaType(header)).toBe(type))

test('a header that is missing names none', () => {
  expect([mediaType(null), mediaType(undefined)]).toEqual(['', ''])
})
