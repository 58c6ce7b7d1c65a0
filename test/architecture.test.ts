/**
 * The rooms of `src` and who may import whom. The tables come first; docs/architecture.md draws what they say.
 * A new room is a line here; a broken rule is named with the two files, and mended rather than listed.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  cyclesIn,
  type Import,
  importsOf,
  readSourceTree,
  type SourceTree,
  withoutComments,
} from './source-tree.ts'

/**
 * Room by room, from the ground up: what it may import besides itself. A room may only name rooms above its own line,
 * so nothing imports upward. `crawl` alone is the few files of `src/crawl` that stand in no room of their own.
 */
const mayImport: Readonly<Record<string, string>> = {
  model: '',
  'sample-site': 'model',
  fetch: 'model',
  archive: 'model',
  sites: 'model',
  parse: 'model sites',
  workers: 'model fetch sites parse',
  database: 'model',
  load: 'model database',
  queue: 'model database',
  crawl: 'model fetch parse database load',
  'crawl/politeness': 'model fetch workers archive database crawl',
  'crawl/frontier': 'model parse database load crawl',
  'crawl/scope': 'model parse database load crawl crawl/politeness crawl/frontier',
  'crawl/visit': 'model fetch workers parse load crawl crawl/politeness crawl/frontier crawl/scope',
  'crawl/drift': 'model parse database crawl crawl/frontier',
  'crawl/recovery':
    'model fetch workers archive database load crawl crawl/politeness crawl/frontier crawl/scope crawl/visit',
  'crawl/commit':
    'model archive parse database load crawl crawl/politeness crawl/frontier crawl/scope crawl/visit',
  'crawl/engine':
    'model fetch workers archive parse database load queue crawl crawl/politeness crawl/frontier crawl/scope crawl/visit crawl/drift crawl/recovery crawl/commit',
  reparse: 'model workers archive parse database load queue crawl crawl/frontier crawl/scope crawl/commit',
  analyse: 'model parse database load queue crawl crawl/frontier crawl/engine',
  app: 'model fetch workers archive sites parse database load queue crawl crawl/politeness crawl/frontier crawl/scope crawl/recovery crawl/engine reparse analyse sample-site',
  faces:
    'model fetch workers archive sites parse database load queue crawl crawl/politeness crawl/frontier crawl/scope crawl/recovery crawl/engine reparse analyse app',
  cli: 'model fetch archive sites parse database load queue crawl crawl/politeness crawl/frontier crawl/scope crawl/drift crawl/engine reparse analyse app faces sample-site',
}

/** What only some may do, and where it is done. */
const onlyIn: readonly Rule[] = [
  { rule: 'only src/queue imports pg-boss', places: ['src/queue/'], imports: /^pg-boss/ },
  { rule: 'only src/fetch imports undici', places: ['src/fetch/'], imports: /^undici/ },
  {
    // Its main entry brings a second undici; the others are what it stands on, and `$` says all that they do.
    rule: 'the tree of a page is queried by cheerio/slim alone',
    places: [],
    imports: /^(?:cheerio(?!\/slim$)|(?:css-select|domhandler|domutils)(?:\/|$))/,
  },
  { rule: 'only the command line imports commander', places: ['src/cli/'], imports: /^commander$/ },
  {
    rule: 'src/sites imports nothing but the model and the types of Cheerio',
    within: 'src/sites/',
    places: [],
    imports: /^(?!src\/(model|sites)\/)/,
    unless: ({ to, isType }) => /^cheerio/.test(to) && isType,
  },
  {
    rule: 'only src/app and the faces build a fetcher; others take one',
    places: ['src/fetch/', 'src/app/', 'src/index.ts', 'src/crawl.ts'],
    imports: /^src\/fetch\/fetcher\.ts$/,
    unless: ({ isType }) => isType,
  },
  {
    // pg-boss has a method of that name too, and the queue may not import the fetch room.
    rule: 'only src/crawl/politeness calls the fetcher',
    places: ['src/fetch/', 'src/crawl/politeness/', 'src/queue/'],
    code: /\.fetch\(/,
  },
  {
    rule: 'only src/crawl/frontier writes crawl.page',
    places: ['src/crawl/frontier/', 'src/database/schema/'],
    code: /\b(insert\s+into|update|delete\s+from|merge\s+into)\s+crawl\.page\b|\b(insertInto|updateTable|deleteFrom|mergeInto)\(\s*['"`]crawl\.page\b/i,
  },
  {
    rule: 'only the command line and src/app read process.env',
    places: ['src/cli/', 'src/app/'],
    code: /\bprocess\.env\b|\bprocess\[['"]env/,
  },
]

const largestFolder = 24

/** What is still to be mended, word for word as the test reports it. The list only gets shorter. */
const knownViolations: readonly string[] = []

interface Rule {
  readonly rule: string
  /** Files whose path begins so may do it. */
  readonly places: readonly string[]
  /** The rule is for these files alone. */
  readonly within?: string
  readonly imports?: RegExp
  readonly unless?: (found: Import) => boolean
  readonly code?: RegExp
}

function roomOf(file: string): string {
  const [, first = '', second = '', third] = file.split('/')
  if (second === '') return 'faces'
  return first === 'crawl' && third !== undefined ? `crawl/${second}` : first
}

function violationsIn(tree: SourceTree): readonly string[] {
  const imports = importsOf(tree)
  return [
    ...imports.filter(({ to }) => to.startsWith('src/')).flatMap(wrongImport),
    ...onlyIn.flatMap((rule) => broken(rule, tree, imports)),
    ...cyclesIn(imports).map((files) => `import cycle: ${files.join(', ')}`),
    ...crowdedFolders(tree),
  ]
}

function wrongImport({ from, to }: Import): string[] {
  const [room, other] = [roomOf(from), roomOf(to)]
  const isAllowed = room === other || mayImport[room]?.split(' ').includes(other)
  return isAllowed ? [] : [`${room} may not import ${other}: ${from} imports ${to}`]
}

function broken(rule: Rule, tree: SourceTree, imports: readonly Import[]): string[] {
  const { places, within = 'src/', code, imports: pattern, unless } = rule
  const isHeld = (file: string) => file.startsWith(within) && !places.some((place) => file.startsWith(place))
  const importing = imports.filter(
    (found) => isHeld(found.from) && pattern?.test(found.to) && !unless?.(found),
  )
  const doing = [...tree].filter(([file, text]) => isHeld(file) && code?.test(withoutComments(file, text)))
  return [
    ...importing.map(({ from, to }) => `${rule.rule}: ${from} imports ${to}`),
    ...doing.map(([file]) => `${rule.rule}: ${file}`),
  ]
}

function crowdedFolders(tree: SourceTree): string[] {
  const folders = Map.groupBy(tree.keys(), (file) => file.slice(0, file.lastIndexOf('/')))
  return [...folders]
    .filter(([, files]) => files.length > largestFolder)
    .map(([folder, files]) => `${folder} has ${files.length} files, ${largestFolder} at most`)
}

test('every room imports only what its line allows, without a cycle, in folders of readable size', () => {
  const found = [...new Set(violationsIn(readSourceTree()))]
  expect(found.filter((violation) => !knownViolations.includes(violation))).toEqual([])
})

test('every folder of src is a room of the table, and no room stands above one that it imports', () => {
  const rooms = new Set([...readSourceTree().keys()].map(roomOf))
  const lines = Object.keys(mayImport)
  expect([...rooms].filter((room) => !lines.includes(room))).toEqual([])
  const upward = lines.flatMap((room, line) =>
    (mayImport[room] ?? '')
      .split(' ')
      .filter((other) => other !== '' && !lines.slice(0, line).includes(other))
      .map((other) => `${room} names ${other}`),
  )
  expect(upward).toEqual([])
})

test.each<[string, Record<string, string>, string]>([
  [
    'an import upward',
    { 'src/model/a.ts': `import { b } from '../fetch/b.ts'`, 'src/fetch/b.ts': '' },
    'model may not import fetch: src/model/a.ts imports src/fetch/b.ts',
  ],
  [
    'two stages that meet outside the model',
    { 'src/load/a.ts': `export { b } from '../parse/b.ts'`, 'src/parse/b.ts': '' },
    'load may not import parse: src/load/a.ts imports src/parse/b.ts',
  ],
  [
    'a type-only import into the wrong room',
    { 'src/app/a.ts': `import type { B } from '../cli/b.ts'`, 'src/cli/b.ts': '' },
    'app may not import cli: src/app/a.ts imports src/cli/b.ts',
  ],
  [
    'a type that is imported in place',
    { 'src/queue/a.ts': `type B = import('../crawl/engine/b.ts').B`, 'src/crawl/engine/b.ts': '' },
    'queue may not import crawl/engine: src/queue/a.ts imports src/crawl/engine/b.ts',
  ],
  [
    'a dynamic import of the command line by a face',
    { 'src/index.ts': `const b = await import('./cli/b.ts')`, 'src/cli/b.ts': '' },
    'faces may not import cli: src/index.ts imports src/cli/b.ts',
  ],
  [
    'crawl importing reparse',
    { 'src/crawl/options.ts': `import { b } from '../reparse/b.ts'`, 'src/reparse/b.ts': '' },
    'crawl may not import reparse: src/crawl/options.ts imports src/reparse/b.ts',
  ],
  [
    'a cycle of types',
    {
      'src/model/a.ts': `import type { B } from './b.ts'`,
      'src/model/b.ts': `export type { C } from './c.ts'`,
      'src/model/c.ts': `import { type A } from './a.ts'`,
    },
    'import cycle: src/model/a.ts, src/model/b.ts, src/model/c.ts',
  ],
  [
    'pg-boss outside the queue',
    { 'src/crawl/engine/a.ts': `import type { PgBoss } from 'pg-boss'` },
    'only src/queue imports pg-boss: src/crawl/engine/a.ts imports pg-boss',
  ],
  [
    'a value of Cheerio in a site definition',
    { 'src/sites/a.ts': `import { load } from 'cheerio/slim'` },
    'src/sites imports nothing but the model and the types of Cheerio: src/sites/a.ts imports cheerio/slim',
  ],
  ...['cheerio', 'cheerio/utils', 'css-select', 'domhandler', 'domutils'].map(
    (name): [string, Record<string, string>, string] => [
      `an import of ${name}`,
      { 'src/parse/a.ts': `import type { b } from '${name}'` },
      `the tree of a page is queried by cheerio/slim alone: src/parse/a.ts imports ${name}`,
    ],
  ),
  [
    'a fetcher that is built below the composition root',
    {
      'src/crawl/visit/a.ts': `import { Fetcher } from '../../fetch/fetcher.ts'`,
      'src/fetch/fetcher.ts': '',
    },
    'only src/app and the faces build a fetcher; others take one: src/crawl/visit/a.ts imports src/fetch/fetcher.ts',
  ],
  [
    'a request past the rate limiter',
    { 'src/app/a.ts': 'export const b = (fetcher) => fetcher.fetch(url)' },
    'only src/crawl/politeness calls the fetcher: src/app/a.ts',
  ],
  [
    'a statement that writes the frontier from elsewhere',
    { 'src/reparse/a.ts': 'sql`\n  update\n    crawl.page p set due_at = null`' },
    'only src/crawl/frontier writes crawl.page: src/reparse/a.ts',
  ],
  [
    'a query builder that writes the frontier from elsewhere',
    { 'src/crawl/engine/a.ts': `db.insertInto('crawl.page').values([])` },
    'only src/crawl/frontier writes crawl.page: src/crawl/engine/a.ts',
  ],
  [
    'an environment that is read in the middle',
    { 'src/database/a.ts': `const home = process.env['HOME']` },
    'only the command line and src/app read process.env: src/database/a.ts',
  ],
  [
    'a folder of 25 files',
    Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`src/load/${index}.ts`, ''])),
    'src/load has 25 files, 24 at most',
  ],
])('it reports %s', (_, files, violation) => {
  expect(violationsIn(new Map(Object.entries(files)))).toEqual([violation])
})

test('package.json names none of the packages below Cheerio', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const kinds = Object.keys(manifest).filter((key) => /dependencies$/i.test(key))
  expect(kinds).toEqual(['dependencies', 'devDependencies'])
  const names = kinds.flatMap((kind) => Object.keys(manifest[kind]))
  expect(names).toContain('cheerio')
  expect(names.filter((name) => /^(?:css-select|domhandler|domutils)$/.test(name))).toEqual([])
})

test('it reports nothing if the rules are kept', () => {
  const files = {
    'src/sites/a.ts': `import type { CheerioAPI } from 'cheerio/slim'\nimport { b } from '../model/b.ts'`,
    'src/parse/f.ts': `import { load } from 'cheerio/slim'`,
    'src/model/b.ts': '// update crawl.page, fetcher.fetch(url) and process.env in a comment',
    'src/crawl/politeness/c.ts': `import type { Fetcher } from '../../fetch/fetcher.ts'\nfetcher.fetch(url)`,
    'src/fetch/fetcher.ts': `import { Agent } from 'undici'`,
    'src/reparse/d.ts': 'sql`select 1 from crawl.page for update`',
    'src/cli/e.ts': `const { d } = await import('../reparse/d.ts')`,
  }
  expect(violationsIn(new Map(Object.entries(files)))).toEqual([])
})
