/** What README and docs name is there: relative links, their anchors, paths of the checkout, functions and words. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSourceTree } from '../source-tree.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const decisions = readdirSync(new URL('docs/decisions/', root)).map((name) => `docs/decisions/${name}`)
const pages = [
  'README.md',
  'README.ja.md',
  'THREAT_MODEL.md',
  'CHANGELOG.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** As GitHub names the heading of a section. */
function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function brokenLinks(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : new URL(path, new URL(page, root)).href.slice(root.href.length)
    if (!existsSync(new URL(target, root))) return true
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor)
  })
}

/** `src/crawl/scope`, `test/fetch/robots.test.ts`, `sql/checks/`; of `src/{fetch,parse}` and `src/*.ts` nothing is asked. */
function missingPaths(text: string): string[] {
  const paths = [
    ...text.matchAll(
      /(?<![\w./-])((?:src|test|sql|bench|scripts|docs|fixtures|bin)\/[\w./-]*[\w/])(?![\w*{…-])/g,
    ),
  ]
  return paths.map(([, path = '']) => path).filter((path) => !existsSync(new URL(path, root)))
}

test.each([...pages, ...decisions])('every relative link of %s leads somewhere', (page) => {
  expect(brokenLinks(page, read(page))).toEqual([])
})

test('every decision has a number of its own, which its heading repeats', () => {
  const numbers = decisions.map((path) => path.slice('docs/decisions/'.length).slice(0, 4))
  expect(new Set(numbers).size).toBe(numbers.length)
  const headings = decisions.map((path) => /^# (\d+)\. /.exec(read(path))?.[1]?.padStart(4, '0'))
  expect(headings).toEqual(numbers)
})

test.each(pages)('every path that %s names exists', (page) => {
  expect(missingPaths(read(page))).toEqual([])
})

test.each(pages)('every test that %s names exists', (page) => {
  const tests = readdirSync(new URL('test/', root), { recursive: true, encoding: 'utf8' }).map((path) =>
    path.replaceAll('\\', '/').split('/').at(-1),
  )
  const named = [...read(page).matchAll(/(?<!\*\.)\b([\w-]+(?:\.deep)?\.test\.ts)/g)].map(([name]) => name)
  expect(named.filter((name) => !tests.includes(name))).toEqual([])
})

test('finds a broken link, anchor or path', () => {
  const links =
    '[a](parser.md) [b](nowhere.md) [c](parser.md#checks) [d](parser.md#no-such) [e](https://f.example/)'
  expect(brokenLinks('docs/architecture.md', links)).toEqual(['nowhere.md', 'parser.md#no-such'])
  expect(missingPaths('`src/model` and src/nowhere.ts; src/*.ts, https://f.example/src/x')).toEqual([
    'src/nowhere.ts',
  ])
})

test('every hop of architecture.md names a function of its file, in at most twenty hops', () => {
  const hops = [
    ...read('docs/architecture.md').matchAll(/^\| (\d+) \| \[(src\/[^\]]+)\]\([^)]+\) \| `(\w+)` \|/gm),
  ]
  expect(hops.map(([, number]) => Number(number))).toEqual(hops.map((_, index) => index + 1))
  expect(hops.length).toBeGreaterThan(10)
  expect(hops.length).toBeLessThanOrEqual(20)
  const missing = hops.filter(([, , file = '', name = '']) => !new RegExp(`\\b${name}\\b`).test(read(file)))
  expect(missing.map(([, , file, name]) => `${file}: ${name}`)).toEqual([])
})

test('every word of the glossary lives in the export that it names, and is defined once', () => {
  const rows = [
    ...read('docs/glossary.md').matchAll(/^\| ([^|]+) \| [^|]+ \| \[`(\w+)`\]\(\.\.\/([^)]+)\) \|$/gm),
  ]
  const words = rows.map(([, word]) => word)
  expect(words.length).toBeGreaterThanOrEqual(25)
  expect(words).toEqual([...new Set(words)].sort())
  const tree = readSourceTree()
  const missing = rows.filter(([, , name = '', file = '']) => {
    const declared = new RegExp(`^export (?:async )?(?:class|const|function|interface|type) ${name}\\b`, 'm')
    return !declared.test(tree.get(file) ?? '')
  })
  expect(missing.map(([, word, name, file]) => `${word}: ${name} in ${file}`)).toEqual([])
})
