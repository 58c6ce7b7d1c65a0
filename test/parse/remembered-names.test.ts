import { expect, test } from 'vitest'
import { nameAt } from '../../src/parse/remembered-names.ts'

test('a name is read in lower case, as often as it comes, and as it is written', () => {
  const text = '<a HREF=x href=y Href=z>'
  for (let round = 0; round < 2; round += 1) {
    expect([nameAt(text, 3, 7), nameAt(text, 10, 14), nameAt(text, 17, 21)]).toEqual(['href', 'href', 'href'])
    expect([nameAt(text, 1, 2), nameAt(text, 3, 5)]).toEqual(['a', 'hr'])
  }
})

test('names that meet in one place are told apart', () => {
  // More names than there are places, so that many meet.
  const names = Array.from({ length: 5_000 }, (_, at) => `data-${at}`)
  const text = names.join(' ')
  for (let round = 0; round < 2; round += 1) {
    let from = 0
    for (const name of names) {
      expect(nameAt(text, from, from + name.length)).toBe(name)
      from += name.length + 1
    }
  }
})

test('long names and names of letters outside ASCII are read too', () => {
  const text = 'A-NAME-THAT-IS-LONGER-THAN-MOST ÉTÉ'
  for (let round = 0; round < 2; round += 1) {
    expect(nameAt(text, 0, 31)).toBe('a-name-that-is-longer-than-most')
    expect(nameAt(text, 32, 35)).toBe('été')
  }
})
