/** The things of JSON-LD, by the forms that pages write it in. All of it is invented. */
import { describe, expect, test } from 'vitest'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { jsonLdOf } from '../../../src/parse/schema-org/json-ld.ts'
import { isThing, type Thing, type Value } from '../../../src/parse/schema-org/thing.ts'

const script = (json: string, type = ' type="application/ld+json"') => `<script${type}>${json}</script>`

function read(scripts: string) {
  const tree = parseHtml(`<!doctype html><html><head>${scripts}</head><body></body></html>`)
  if (tree.kind !== 'tree') throw new Error(tree.kind)
  return jsonLdOf(tree.$)
}

const thingsOf = (value: unknown) => read(script(JSON.stringify(value))).things

/** A thing as plain data, as deep as it goes. */
function plain(value: Value): unknown {
  if (!isThing(value)) return value
  const properties = [...value.properties].map(([name, values]) => [name, values.map(plain)])
  return { type: value.types.join(), ...Object.fromEntries(properties) }
}

/** What `name` of a question is read as. */
function named(name: unknown): unknown {
  const [thing] = thingsOf({ '@type': 'Question', name })
  return thing?.properties.get('name')?.map(plain)
}

describe('a value', () => {
  test.each([
    ['a text', 'Why?', ['Why?']],
    ['a number', 5, ['5']],
    ['nought and false', [0, false], ['0', 'false']],
    ['nothing', null, []],
    ['a list with gaps and lists', ['a', null, ['b', ['c']]], ['a', 'b', 'c']],
    ['a text with its language', { '@value': 'Why?', '@language': 'en' }, ['Why?']],
    ['an ordered list', { '@list': ['a', { '@value': 'b' }] }, ['a', 'b']],
    ['a thing', { '@type': 'schema:Text', text: 'x' }, [{ type: 'Text', text: ['x'] }]],
  ])('may be %s', (_form, given, values) => {
    expect(named(given)).toEqual(values)
  })

  test('that lies forty levels deep is read, and one below is not', () => {
    const nested = (levels: number) =>
      named(Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 'deep'))
    expect(nested(39)).toEqual(['deep'])
    expect(nested(40)).toEqual([])
  })
})

describe('a reference by @id', () => {
  test('is the thing that is described elsewhere, with whatever little is said of it', () => {
    const [question] = thingsOf([
      { '@type': 'Question', author: { '@id': '#ann' }, editor: { '@id': '#nobody' } },
      { '@id': '#ann', name: 'Ann' },
    ])
    expect(plain(question as Thing)).toEqual({
      type: 'Question',
      author: [{ type: '', name: ['Ann'] }],
      editor: [{ type: '' }],
    })
  })

  test('is the first description of several, and a description of its own stays', () => {
    const [question] = thingsOf({
      '@graph': [
        { '@type': 'Question', author: { '@id': '#ann' }, editor: { '@id': '#ann', name: 'Anne' } },
        { '@id': '#ann', name: 'Ann' },
      ],
    })
    expect(plain(question as Thing)).toMatchObject({
      author: [{ name: ['Anne'] }],
      editor: [{ name: ['Anne'] }],
    })
  })

  test('may lead back to where it stands', () => {
    const [page] = thingsOf({
      '@id': '#page',
      '@type': 'QAPage',
      mainEntity: { isPartOf: { '@id': '#page' } },
    })
    const [question] = page?.properties.get('mainEntity') ?? []
    expect(question !== undefined && isThing(question) && question.properties.get('isPartOf')?.[0]).toBe(page)
  })
})

describe('the things of a page', () => {
  const typesOf = (scripts: string) => read(scripts).things.map(({ types }) => types.join('+'))

  test('come from its scripts of that type, whatever its case and parameters', () => {
    const one = '{"@type":"A"}'
    expect(typesOf(script(one, ' type=" Application/LD+JSON ; charset=utf-8"'))).toEqual(['A'])
    expect(typesOf(script(one, ' type="application/json"') + script(one, '') + script(one, ' type'))).toEqual(
      [],
    )
  })

  test('are those of a graph, and the graph itself where it has a type', () => {
    expect(
      typesOf(script('[{"@graph":[{"@type":"A"}]},{"@type":["B","C",5],"@graph":{"@type":"D"}}]')),
    ).toEqual(['A', 'D', 'B+C'])
  })

  test('of a damaged script come last and are marked, down to what they hold', () => {
    const { things } = read(script('{"@type":"A","x":{"@type":"B"},}') + script('{"@type":"C"}'))
    expect(things.map(({ types: [type], isRepaired }) => [type, isRepaired])).toEqual([
      ['C', false],
      ['A', true],
    ])
    const [inner] = things[1]?.properties.get('x') ?? []
    expect(inner !== undefined && isThing(inner) && inner.isRepaired).toBe(true)
  })

  test('a script that cannot be read is named with its text', () => {
    const { things, damaged } = read(script('{"a":1') + script('{"@type":"A"}'))
    expect(things.map(({ types }) => types)).toEqual([['A']])
    expect(damaged).toEqual([{ text: '{"a":1', message: expect.any(String) }])
  })
})
