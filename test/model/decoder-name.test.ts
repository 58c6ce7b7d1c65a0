import { expect, test } from 'vitest'
import { decoderName } from '../../src/model/decoder-name.ts'

test.each([
  ['Shift-JIS', 'shift_jis'],
  [' latin1 ', 'windows-1252'],
  ['gzip', null],
  ['', null],
  ['replacement', null],
])('%j: %s', (label, name) => {
  expect(decoderName(label)).toBe(name)
})
