/** Which elements a selector may match, and which selectors are plain. That matches are those of Cheerio: `query.test.ts`. */
import { describe, expect, test } from 'vitest'
import { indexedSelector } from '../../../src/parse/html/selectors.ts'

describe('a selector asks for', () => {
  test.each([
    ['p', ['p']],
    ['P.lead', ['.lead']],
    ['#a > .b  li', ['li']],
    ['a[href], .x .y, #z', ['a', '.y', '#z']],
    ['div:not(.b)', ['div']],
    ['li:has(> .b), p', ['li', 'p']],
    ['[data-ID="a b, > c"]', ['[data-id']],
    ['p ~ em', ['em']],
    ['em[id!=a]', ['em']],
  ])('%s: %j', (written, keys) => {
    expect(indexedSelector(written).keys).toEqual(keys)
  })

  test.each(['*', '[id!=a]', ':is(.a, .b)', 'a, *', '.a\\:b', ':root', 'svg|a'])(
    '%s: any element',
    (written) => {
      expect(indexedSelector(written).keys).toBeNull()
    },
  )
})

test.each([
  'p',
  'DIV.a#b[href]',
  '.a > .b .c>p',
  '*',
  ' p , .q ',
  '[a=b]',
  'a[href*="/users/"] > b',
  '[title="a > b, c"]',
  '[rel~=tag]',
  "link[rel=canonical][href^='https://']",
])('%s is plain', (written) => {
  expect(indexedSelector(written).matches).not.toBeNull()
})

test.each([
  'p:first-child',
  '[a|=b]',
  '[a!=b]',
  '[a=b i]',
  '[rel^=tag]',
  '[a*=""]',
  'a + b',
  'a ~ b',
  '> p',
  'p >',
  '',
  'p,',
  'p > > b',
  '.1',
  'a|b',
  'p:not(.a)',
])('%s is left to Cheerio', (written) => {
  expect(indexedSelector(written).matches).toBeNull()
})
