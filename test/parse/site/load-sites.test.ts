/**
 * Loads site definitions from files, and checks that errors name file and line. A separate process loads them, because the test
 * runner would compile the files itself instead of Node.
 */
import { spawnSync } from 'node:child_process'
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadSites, onlyBundled } from '../../../src/parse/site/load-sites.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const forum = `import type { SiteDefinition } from 'mondo'

export default {
  name: 'forum',
  version: 3,
  hosts: ['forum.example'],
  timeZone: '+01:00',
  urls: { question: '/questions/{id}' },
  readers: ['structured-data'],
  layouts: [],
} satisfies SiteDefinition
`
const layoutOf = (title: string, era = '1') =>
  `{ name: 'forum/${era}', recognisedBy: 'h1', question: { title: '${title}' } }`
const plain = forum.replace(/^import.*\n/, '').replace(' satisfies SiteDefinition', '')

function file(name: string, text: string): string {
  const { path: folder } = temporaryFolder()
  // As npm init writes it.
  writeFileSync(join(folder, 'package.json'), '{ "name": "mine", "type": "commonjs" }')
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

type Loaded = { readonly versions: readonly string[]; readonly again: readonly string[] } | string

/** For each list of files: the versions of all definitions in `loadSites` and in a parser thread, or the error. */
function loaded(lists: readonly (readonly string[])[]): readonly Loaded[] {
  const code = `
    import { nameAndVersion } from './src/parse/parser-version.ts'
    import { definitionsOf, loadSites } from './src/parse/site/load-sites.ts'
    const all = []
    for (const files of JSON.parse(process.argv[1])) {
      try {
        const { sites, modules } = await loadSites(files)
        all.push({ versions: sites.versions, again: (await definitionsOf(modules)).map(nameAndVersion) })
      } catch (error) {
        all.push(error.code === 'usage' ? error.message : String(error.stack))
      }
    }
    console.log(JSON.stringify(all))`
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', code, JSON.stringify(lists)],
    { cwd: fileURLToPath(new URL('../../..', import.meta.url)), encoding: 'utf8' },
  )
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout)
}

const bundled = onlyBundled.sites.versions

test('a definition is added to the bundled ones, in either language and with any package.json', () => {
  const typescript = file('forum.ts', forum)
  const lists = [
    [typescript, typescript],
    [file('forum.js', plain)],
    [file('forum.mjs', plain)],
    [file('forum.cjs', plain.replace('export default', 'module.exports ='))],
  ]
  const known = { versions: [...bundled, 'forum.3'].sort(), again: ['forum.3'] }
  expect(loaded(lists)).toEqual([known, known, known, known])
})

test('without a file there are the bundled sites', async () => {
  expect(await loadSites([])).toBe(onlyBundled)
})

test('a file that was edited is loaded again', () => {
  const path = file('forum.ts', forum)
  expect(loaded([[path]])).toMatchObject([{ again: ['forum.3'] }])
  writeFileSync(path, forum.replace('version: 3', 'version: 4'))
  utimesSync(path, 1, 1)
  expect(loaded([[path]])).toMatchObject([{ again: ['forum.4'] }])
})

describe('an error names the file, and the line if it is known:', () => {
  const cases = [
    ['a syntax error in TypeScript', 'a.ts', forum.replace('version: 3,', 'version: 3,,'), ':5: '],
    ['a syntax error in JavaScript', 'a.js', 'export default {\n  name: "x",,\n}\n', ':2: '],
    ['an enum', 'a.ts', `enum A { b }\n${forum}`, ':1: TypeScript enum is not supported'],
    ['what it throws', 'a.js', '\n\nnull.x\nexport default {}\n', ':3: Cannot read properties of null'],
    ['a wrong value', 'a.ts', forum.replace('+01:00', 'CET+1'), ':7: timeZone: expected +09:00, UTC'],
    [
      'a wrong pattern',
      'a.ts',
      forum.replace('{id}', '{ID}'),
      ':8: urls.question: no {id} in /questions/{ID}',
    ],
    ['a key that is missing', 'a.ts', forum.replace("  name: 'forum',\n", ''), ': name: is missing'],
    [
      'a key that is missing further in',
      'a.ts',
      forum.replace("question: '/questions/{id}'", "page: 'page'"),
      ':8: urls.question: is missing',
    ],
    ['no default export', 'a.js', 'export const a = 1\n', ': it has no default export'],
    ['no export', 'a.ts', 'const site = { name: 1 }\n', ': it has no default export'],
    [
      'an unknown key',
      'a.ts',
      forum.replace('question:', 'questions:'),
      ':8: urls.questions: is no key of a site definition: known here are question, ids, page, lists, listNext',
    ],
    [
      'a selector that is none',
      'a.ts',
      forum.replace('layouts: []', `layouts: [\n    ${layoutOf('div[')},\n  ]`),
      ':11: layouts.0.question.title: "div[" is not a valid CSS selector: Expected name, found',
    ],
    [
      'a selector of the second layout',
      'a.ts',
      forum.replace('layouts: []', `layouts: [\n    ${layoutOf('h1')},\n    ${layoutOf(':foo', '2')},\n  ]`),
      ':12: layouts.1.question.title: ":foo" is not a valid CSS selector: Unknown pseudo-class :foo',
    ],
    [
      'a package that it imports',
      'a.ts',
      `import { x } from 'nowhere-to-be-found'\n${forum}`,
      ': Cannot find package',
    ],
  ] as const
  const paths = cases.map(([, name, text]) => file(name, text))

  test('what is wrong with one file', () => {
    const found = loaded(paths.map((path) => [path]))
    for (const [at, [what, , , expected]] of cases.entries()) {
      expect(found[at], what).toContain(`site definition ${paths[at]}${expected}`)
    }
  })

  test('a file that is not there, and two definitions of one host or one name', () => {
    const [one, other] = [file('one.ts', forum), file('other.ts', forum.replace("'forum'", "'other'"))]
    const again = file('again.ts', forum)
    const mine = file('mine.ts', forum.replace('forum.example', 'okwave.jp'))
    expect(loaded([['/nowhere/forum.ts'], [one, other], [one, again], [mine]])).toEqual([
      'site definition /nowhere/forum.ts: there is no such file',
      `site definition ${other}: forum.example is claimed by forum and by other`,
      `site definition ${again}: two definitions are called forum`,
      `site definition ${mine}: okwave.jp is claimed by okwave and by forum`,
    ])
  })
})
