/** `mondo frontier` over a server that this file answers for. */
import { describe, expect, test } from 'vitest'
import { answeringServer } from '../../../../database/answering-server.ts'
import { type Answers, changed, columnsOf, noRow, row } from '../../../../database/answers.ts'
import { runMondo } from '../../../run-mondo.ts'
import { temporaryFolder } from '../../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const mondo = async (args: readonly string[], answers: Answers = [], stdin = '') => {
  server.asked.length = 0
  server.answers = answers
  return await runMondo(['frontier', ...args, '--db', server.url], stdin)
}
const asked = (word: RegExp) => server.asked.find(({ text }) => word.test(text))

const page = columnsOf(
  'site text, path text, hostGroup text, kind text, outcome text, reason text, dueAt timestamptz, tries integer',
)
const listed = (count: number): Answers => [
  [
    /from crawl\.page where/,
    {
      columns: page,
      rows: Array.from({ length: count }, (_, id) => [
        'okwave',
        `/qa/q${id}.html`,
        'okwave.jp',
        'question',
        id === 0 ? 'failed' : null,
        id === 0 ? 'timeout' : null,
        id === 0 ? '2026-11-29 00:00:00+00' : null,
        '1',
      ]),
    },
  ],
]

describe('mondo frontier ls', () => {
  test('lists pages and when they are due', async () => {
    const { exitCode, stdout, stderr } = await mondo(['ls'], listed(2))
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['host group', 'path', 'kind', 'last outcome', 'reason', 'due'],
      ['okwave.jp', '/qa/q0.html', 'question', 'failed', 'timeout', '2026-11-29T00:00:00Z'],
      ['okwave.jp', '/qa/q1.html', 'question', 'never'],
      [''],
    ])
    expect(asked(/crawl\.page/)?.text).toMatch(/where true\s+order by host_group/)
    expect(asked(/crawl\.page/)?.parameters).toEqual(['100'])
  })

  test('says where there may be more', async () => {
    expect((await mondo(['ls', '--limit', '2'], listed(2))).stderr).toBe(
      'mondo: the first 2; more with --limit\n',
    )
    expect((await mondo(['ls', '--limit', '3'], listed(2))).stderr).toBe('')
    const { stdout } = await mondo(['ls', '--json'], listed(1))
    expect(JSON.parse(stdout)).toMatchObject([
      { path: '/qa/q0.html', dueAt: '2026-11-29T00:00:00.000Z', tries: 1 },
    ])
  })

  test.each([
    [['--status', 'failed'], 'last_outcome = $1', ['failed']],
    [['--status', 'due'], 'due_at <= $1::timestamptz', [expect.stringMatching(/^\d{4}-/)]],
    [['--status', 'new'], 'last_run_id is null and due_at is not null', []],
    [['--reason', 'timeout'], 'last_reason = $1', ['timeout']],
    [['--path', '/qa/50%_*'], 'path like $1', [String.raw`/qa/50\%\_%`]],
    [['--trap'], 'last_reason like $1', [expect.stringMatching(/%$/)]],
    [['--site', 'okwave', '--host-group', 'g'], 'site = $1 and host_group = $2', ['okwave', 'g']],
  ])('of %j asks for no others', async (flags, condition, parameters) => {
    await mondo(['ls', ...flags], listed(0))
    const query = asked(/crawl\.page/)
    expect(query?.text).toContain(`from crawl.page where ${condition}`)
    expect(query?.parameters).toEqual([...parameters, '100'])
  })

  test('of a status that is none is refused, with those there are', async () => {
    const { exitCode, stderr } = await mondo(['ls', '--status', 'bananas'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/There are: .*due.*loaded/)
  })
})

describe('pages are changed', () => {
  test.each([
    [['requeue', '--status', 'failed'], 1, '1 page requeued\n'],
    [['requeue', '--all'], 2, '2 pages requeued\n'],
    [['drop', '--path', '/search*'], 0, '0 pages dropped\n'],
  ])('%j', async (args, count, stdout) => {
    const update = args[0] === 'drop' ? /last_outcome = 'skipped', last_reason = \$1/ : /tries = 0/
    expect(await mondo(args, [[/update crawl\.page/, changed(count)]])).toEqual({
      exitCode: 0,
      stdout,
      stderr: '',
    })
    expect(asked(/update crawl\.page/)?.text).toMatch(update)
    const { stdout: json } = await mondo([...args, '--json'], [[/update crawl\.page/, changed(count)]])
    expect(Object.values(JSON.parse(json))).toEqual([count])
  })

  test('chains that were put off are let go on with their pages', async () => {
    await mondo(
      ['requeue', '--trap'],
      [
        [/crawl\.list_chain/, changed(1)],
        [/update crawl\.page/, changed(3)],
      ],
    )
    expect(asked(/crawl\.list_chain/)).toBeDefined()
    await mondo(['requeue', '--all'], [[/update crawl\.page/, changed(3)]])
    expect(asked(/crawl\.list_chain/)).toBeUndefined()
  })

  test.each(['requeue', 'drop'])('%s of no named pages is refused', async (command) => {
    expect(await mondo([command])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'mondo: frontier: no pages are named. Narrow it by --status, --reason, --path, --trap, --site or --host-group, or say --all\n',
    })
  })
})

const line = {
  ...{ site: 'okwave', path: '/qa/q1.html', origin: 'https://okwave.jp', hostGroup: 'okwave.jp' },
  ...{ kind: 'question', depth: 0, discoveredAt: '2026-11-28T00:00:00.000Z', dueAt: null, tries: 0 },
  ...{ lastOutcome: null, lastReason: null, intervalSeconds: null },
}

test('mondo frontier export prints a line a page, in batches', async () => {
  const columns = columnsOf(
    'site text, path text, origin text, hostGroup text, kind text, depth integer, discoveredAt timestamptz, dueAt timestamptz, tries integer, lastOutcome text, lastReason text, intervalSeconds float8',
  )
  const rows = Array.from({ length: 1_000 }, (_, id) => [
    ...['okwave', `/qa/q${id + 1}.html`, 'https://okwave.jp', 'okwave.jp', 'question', '0'],
    ...['2026-11-28 00:00:00+00', id === 1 ? '2026-11-30 00:00:00+00' : null, '0', null, null, null],
  ])
  let batches = 0
  const answers: Answers = [
    [
      /from crawl\.page where \(site, path\)/,
      {
        columns,
        get rows() {
          return batches++ === 0 ? rows : []
        },
      },
    ],
  ]
  const { stdout } = await mondo(['export'], answers)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one))
  expect(lines).toHaveLength(1_000)
  expect(lines[0]).toEqual(line)
  expect(lines[1]).toMatchObject({ dueAt: '2026-11-30T00:00:00.000Z' })
  expect(server.asked.at(-1)?.parameters).toEqual(['okwave', '/qa/q1000.html', '1000'])
})

describe('mondo frontier import', () => {
  const lines = (count: number) =>
    Array.from(
      { length: count },
      (_, id) => `${JSON.stringify({ ...line, path: `/qa/q${id}.html` })}\n`,
    ).join('')
  const inserting: Answers = [[/insert into crawl\.page/, changed(1)]]

  test('adds pages that are not known, a thousand at a time', async () => {
    expect(await mondo(['import', '-'], inserting, lines(1_001))).toEqual({
      exitCode: 0,
      stdout: '2 added, 999 known before\n',
      stderr: '',
    })
    const sizes = server.asked
      .filter(({ text }) => text.includes('insert into crawl.page'))
      .map(({ parameters }) => JSON.parse(parameters[0] ?? '').length)
    expect(sizes).toEqual([1_000, 1])
    const path = await folder.file('frontier.jsonl', lines(2))
    expect(JSON.parse((await mondo(['import', path, '--json'], inserting)).stdout)).toEqual({
      added: 1,
      known: 1,
    })
  })

  test('of nothing opens no database', async () => {
    expect((await mondo(['import', '-'])).stdout).toBe('0 added, 0 known before\n')
    expect(server.asked).toEqual([])
  })

  test('ends at a line that is no page, and keeps those before', async () => {
    const { exitCode, stderr } = await mondo(['import', '-'], inserting, `${lines(1)}{"site":""}\n`)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^mondo: stdin line 2: site: .*\. Give lines of mondo frontier export; those before it are in the frontier\n$/,
    )
    expect(asked(/insert into crawl\.page/)).toBeDefined()
  })

  test('refuses a file that is not there, or is none', async () => {
    const none = `${folder.path}/none`
    const hint = 'Give a file of mondo frontier export, or - for stdin\n'
    expect(await mondo(['import', none])).toMatchObject({
      exitCode: 2,
      stderr: `mondo: ${none} cannot be read: there is no such file. ${hint}`,
    })
    expect(await mondo(['import', folder.path])).toMatchObject({
      exitCode: 2,
      stderr: `mondo: ${folder.path} cannot be read: it is no file. ${hint}`,
    })
  })
})

describe('mondo frontier add', () => {
  const options = {
    urls: ['https://okwave.jp/'],
    follow: ['related'],
    exclude: ['/search*'],
    groups: ['okwave.jp'],
    sites: ['okwave'],
    definitions: [],
    maxPages: null,
  }
  const answers = (run: 'one' | 'none' | 'several' = 'one', stored: object = options): Answers => [
    [
      /^select "run_id", "kind"/,
      { columns: { run_id: 'uuid' }, rows: run === 'none' ? [] : run === 'one' ? [['r']] : [['r'], ['s']] },
    ],
    [
      /"crawl"\."run"|from crawl\.run/,
      row(
        {
          options: 'jsonb',
          run_id: 'uuid',
          result: 'text',
          ended_at: 'timestamptz',
          seeded_at: 'timestamptz',
        },
        JSON.stringify(stored),
        'r',
        'done',
        null,
        null,
      ),
    ],
    [
      /insert into crawl\.page|with found|crawl\.page/,
      row({ site: 'text', path: 'text' }, 'okwave', '/qa/q1.html'),
    ],
    [/./, noRow],
  ]

  test('adds what the scope of the last crawl lets in, and says what it does not', async () => {
    const urls = [
      ...['https://okwave.jp/qa/q1.html', 'https://okwave.jp/qa/q2.html', 'https://okwave.jp/search?q=a'],
      ...['https://okwave.jp/search?q=b', 'https://elsewhere.example/', 'http://169.254.169.254/'],
    ]
    const { exitCode, stdout, stderr } = await mondo(
      ['add', '-'],
      answers(),
      urls.map((url) => `${url}\n`).join(''),
    )
    expect([exitCode, stdout]).toEqual([0, '1 added, 1 known before\n'])
    expect(stderr.split('\n')).toEqual([
      'mondo: 2 refused, excluded by /search*: https://okwave.jp/search?q=a',
      'mondo: 1 refused, another host: https://elsewhere.example/',
      expect.stringMatching(/^mondo: 1 refused, .*: http:\/\/169\.254\.169\.254\/$/),
      '',
    ])
  })

  test.each([
    ['none', 'mondo: frontier: no crawl: last.'],
    ['several', 'mondo: frontier: several crawls: last.'],
  ] as const)('by the scope of %s is refused', async (run, why) => {
    const { exitCode, stderr } = await mondo(['add', '-'], answers(run), 'https://okwave.jp/\n')
    expect([exitCode, stderr]).toEqual([
      2,
      `${why} The scope of a crawl says what may be added: mondo runs lists them, mondo crawl URL starts one\n`,
    ])
  })

  test.each([
    [{ ...options, definitions: ['mine.1'] }, 'it needs mine.1. Give the site definition with --sites'],
    [{ unknown: 1 }, 'another version of mondo made it. Start a crawl with this version'],
  ])('by a scope that cannot be read is refused: %#', async (stored, why) => {
    const { exitCode, stderr } = await mondo(['add', '-'], answers('one', stored), 'https://okwave.jp/\n')
    expect([exitCode, stderr]).toEqual([2, `mondo: frontier: the scope of run r cannot be read: ${why}\n`])
  })
})
