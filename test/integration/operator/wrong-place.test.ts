/** Every command with a wrong --data, and with a database out of reach: which of them make a folder or a database. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { record } from '../../records.ts'

const folder = temporaryFolder()
const here = process.cwd()
let site: SampleSite
let unreachable = ''
let nth = 0

beforeAll(async () => {
  site = await startSampleSite({ questions: 1 })
  await folder.file('records.jsonl', `${JSON.stringify(record())}\n`)
  await folder.file('page.html', '<title>An invented page</title>')
  await folder.file('urls.txt', `${site.url}/qa/q1.html\n`)
  await folder.file('frontier.jsonl', `${JSON.stringify(page)}\n`)
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await new Promise((resolve) => server.close(resolve))
  unreachable = `postgres://mondo@127.0.0.1:${port}/mondo`
})
afterAll(() => site.close())

// Each command runs in an empty folder of its own, so that all it makes is seen.
beforeEach(() => {
  nth += 1
  mkdirSync(`${folder.path}/${nth}`)
  process.chdir(`${folder.path}/${nth}`)
  vi.stubEnv('DATABASE_URL', '')
})
afterEach(() => {
  process.chdir(here)
  vi.unstubAllEnvs()
})
const made = () => readdirSync('.')

/** A line of mondo frontier export. */
const page = {
  ...{
    site: 'okwave',
    path: '/qa/q1.html',
    origin: 'https://okwave.jp',
    hostGroup: 'okwave',
    kind: 'question',
  },
  ...{ depth: 0, discoveredAt: '2026-11-01T00:00:00.000Z', dueAt: null, tries: 0 },
  ...{ lastOutcome: null, lastReason: null, intervalSeconds: null },
}

const fast = ['--allow-private', '--rate', '50']
const crawl = () => ['crawl', `${site.url}/`, '--site', 'sample', '--allow-private']

interface Row {
  /** As docs/commands.md names it. */
  readonly command: string
  readonly args: () => readonly string[]
  /** Without a database: makes one; ends with exit 2; or does its work, exit 0. */
  readonly without: 'begins' | 'refuses' | 'answers'
  /** Takes --data, and no database. */
  readonly noDatabase?: true
}

const row = (
  command: string,
  without: Row['without'],
  args: () => readonly string[] = () => [],
  more: Partial<Row> = {},
): Row => ({ command, without, args, ...more })

const rows: readonly Row[] = [
  row('crawl', 'begins', () => [`${site.url}/`, '--site', 'sample', ...fast, '--max-pages', '1']),
  row('fetch', 'begins', () => [`${site.url}/`, ...fast]),
  row('load', 'begins', () => ['../records.jsonl']),
  row('frontier import', 'begins', () => ['../frontier.jsonl']),
  row('db migrate', 'begins'),
  row('fixture add', 'begins', () => [`${site.url}/`, ...fast, '--site', 'sample', '--dir', 'pages']),
  row('work', 'refuses', () => ['--allow-private', '--max-time', '1s']),
  row('schedule add', 'refuses', () => ['nightly', '0 3 * * *', '--', ...crawl()]),
  row('schedule list', 'refuses'),
  row('schedule run', 'refuses', () => ['nightly']),
  row('schedule remove', 'refuses', () => ['nightly']),
  row('frontier ls', 'refuses'),
  row('frontier requeue', 'refuses', () => ['--all']),
  row('frontier drop', 'refuses', () => ['--all']),
  row('frontier add', 'refuses', () => ['../urls.txt']),
  row('frontier export', 'refuses'),
  row('pause', 'refuses', () => ['okwave.jp']),
  row('resume', 'refuses', () => ['okwave.jp']),
  row('reparse', 'refuses', () => ['../page.html', '--site', 'okwave']),
  row('runs', 'refuses'),
  row('run', 'refuses', () => ['last']),
  row('sql', 'refuses', () => ['select 1']),
  row('report', 'refuses', () => ['--out', 'report.html']),
  row('browse', 'refuses', () => ['--port', '0']),
  row('export', 'refuses', () => ['--out', 'export']),
  row('db docs', 'refuses', () => ['--out', 'dictionary.md']),
  row('db prune-log', 'refuses', () => ['--all']),
  row('db renew-log', 'refuses'),
  row('db grant-analyst', 'refuses', () => ['hanako']),
  row('check', 'refuses'),
  row('status', 'answers'),
  row('robots', 'answers', () => [`${site.url}/`, '--allow-private']),
  row('try', 'answers', () => [`${site.url}/`, ...fast]),
  row('doctor', 'answers', () => ['--contact', 'ops@example.org']),
  row('archive verify', 'refuses', () => [], { noDatabase: true }),
  row('archive ls', 'refuses', () => [], { noDatabase: true }),
  row('archive cat', 'refuses', () => ['urn:uuid:6f2c1e0a-3b1d-4a59-9d0e-3f1f5a9f9f10'], {
    noDatabase: true,
  }),
  row('archive index', 'refuses', () => [], { noDatabase: true }),
]

/** These take no --data, write where another option says, or (demo) have a folder of their own. */
const withoutData = ['mondo', 'demo', 'init', 'parse', 'fixture', 'fixture update', 'fixture check', 'site']
const others = [...withoutData, 'site new', 'completion', 'schedule', 'frontier', 'archive', 'db']

/** `schedule add NAME … --data wrong -- crawl …`: before the -- if there is one. */
function placed({ command, args }: Row, ...place: readonly string[]): readonly string[] {
  const words = args()
  const end = words.includes('--') ? words.indexOf('--') : words.length
  return [...command.split(' '), ...words.slice(0, end), ...place, ...words.slice(end)]
}

test('the table has every command', () => {
  const reference = readFileSync(`${here}/docs/commands.md`, 'utf8')
  const commands = [...reference.matchAll(/^## (?:mondo )?(.+)$/gm)].map(([, name]) => name)
  expect([...rows.map(({ command }) => command), ...others].toSorted()).toEqual(commands.toSorted())
})

test.each(rows.filter(({ without }) => without === 'begins'))(
  'mondo $command makes the data folder, and its help says which commands do',
  async (one) => {
    const said = await runMondo(placed(one, '--data', 'new'))
    expect(said).toMatchObject({ exitCode: 0 })
    expect(existsSync('new/db/PG_VERSION')).toBe(true)
    if (one.command === 'crawl') expect(said.stderr).toContain('; a new database in new')
    const help = await runMondo([...one.command.split(' '), '--help'])
    expect(help.stdout.replace(/\s+/g, ' ')).toMatch(
      /Makes the (?:embedded )?data(?:base| folder) where there is none/,
    )
  },
)

test.each(rows.filter(({ without }) => without === 'refuses'))(
  'mondo $command makes nothing where --data is wrong, exit 2',
  async (one) => {
    const said = await runMondo(placed(one, '--data', 'wrong'))
    expect({ exitCode: said.exitCode, stdout: said.stdout }, said.stderr).toEqual({ exitCode: 2, stdout: '' })
    expect(made()).toEqual([])
  },
)

test.each(rows.filter(({ without }) => without === 'answers'))(
  'mondo $command answers without a database, and makes none',
  async (one) => {
    expect(await runMondo(placed(one, '--data', 'wrong'))).toMatchObject({ exitCode: 0 })
    expect(made()).toEqual([])
  },
)

test.each(rows.filter(({ noDatabase }) => noDatabase !== true))(
  'mondo $command makes nothing where the database is out of reach, and prints no plan',
  async (one) => {
    const { exitCode, stdout, stderr } = await runMondo(placed(one, '--data', 'new', '--db', unreachable))
    if (one.command === 'doctor') expect({ exitCode, stdout }).toMatchObject({ exitCode: 2 })
    else {
      expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 3, stdout: '' })
      expect(stderr.trim().split('\n'), stderr).toHaveLength(1)
    }
    expect(made()).toEqual([])
  },
)

/** Each in a folder that is there, as a mounted volume is. */
test.each([
  ['schedule add', () => ['nightly', '0 3 * * *', '--', ...crawl()]],
  ['work', () => ['--max-time', '1s']],
  ['robots', () => [`${site.url}/`, '--allow-private']],
  ['reparse', () => ['../page.html', '--site', 'okwave']],
] as const)('mondo %s makes a database in a data folder that is there', async (command, args) => {
  mkdirSync('volume')
  const said = await runMondo(placed(row(command, 'begins', args), '--data', 'volume'))
  expect(said, said.stderr).toMatchObject({ exitCode: 0 })
  expect(existsSync('volume/db/PG_VERSION')).toBe(true)
})

test('a dry run of a re-parse makes none there either', async () => {
  mkdirSync('volume')
  const said = await runMondo([
    'reparse',
    '../page.html',
    '--site',
    'okwave',
    '--dry-run',
    '--data',
    'volume',
  ])
  expect(said, said.stderr).toMatchObject({ exitCode: 0 })
  expect(readdirSync('volume')).toEqual([])
})

test('mondo status names the place where it found no database', async () => {
  const { stderr } = await runMondo(['status', '--data', 'wrong'])
  expect(stderr).toBe('mondo: there is no database in wrong/db yet\n')
})
