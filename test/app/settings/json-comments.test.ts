import { expect, test } from 'vitest'
import { configSchema } from '../../../src/app/config.ts'
import { withoutComments } from '../../../src/app/settings/json-comments.ts'
import { schemaFileName, starterConfig } from '../../../src/app/settings/starter-config.ts'

test.each([
  ['{"a": 1 // one\n}', { a: 1 }],
  [
    '{/* two\nlines */"a": "// no comment", "b": "/* nor this */"}',
    { a: '// no comment', b: '/* nor this */' },
  ],
  ['{"a": "\\"//", "b": [1, 2, // last\n], }', { a: '"//', b: [1, 2] }],
  ['[", ]", ",}"]', [', ]', ',}']],
])('%j is read without its comments', (text, value) => {
  expect(JSON.parse(withoutComments(text))).toEqual(value)
})

test('places stay where they were', () => {
  const text = '{ // one\n  "a": /* two */ x\n}'
  const plain = withoutComments(text)
  expect(plain).toHaveLength(text.length)
  expect(plain.indexOf('x')).toBe(text.indexOf('x'))
})

test.each([null, 'okwave.jp', '127.0.0.1:8080'])('the first configuration for %j can be read', (host) => {
  const text = starterConfig({ contact: 'you@example.org', host, rate: 0.2, database: 'db.internal/mondo' })
  const config = configSchema.parse(JSON.parse(withoutComments(text)))
  expect(config).toMatchObject({ $schema: `./${schemaFileName}`, contact: 'you@example.org', rate: 0.2 })
  // A group named as its host is what a crawl without this file has, too.
  expect(Object.entries(config.hostGroups ?? {}).map(([name, { hosts }]) => [name, hosts])).toEqual(
    host === null ? [] : [[host, [host]]],
  )
})
