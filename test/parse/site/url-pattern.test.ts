/** The URL patterns of site definitions. */
import { describe, expect, test } from 'vitest'
import { patternFault, urlPattern } from '../../../src/parse/site/url-pattern.ts'

const idIn = (pattern: string, path: string, ids?: RegExp) =>
  urlPattern(pattern, ids).match(new URL(path, 'https://qa.example'))

describe('a pattern with {id}', () => {
  test.each([
    ['/qa/q{id}.html', '/qa/q8165099.html', '8165099'],
    ['/qa/q{id}.html', '/QA/Q8165099.HTML?by=x#a', '8165099'],
    ['/qa/q{id}.html', '/qa/q8165099.htm', null],
    ['/qa/q{id}.html', '/x/qa/q1.html', null],
    ['*/qa/q{id}.html', '/x/y/qa/q1.html', '1'],
    ['*/qa/q{id}.html', '/qa/q1.html', '1'],
    ['/questions/{id}/*', '/questions/361861/abrir-arquivo-2', '361861'],
    ['/questions/{id}/*', '/questions/361861', '361861'],
    ['/questions/{id}/*', '/questions/361861/', '361861'],
    ['/questions/{id}/*', '/questions/tagged/python-3', null],
    ['/questions/{id}', '/questions/ask', null],
    ['/questions/{id}', '/questions/12/edit', null],
    ['/questions/{id}', '/questions/0jh2pmdlsdvvdd', '0jh2pmdlsdvvdd'],
    ['/t/*/{id}', '/t/how-to-do-2-things/415', '415'],
    ['/t/*/{id}', '/t/a/b/415', null],
    ['/q/{id}-*', '/q/12-how-to', '12'],
    ['/q/*-{id}', '/q/how-2-do-12', '12'],
    ['/q{id}*', '/q12ab', '12ab'],
    ['/viewtopic.php?t={id}', '/viewtopic.php?f=2&t=77', '77'],
    ['/viewtopic.php?t={id}', '/viewtopic.php?f=2', null],
    ['/viewtopic.php?f=2&t={id}', '/viewtopic.php?t=77&f=2', '77'],
    ['/viewtopic.php?f=2&t={id}', '/viewtopic.php?t=77&f=3', null],
  ])('%s finds in %s: %s', (pattern, path, id) => {
    expect(idIn(pattern, path)).toBe(id)
  })

  test('takes only what the definition calls an id', () => {
    expect(idIn('/qa/{id}.html', '/qa/11000001.html', /^\d{1,7}$/)).toBeNull()
    expect(idIn('/frage/{id}', '/frage/rosen', /^[a-z]+$/)).toBe('rosen')
    expect(idIn('/qa/{id}.html', '/qa/65258.html', /^\d{1,7}$/g)).toBe('65258')
    expect(idIn('/qa/{id}.html', '/qa/65258.html', /^\d{1,7}$/g)).toBe('65258')
  })

  test('gives the path of a question, unless more than the id is needed', () => {
    expect(urlPattern('/questions/{id}/*').fill?.('7')).toBe('/questions/7')
    expect(urlPattern('*/qa/q{id}.html').fill?.('7')).toBe('/qa/q7.html')
    expect(urlPattern('/viewtopic.php?t={id}').fill?.('7')).toBe('/viewtopic.php?t=7')
    expect(urlPattern('/t/*/{id}').fill).toBeNull()
  })

  test('takes no time over a long path that nearly matches', () => {
    const path = `/${'qa/q1'.repeat(20_000)}${'-1'.repeat(20_000)}`
    expect(idIn('*/qa/*-{id}.html', path)).toBeNull()
  })
})

test.each([
  ['/list/*', '/list/new/2', true],
  ['/list/*', '/list', true],
  ['/list/*', '/lists', false],
  ['/c*.html', '/c205.html', true],
  ['/c*.html', '/cat/x.html', false],
  ['/*/c*.html', '/1/c205.html', true],
  ['/search?q=*', '/search?q=x&from=y', true],
  ['/search?q=*', '/search', false],
])('a list of %s is %s: %s', (pattern, path, isList) => {
  expect(idIn(pattern, path) !== null).toBe(isList)
})

test.each([
  ['questions/{id}', 'questions/{id} does not begin with / or *'],
  ['/questions/*', 'no {id} in /questions/*'],
  ['/{id}/{id}', 'two {id} in /{id}/{id}'],
  ['/q/{ID}/{id}', '/q/{ID}/{id} has braces that are not {id}'],
  ['/q/{id} x', '/q/{id} x has a space or # in it'],
])('%s is refused', (pattern, fault) => {
  expect(patternFault(pattern, true)).toBe(fault)
})

test('a pattern of lists has no {id}', () => {
  expect(patternFault('/list/{id}', false)).toBe('{id} in /list/{id}')
  expect(patternFault('/list/*', false)).toBeNull()
})
