import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bindParameters, parametersOf } from '../../../src/analyse/sql/named-parameters.ts'

describe('a placeholder', () => {
  test.each([
    ['select :a', 'select $1', ['a']],
    [':a', '$1', ['a']],
    ['select f(:a,:b)', 'select f($1,$2)', ['a', 'b']],
    ['a=:a and b<:a', 'a=$1 and b<$1', ['a']],
    ['select :category::text', 'select $1       ::text', ['category']],
    ["select 'it''s :a' || :b", "select 'it''s :a' || $1", ['b']],
    ["select E'it\\'s :a' || :b", "select E'it\\'s :a' || $1", ['b']],
    ["select name'x:a', :b", "select name'x:a', $1", ['b']],
    ["select 'a\\' || :b || ' :c'", "select 'a\\' || $1 || ' :c'", ['b']],
    ['select ":a" -- :b\n, :c', 'select ":a" -- :b\n, $1', ['c']],
    ['select /* :a /* :b */ :c */ :d', 'select /* :a /* :b */ :c */ $1', ['d']],
    ['select $$ :a $$, $t$ :b $$ $t$, :c', 'select $$ :a $$, $t$ :b $$ $t$, $1', ['c']],
    ['select a::text, b :: int', 'select a::text, b :: int', []],
    ['select list[1:n], list[a:b], list[f(x):y]', 'select list[1:n], list[a:b], list[f(x):y]', []],
    ['select a := 1', 'select a := 1', []],
    ["select json_object('a':b)", "select json_object('a':b)", []],
    ['select 問:a, :b', 'select 問:a, $1', ['b']],
    ["select ':a", "select ':a", []],
    ['select /* :a', 'select /* :a', []],
    ['select $$ :a', 'select $$ :a', []],
  ])('%s', (text, bound, names) => {
    expect(parametersOf(text).map(({ name }) => name)).toEqual(names)
    const given = Object.fromEntries(names.map((name) => [name, name.toUpperCase()]))
    expect(bindParameters(text, given)).toEqual({
      text: bound,
      parameters: names.map((name) => name.toUpperCase()),
    })
  })

  test('keeps the length of the text, so that positions of errors stay right', () => {
    const text = fc.array(
      fc.constantFrom(':ab', ':c', "'", '"', '--', '\n', '/*', '*/', '$$', '::', 'x', ' '),
    )
    fc.assert(
      fc.property(text, (parts) => {
        const query = parts.join('')
        expect(bindParameters(query, givenFor(query)).text).toHaveLength(query.length)
      }),
    )
  })
})

const givenFor = (query: string) => Object.fromEntries(parametersOf(query).map(({ name }) => [name, '1']))

describe('a value', () => {
  const text = `-- Which words?
-- :word = 洗濯 物
-- :none = null
-- :empty = ''
-- :quoted = 'it''s null'
select :word, :none, :empty, :quoted, :given`

  test('is the default that a comment declares, unless one is given', () => {
    expect(bindParameters(text, { given: '=1' }).parameters).toEqual(['洗濯 物', null, '', "it's null", '=1'])
    expect(bindParameters(text, { given: '', word: 'x' }).parameters[0]).toBe('x')
  })

  test('is asked for where there is neither', () => {
    expect(() => bindParameters(text, {})).toThrow('The query needs a value for :given.')
    expect(() => bindParameters('select :toString', {})).toThrow('The query needs a value for :toString.')
  })

  test('for no parameter is refused', () => {
    const misspelt = () => bindParameters(text, { given: '1', wrod: 'x' })
    expect(misspelt).toThrow('The query has no parameter :wrod.')
    expect(() => bindParameters("select ':a'", { a: '1' })).toThrow('The query has no parameter :a.')
  })
})
