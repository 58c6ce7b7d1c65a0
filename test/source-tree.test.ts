/** What the checks of architecture and of names read out of a file. */
import { expect, test } from 'vitest'
import { cyclesIn, doubledNames, importsOf, withoutComments } from './source-tree.ts'

const treeOf = (files: Record<string, string>) => new Map(Object.entries(files))

test('every kind of import is found, and whether it is for types only', () => {
  const text = [
    `import { a } from './a.ts'`,
    `import type { B } from '../b.ts'`,
    `import { type C } from 'c'`,
    `export * from './d.ts'`,
    `export type { E } from './e.ts'`,
    `const f = await import('./f.ts')`,
    `type G = import('./g.ts').G`,
    `import './h.ts'`,
    `// import { z } from './z.ts'`,
  ].join('\n')
  const found = importsOf(treeOf({ 'src/x/y.ts': text })).map(
    ({ to, isType }) => `${to}${isType ? ' type' : ''}`,
  )
  const wanted = [
    'src/x/a.ts',
    'src/b.ts type',
    'c type',
    'src/x/d.ts',
    'src/x/e.ts type',
    'src/x/f.ts',
    'src/x/g.ts',
    'src/x/h.ts',
  ]
  expect(found.toSorted()).toEqual(wanted.toSorted())
})

test('a cycle is reported with all its members, and a diamond is not a cycle', () => {
  const edges = (pairs: string) =>
    pairs.split(' ').map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1) }))
  expect(cyclesIn(edges('ab bc ca cd de ed ff'))).toEqual([['d', 'e'], ['a', 'b', 'c'], ['f']])
  expect(cyclesIn(edges('ab ac bd cd'))).toEqual([])
})

test('a name declared in two files is a double; a re-export is not', () => {
  const tree = treeOf({
    'src/a.ts': `\nexport interface Page {}\nexport const one = 1`,
    'src/b.ts': `export type Page = string\nconst two = 2\nexport { two as one }`,
    'src/c.ts': `export { type Page } from './a.ts'\nimport { one } from './a.ts'\nexport { one }`,
  })
  expect(doubledNames(tree)).toEqual([
    { name: 'Page', places: ['src/a.ts:2', 'src/b.ts:1'] },
    { name: 'one', places: ['src/a.ts:3', 'src/b.ts:3'] },
  ])
})

test('comments are blanked in place, and strings are kept', () => {
  const text = `const a = 'https://b' // c\n/* d\ne */ const f = 1`
  expect(withoutComments('x.ts', text)).toBe(`const a = 'https://b'     \n    \n     const f = 1`)
})
