/** What counts as a change of a site definition. */
import { expect, test } from 'vitest'
import { definitionDigest } from '../../../src/parse/site/definition-digest.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'

const forum: SiteDefinition = {
  name: 'forum',
  version: 1,
  hosts: ['forum.example'],
  timeZone: null,
  urls: { question: '/q/{id}', ids: /^\d+$/ },
  layouts: [{ name: 'forum/1', recognisedBy: 'h1', question: { title: 'h1', body: '.text' } }],
}
const digest = definitionDigest(forum, 'a')

test('the order of keys and the text around them do not count', () => {
  const { name, ...rest } = forum
  expect(definitionDigest({ ...rest, name }, '// another comment')).toBe(digest)
})

test.each<[string, Partial<SiteDefinition>]>([
  ['a selector', { layouts: [{ name: 'forum/1', recognisedBy: 'h1', question: { title: 'h2' } }] }],
  ['a pattern', { urls: { question: '/q/{id}', ids: /^\d{1,9}$/ } }],
  ['a flag of a pattern', { urls: { question: '/q/{id}', ids: /^\d+$/i } }],
  ['the order of readers', { readers: ['landmarks', 'layouts'] }],
])('%s counts', (_, change) => {
  expect(definitionDigest({ ...forum, ...change }, 'a')).not.toBe(digest)
})

test('a definition with functions counts by the text of its file, apart from spaces', () => {
  const withFunction: SiteDefinition = { ...forum, notFound: () => null }
  const of = (source: string) => definitionDigest(withFunction, source)
  expect(of('const a = 1\n')).toBe(of('const  a =\n1'))
  expect(of('const a = 1')).not.toBe(of('const a = 2'))
})
