/** What importing a face of the library loads, told by the module loader of a process of its own. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

interface Loaded {
  readonly packages: readonly string[]
  readonly rooms: readonly string[]
  /** Modules of Node, without the prefix. */
  readonly builtIn: readonly string[]
}

/** What importing a face loads: packages, and rooms of `src`. */
function loadedBy(face: string): Loaded {
  const code = `
    import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load(url, context, next) { urls.push(url); return next(url, context) } })
    await import('./src/${face}.ts')
    console.log(JSON.stringify(urls))`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  const urls = JSON.parse(stdout) as string[]
  const names = (pattern: RegExp) => [...new Set(urls.flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort()
  return {
    builtIn: names(/^node:(.*)/),
    packages: names(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    rooms: names(/\/src\/([a-z-]+)\//).filter(
      (room) => !urls.some((url) => url.includes(`/node_modules/${room}/`)),
    ),
  }
}

test('mondo/parse loads an HTML parser and nothing else', () => {
  const { packages, rooms } = loadedBy('parse')
  expect(rooms).toEqual(['model', 'parse', 'sites'])
  expect(packages).toEqual([
    'boolbase',
    'cheerio',
    'cheerio-select',
    'css-select',
    'css-what',
    'dom-serializer',
    'domelementtype',
    'domhandler',
    'domutils',
    'entities',
    'htmlparser2',
    'jsonrepair',
    'nth-check',
  ])
})

test('a parser thread loads nothing else before its first task', () => {
  const { packages, rooms, builtIn } = loadedBy('workers/parser-thread')
  expect(rooms).toEqual(['model', 'parse', 'sites', 'workers'])
  expect(packages).toEqual(loadedBy('parse').packages)
  for (const slow of ['crypto', 'zlib']) expect(builtIn).not.toContain(slow)
})

test.each(['index', 'archive', 'load', 'crawl'])('%s loads no database, HTTP client or queue', (face) => {
  const { packages } = loadedBy(face)
  const heavy = [
    '@electric-sql/pglite',
    'commander',
    'kysely',
    'p-queue',
    'pg',
    'pg-boss',
    'pino',
    'prom-client',
    'undici',
  ]
  expect(packages.filter((name) => heavy.includes(name))).toEqual([])
})

test('the program loads commander and nothing else before it knows its command', () => {
  const { packages, builtIn } = loadedBy('cli/program')
  expect(packages).toEqual(['commander'])
  // They take milliseconds of each start, whatever the command.
  for (const slow of ['crypto', 'zlib']) expect(builtIn).not.toContain(slow)
  expect(builtIn).toContain('fs')
})
