import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown'

// The JavaScript of the package; tsc has written its declarations. Modules are joined into chunks because finding and
// reading them one by one is most of the time that an import takes.

/** The HTML parser: 50 modules of ten packages. */
const parser = [
  '@exodus/bytes',
  '@oxc-project/runtime',
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
  'html-encoding-sniffer',
  'htmlparser2',
  'jsonrepair',
  'nth-check',
]

/**
 * What the program loads at its start and for a query: 400 modules. The library leaves them outside: its callers hand it
 * their own Kysely, and it theirs.
 */
const program = [
  'commander',
  'kysely',
  'pg',
  'pg-connection-string',
  'pg-cursor',
  'pg-int8',
  'pg-pool',
  'pg-protocol',
  'pg-types',
  'pgpass',
  'postgres-array',
  'postgres-bytea',
  'postgres-date',
  'postgres-interval',
  'split2',
  'xtend',
  'zod',
]

/** What report and browse are drawn and served with: no caller of the library needs them, nor a package that is installed. */
const pages = [
  'd3-array',
  'd3-color',
  'd3-format',
  'd3-interpolate',
  'd3-path',
  'd3-scale',
  'd3-shape',
  'd3-time',
  'd3-time-format',
  '@hono/node-server',
  'hono',
  'internmap',
]

export default defineConfig([
  build('.', parser, {
    index: 'src/index.ts',
    parse: 'src/parse.ts',
    archive: 'src/archive.ts',
    load: 'src/load.ts',
    crawl: 'src/crawl.ts',
    'database/embedded/pglite-thread': 'src/database/embedded/pglite-thread.ts',
    'parse/text/encoding-packages': 'src/parse/text/encoding-packages.ts',
    'workers/parser-thread': 'src/workers/parser-thread.ts',
  }),
  build('./cli', [...parser, ...program, ...pages], { main: 'src/cli/main.ts' }),
])

function build(
  folder: '.' | './cli',
  joined: readonly string[],
  input: Readonly<Record<string, string>>,
): RolldownOptions {
  return {
    input,
    platform: 'node',
    // The lowest version of `engines`, which has no `using`: helpers of @oxc-project/runtime stand in for it.
    transform: { target: 'node22.19' },
    external: (id) => /^[a-z@]/.test(id) && !joined.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [licences()],
    output: {
      dir: join('dist', folder),
      format: 'esm',
      // Whoever debugs a program with the library in it steps through its source.
      sourcemap: folder === '.',
      chunkFileNames: 'chunks/[name].js',
    },
  }
}

/** Writes the licences of the packages that are joined, which their authors ask for. */
function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
      const folders = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? '')
      const texts = [...new Set(folders)]
        .filter((folder) => folder !== '')
        .sort()
        .map(licenceIn)
      this.emitFile({ type: 'asset', fileName: 'LICENCES.txt', source: texts.join('\n\n') })
    },
  }
}

/** The text of the package's licence; of one without a file, what its package.json says. */
function licenceIn(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? `${license}, ${author}` : readFileSync(join(folder, file), 'utf8').trim()
  return `== ${name} ${version}\n\n${text}`
}
