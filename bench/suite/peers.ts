/** The programs that mondo is measured beside: which of them are installed, in which version, and how to install the others. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Peer {
  readonly name: string
  /** A shell command. */
  readonly install: string
  /** Null where it is not installed. */
  readonly version: () => string | null
}

/** A file of `bench/peers`. */
export function peerFile(path: string): string {
  return fileURLToPath(new URL(`../peers/${path}`, import.meta.url))
}

/** Python with lxml may be the system's, whatever else is first on the path. */
const pythons = [process.env['MONDO_BENCH_PYTHON'], 'python3', '/usr/bin/python3'].filter(
  (one) => one !== undefined,
)

/** The interpreter that can import the modules; null where none can. */
export function pythonWith(modules: string): string | null {
  return pythons.find((python) => outputOf(python, ['-c', `import ${modules}`]) !== null) ?? null
}

/** Debian's libraries for Go lie in a GOPATH of their own. */
export const goEnvironment = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' }

export const peers = {
  cheerio: {
    name: 'cheerio.load',
    install: 'npm ci',
    version: () => packageVersion('../../node_modules/cheerio/package.json'),
  },
  lxml: {
    name: 'lxml + cssselect',
    install: 'apt-get install python3-lxml python3-cssselect',
    version: () => pythonVersion('lxml.etree, cssselect', 'lxml.etree.__version__'),
  },
  scrapy: {
    name: 'Scrapy',
    install: 'apt-get install python3-scrapy',
    version: () => pythonVersion('scrapy', 'scrapy.__version__'),
  },
  crawlee: {
    name: 'Crawlee',
    install: 'npm ci --prefix bench/peers',
    version: () => packageVersion('../peers/node_modules/@crawlee/cheerio/package.json'),
  },
  go: {
    name: 'Go + goquery',
    install: 'apt-get install golang golang-github-puerkitobio-goquery-dev',
    version: () =>
      existsSync('/usr/share/gocode/src/github.com/PuerkitoBio/goquery')
        ? (/go\d[\d.]*/.exec(outputOf('go', ['version']) ?? '')?.[0] ?? null)
        : null,
  },
  psql: {
    name: 'psql COPY',
    install: 'apt-get install postgresql-client',
    version: () => /\d+[\d.]*/.exec(outputOf('psql', ['--version']) ?? '')?.[0] ?? null,
  },
  time: {
    name: 'GNU time',
    install: 'apt-get install time',
    version: () => (existsSync('/usr/bin/time') ? 'installed' : null),
  },
  taskset: {
    name: 'taskset',
    install: 'apt-get install util-linux',
    version: () => /\d+[\d.]*/.exec(outputOf('taskset', ['--version']) ?? '')?.[0] ?? null,
  },
} satisfies Record<string, Peer>

/** The line about a peer that is left out. */
export function skippedLine({ name, install }: Peer): string {
  return `skipped: ${name} is not installed here (${install})`
}

function packageVersion(path: string): string | null {
  const file = new URL(path, import.meta.url)
  return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).version) : null
}

function pythonVersion(modules: string, expression: string): string | null {
  const python = pythonWith(modules)
  return python === null ? null : outputOf(python, ['-c', `import ${modules}; print(${expression})`])
}

/** Null where the command is missing or fails. */
function outputOf(command: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}
