/** Which texts need no repair is told without looking at every character; it must be told rightly. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStorable, storableText } from '../../src/model/storable-text.ts'
import { draws } from '../draws.ts'

const marks = fc.constantFrom('\u0301', '\u3099', '\u0e31', '\u{1d165}')
const run = fc.tuple(marks, fc.integer({ min: 95, max: 105 })).map(([mark, count]) => mark.repeat(count))
const part = fc.oneof(run, fc.constantFrom('a', 'か', '\0', '\ud83d', '😀', ' ', 'ー'.repeat(150)), marks)

test('a text is storable if the repair leaves it as it is', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = parts.join('')
      expect(isStorable(text)).toBe(storableText(text) === text)
    }),
    draws(200, 5_000),
  )
})

test.each([0, 1, 57, 99, 100, 101, 202, 5_000])(
  'a run of 101 marks is found behind %i letters',
  (letters) => {
    const marked = (count: number) => `${'か'.repeat(letters)}${'\u0301'.repeat(count)}か`
    expect([isStorable(marked(100)), isStorable(marked(101))]).toEqual([true, false])
  },
)
