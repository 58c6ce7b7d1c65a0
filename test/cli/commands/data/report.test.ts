/** `mondo report`: one HTML file, and what is no report. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { type Answer, noRow, row } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const out = join(folder.path, 'report.html')
const run = row({ run_id: 'uuid', kind: 'text' }, '01234567-89ab-cdef-0123-456789abcdef', 'crawl')
const report = async (flags: readonly string[], runs: Answer | Error = run) => {
  server.answers = [
    [/from crawl\.run r\n/, runs],
    [
      /coalesce\(array_agg\(distinct v\.host_group\)/,
      row({ a: 'texts', b: 'texts', c: 'float8' }, '{okwave.jp}', '{okwave}', '60'),
    ],
    [/as visits, coalesce/, row({ visits: 'integer', questions: 'integer' }, '1234', '7')],
    [/./, noRow],
  ]
  return await runMondo(['report', '--out', out, '--db', server.url, ...flags])
}

test('the last crawl is written to one file', async () => {
  expect(await report([])).toEqual({
    exitCode: 0,
    stdout: `report    ${out} (open it in a browser)\n`,
    stderr: '',
  })
  const html = readFileSync(out, 'utf8')
  expect(html).toContain('<title>Run 01234567 – mondo</title>')
  expect(html).toMatch(/<dt>pages visited<\/dt><dd>1,234<\/dd>/)
  expect(html).toMatch(/<dt>rejected<\/dt><dd>0<\/dd>/)
  expect([...html.matchAll(/<h2 id="[\w-]+">([^<]+)</g)].map(([, title]) => title)).toEqual([
    ...['The run', 'Pages', 'Pace and hosts', 'What was read', 'Questions and answers'],
  ])
  expect(JSON.parse((await report(['--json'])).stdout)).toEqual({ file: out })
})

describe('no report', () => {
  test.each([
    [[], 'There is no crawl yet.'],
    [['--since', '2026-11-01'], 'No crawl ran in that time.'],
  ])('%j of nothing', async (flags, why) => {
    expect(await report(flags, noRow)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `mondo: ${why} Crawl first (mondo crawl --help, or mondo demo), or give another --since\n`,
    })
  })

  test('of a database without tables of the crawl', async () => {
    const refused = Object.assign(new Error('relation "crawl.run" does not exist'), { code: '42P01' })
    expect(await report([], refused)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(
        /^mondo: A report of this database cannot be made: relation "crawl\.run" does not exist\. Bring the database up to date with mondo db migrate, and connect as its owner: a report reads crawl\n$/,
      ),
    })
  })

  test('of a run and a span, or of an end without a beginning', async () => {
    const both = await report(['--run', 'a', '--since', '2026-11-01'])
    expect(both).toMatchObject({
      exitCode: 2,
      stderr: 'mondo: report: --run and --since exclude each other. Give one of them\n',
    })
    for (const flags of [
      ['--until', '2026-11-01'],
      ['--until', '2026-11-01', '--since', '2026-11-01'],
    ]) {
      const { exitCode, stderr } = await report(flags)
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^mondo: report: .*--until.*\n$/)])
    }
  })
})
