import fc from 'fast-check'
import { expect, test } from 'vitest'
import { glob } from '../../src/model/glob.ts'

test.each([
  ['/qa/*', '/qa/q1.html?page=2', true],
  ['/qa/*', '/list/qa/', false],
  ['/qa', '/qa/', false],
  ['/qa', '/qa', true],
  ['*.html', '/qa/q1.html', true],
  ['*.html', '/qa/q1.html?x', false],
  ['/a*b*c', '/abbc', true],
  ['/a*bc*bc', '/abc', false],
  ['/*', '/', true],
  ['/a.c', '/abc', false],
  ['*', '', true],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(glob(pattern)(path)).toBe(expected)
})

test('agrees with the equivalent regular expression', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 })
  fc.assert(
    fc.property(text, text, (pattern, path) => {
      const literals = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
      expect(glob(pattern)(path)).toBe(new RegExp(`^${literals.join('[^]*')}$`).test(path))
    }),
  )
})

test('takes linear time where a regular expression would backtrack', () => {
  expect(glob(`${'*a'.repeat(5_000)}b`)('a'.repeat(100_000))).toBe(false)
})
