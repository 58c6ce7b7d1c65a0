/** `mondo schedule` over a server that this file answers for: entries as they are stored, listed and refused. */
import { beforeEach, describe, expect, test } from 'vitest'
import { answeringServer, withQueue } from '../../../database/answering-server.ts'
import { type Answers, columnsOf, noRow } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
let entries: string[][] = []
let runs: (string | null)[][] = []
const entry = (name: string, cron: string, tz: string, args = 'crawl https://okwave.jp/') => [
  ...[
    'scheduled-crawl',
    cron,
    tz,
    JSON.stringify({ name, args: args.split(' '), definitions: [] }),
    '{}',
    name,
  ],
]
const answers: Answers = [
  ...withQueue,
  [
    /from pgboss\.schedule/i,
    {
      columns: columnsOf('name text, cron text, timezone text, data jsonb, options jsonb, key text'),
      get rows() {
        return entries
      },
    },
  ],
  [
    /distinct on \(data ->> 'name'\)/,
    {
      columns: columnsOf(
        'name text, startedAt timestamptz, endedAt timestamptz, result text, exitCode integer, runId text, error text',
      ),
      get rows() {
        return runs
      },
    },
  ],
]
beforeEach(() => {
  server.answers = answers
  server.otherwise = [[/./, noRow]]
  server.asked.length = 0
  entries = [entry('nightly', '0 3 * * *', 'Asia/Tokyo')]
  runs = []
})
const schedule = async (command: string, ...args: readonly string[]) =>
  await runMondo(['schedule', command, '--db', server.url, ...args])
const asked = (start: RegExp) => server.asked.find(({ text }) => start.test(text))

describe('mondo schedule list', () => {
  const rowOf = async () => {
    const { stdout } = await schedule('list')
    return stdout.split('\n')[1]?.split(/ {2,}/)
  }

  test('shows entries in their zones, in the order of their names', async () => {
    entries = [entry('weekly', '0 0 * * 1', 'UTC'), entry('nightly', '30 3 * * *', 'Asia/Tokyo', 'a b')]
    const { exitCode, stdout, stderr } = await schedule('list')
    expect([exitCode, stderr]).toEqual([0, ''])
    const [head, first, second] = stdout.split('\n').map((line) => line.split(/ {2,}/))
    expect(head).toEqual(['name', 'cron', 'zone', 'next', 'last', 'result', 'runs'])
    expect(first).toEqual([
      'nightly',
      '30 3 * * *',
      'Asia/Tokyo',
      expect.stringMatching(/ 03:30 GMT\+9$/),
      'never',
      'a b',
    ])
    expect(second?.slice(0, 4)).toEqual(['weekly', '0 0 * * 1', 'UTC', expect.stringMatching(/ 00:00 UTC$/)])
  })

  test.each<readonly [(string | null)[], string]>([
    [['2026-11-29 18:01:00+00', 'done', '0', null], 'done, exit 0'],
    [['2026-11-29 18:01:00+00', 'lost', null, null], 'lost'],
    [[null, null, null, null], 'running'],
    [['2026-11-29 18:01:00+00', 'failed', null, 'no contact'], 'failed: no contact'],
  ])(
    'shows what became of the last run: %j',
    async ([endedAt = null, result = null, exitCode = null, error = null], text) => {
      runs = [['nightly', '2026-11-29 18:00:00+00', endedAt, result, exitCode, 'r', error]]
      expect((await rowOf())?.slice(4, 6)).toEqual(['2026-11-30 03:00 GMT+9', text])
      const [listed] = JSON.parse((await schedule('list', '--json')).stdout)
      expect(listed).toMatchObject({ name: 'nightly', last: { result, error, runId: 'r' } })
    },
  )

  test('says how to add one where there is none', async () => {
    entries = []
    expect((await schedule('list')).stdout).toBe('No crawl is scheduled. Add one with: mondo schedule add\n')
  })
})

describe('mondo schedule add', () => {
  const add = async (name: string, cron: string, crawl: readonly string[], ...flags: readonly string[]) =>
    await schedule('add', ...flags, name, cron, '--', ...crawl)
  const crawl = ['crawl', 'https://okwave.jp/', '--contact', 'you@example.org']

  test('stores the crawl with its times and its site definitions, and says when it runs next', async () => {
    const { exitCode, stdout } = await add('nightly', '0 3 * * *', crawl, '--tz', 'Asia/Tokyo')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^nightly: next \d{4}-\d\d-\d\d 03:00 GMT\+9\n$/)
    const [, key, , cron, tz, data, options] = asked(/^insert into pgboss\.schedule/i)?.parameters ?? []
    expect([key, cron, tz]).toEqual(['nightly', '0 3 * * *', 'Asia/Tokyo'])
    expect(JSON.parse(data ?? '')).toEqual({
      name: 'nightly',
      args: crawl,
      definitions: [expect.stringMatching(/^okwave\.\d/)],
    })
    expect(JSON.parse(options ?? '')).toMatchObject({
      group: { id: 'nightly' },
      singletonKey: 'nightly',
      missed: 'once',
    })
  })

  test('gives the entry as JSON, or null where it is not listed', async () => {
    expect(JSON.parse((await add('nightly', '0 3 * * *', crawl, '--json')).stdout)).toMatchObject({
      name: 'nightly',
      tz: 'Asia/Tokyo',
    })
    expect(JSON.parse((await add('other', '0 3 * * *', crawl, '--json')).stdout)).toBeNull()
    expect((await add('other', '0 3 * * *', crawl)).stdout).toBe('other: next never\n')
  })

  test.each([
    [
      'a name',
      ['nightly run', '0 3 * * *', crawl],
      'schedule: not a name: nightly run. Use letters, digits, dots, dashes and underscores',
    ],
    ['a time', ['nightly', '0 25 * * *', crawl], null],
    ['a crawl', ['nightly', '0 3 * * *', ['crawl', 'https://okwave.jp/', '--rate', '0']], null],
    ['a public host without a contact', ['nightly', '0 3 * * *', crawl.slice(0, 2)], null],
  ] as const)('refuses %s before anything is stored', async (_, [name, cron, given], why) => {
    const { exitCode, stdout, stderr } = await add(name, cron, given)
    expect([exitCode, stdout]).toEqual([2, ''])
    if (why !== null) expect(stderr).toBe(`mondo: ${why}\n`)
    expect(asked(/^insert into pgboss\.schedule/i)).toBeUndefined()
  })

  test('refuses a zone that is none, and a mistyped data folder', async () => {
    const { exitCode, stderr } = await add('nightly', '0 3 * * *', crawl, '--tz', 'Mars/North')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^mondo: schedule: not a time: "0 3 \* \* \*" in Mars\/North: .*\. Write a cron expression, such as "0 3 \* \* \*" for three in the morning, and a zone such as Asia\/Tokyo\n$/,
    )
    const data = `${folder.path}/none`
    const missing = await runMondo([
      'schedule',
      'add',
      '--data',
      data,
      'nightly',
      '0 3 * * *',
      '--',
      ...crawl,
    ])
    expect(missing.exitCode).toBe(2)
    expect(missing.stderr).toContain(data)
  })
})

test('mondo schedule remove removes an entry, and says where there is none', async () => {
  expect(await schedule('remove', 'nightly')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  expect(asked(/^delete from pgboss\.schedule/i)?.parameters).toEqual(['scheduled-crawl', 'nightly'])
  entries = []
  expect(await schedule('remove', 'nightly')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'mondo: schedule: no entry nightly. See mondo schedule list\n',
  })
})

test('the queue keeps jobs for a month, holds them by a lease, and never gives one up', async () => {
  await schedule('list')
  expect(asked(/pgboss\.create_queue/)?.text).toContain(
    `'scheduled-crawl', '{"policy":"stately","heartbeatSeconds":30,"expireInSeconds":82800,"retryLimit":1000000,"retryDelay":0,"deleteAfterSeconds":2592000,"retentionSeconds":2592000}'`,
  )
})
