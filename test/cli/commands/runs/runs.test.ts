/** `mondo runs` and `mondo run` over a server that this file answers for. */
import { describe, expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { type Answer, columnsOf, noRow, row } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'

const server = await answeringServer()
const id = '01234567-89ab-cdef-0123-456789abcdef'
const columns = columnsOf(
  'run_id uuid, kind text, result text, exit_code integer, started_at timestamptz, ended_at timestamptz, requests bigint, bytes bigint, statuses jsonb',
)
const crawl = [
  id,
  'crawl',
  'done',
  '0',
  '2026-11-29 00:00:00+00',
  '2026-11-29 00:01:40+00',
  '50',
  '1000',
  '{"200":50}',
]
const visit = columnsOf(
  'visitId float8, at timestamptz, status integer, bytes float8, url text, outcome text, reason text, requests integer, mimeType text, hostGroup text, digest text, warcFile text, warcOffset float8',
)
const mondo = async (args: readonly string[], runs: Answer['rows'] = [crawl]) => {
  server.asked.length = 0
  server.answers = [
    [/^select "run_id", "kind"/, { columns, rows: runs }],
    [/as name,|count\(distinct/, noRow],
    [
      /with visits as/,
      row(
        {
          group: 'text',
          visits: 'integer',
          requests: 'float8',
          bytes: 'float8',
          outcomes: 'jsonb',
          statuses: 'jsonb',
        },
        'okwave.jp',
        '50',
        '50',
        '1000',
        '{"loaded":50}',
        '{"200":50}',
      ),
    ],
    [
      /visit_id::float8/,
      row(
        visit,
        '1',
        '2026-11-29 00:00:01+00',
        '200',
        '10',
        'https://okwave.jp/qa/q1.html',
        'loaded',
        null,
        '1',
        'text/html',
        'okwave.jp',
        null,
        'a.warc.gz',
        '0',
      ),
    ],
    [/crawl\.run|"crawl"\."run"|pgboss/, noRow],
  ]
  return await runMondo([...args, '--db', server.url])
}

test('runs are listed, as many as are asked for', async () => {
  const { exitCode, stdout } = await mondo(['runs'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('01234567')
  const limit = () => server.asked.find(({ text }) => text.startsWith('select "run_id", "kind"'))?.parameters
  expect(limit()).toEqual(['20'])
  const { stdout: json } = await mondo(['runs', '--limit', '3', '--json'])
  expect(limit()).toEqual(['3'])
  expect(JSON.parse(json)).toMatchObject([{ runId: id, seconds: 100, exitCode: 0, statuses: { 200: 50 } }])
})

describe('one run', () => {
  test('is shown with its hosts', async () => {
    const { stdout } = await mondo(['run', '0123'])
    expect(stdout).toContain(id)
    expect(stdout).toContain('okwave.jp')
    expect(JSON.parse((await mondo(['run', 'last', '--json'])).stdout)).toMatchObject({
      runId: id,
      hosts: [{ group: 'okwave.jp', visits: 50 }],
    })
  })

  test('has a log, a line a visit', async () => {
    const { stdout } = await mondo(['run', 'last', '--log'])
    expect(stdout).toMatch(/^2026-11-29T00:00:01\.000Z .*https:\/\/okwave\.jp\/qa\/q1\.html.*\n$/)
    expect(JSON.parse((await mondo(['run', 'last', '--log', '--json'])).stdout)).toMatchObject({
      visitId: 1,
      url: 'https://okwave.jp/qa/q1.html',
    })
  })

  test.each([
    [[], 'mondo: there is no run 0123. mondo runs lists them; last is the newest\n'],
    [[crawl, crawl], 'mondo: several runs begin with 0123. mondo runs lists them; last is the newest\n'],
  ])('that is not one is refused: %#', async (runs, stderr) => {
    expect(await mondo(['run', '0123'], runs)).toEqual({ exitCode: 2, stdout: '', stderr })
  })
})
