import { expect, test } from 'vitest'
import { remembered } from '../../src/parse/remembered.ts'

function counting(most?: number) {
  const asked: string[] = []
  const read = remembered((text) => {
    asked.push(text)
    return text === '' ? null : text.length
  }, most)
  return { asked, read }
}

test('what was read once is not read again, null included', () => {
  const { asked, read } = counting()
  expect([read('ab'), read(''), read('ab'), read('')]).toEqual([2, null, 2, null])
  expect(asked).toEqual(['ab', ''])
})

test('all is forgotten once there is too much of it', () => {
  const { asked, read } = counting(2)
  for (const text of ['a', 'b', 'a', 'c', 'a']) expect(read(text)).toBe(1)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})
