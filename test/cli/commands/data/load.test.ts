/** `mondo load` over a server that this file answers for: what is said of records, and of lines that are none. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { noRow } from '../../../database/answers.ts'
import { aPage } from '../../../load/pages.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
beforeEach(() => {
  server.answers = []
  server.otherwise = [[/./, noRow]]
  server.asked.length = 0
})
const record = (id: string, change: Parameters<typeof aPage>[0] = {}) =>
  JSON.stringify(aPage({ questionId: id, ...change }))
const load = async (lines: readonly string[], ...flags: readonly string[]) =>
  await runMondo(['load', '-', '--db', server.url, ...flags], `${lines.join('\n')}\n`)

test('counts are a table, and lines that are no question are counted', async () => {
  const outcome = JSON.stringify({ source: 'a', kind: 'not-found', url: 'https://sample.example/' })
  const { exitCode, stdout, stderr } = await load([record('1'), outcome, outcome])
  expect([exitCode, stderr]).toEqual([0, ''])
  const lines = stdout.split('\n').map((line) => line.trim().split(/ {2,}/))
  expect(lines[0]).toEqual(['inserted', 'changed', 'unchanged', 'gone', 'stale'])
  expect(lines.slice(1, 5).map(([name]) => name)).toEqual(['question', 'answer', 'reply', 'related'])
  expect(lines[5]).toEqual(['skipped lines: 2 not-found'])
  const { stdout: json } = await load([record('1')], '--json')
  expect(Object.keys(JSON.parse(json))).toEqual(['question', 'answer', 'reply', 'related'])
})

describe('records whose URL is on no host of their site', () => {
  const astray = { site: 'okwave' } as const
  test.each([
    [
      1,
      'warning: 1 record names a site and a URL on none of its hosts, the first okwave and https://sample.example/qa/q1.html\n',
    ],
    [
      2,
      'warning: 2 records name a site and a URL on none of its hosts, the first okwave and https://sample.example/qa/q1.html\n',
    ],
  ])('are loaded with a warning: %d', async (count, stderr) => {
    const lines = Array.from({ length: count }, (_, id) => record(String(id + 1), astray))
    expect(await load(lines)).toMatchObject({ exitCode: 0, stderr })
  })
})

describe('lines that cannot be loaded', () => {
  test('are named, and nothing is loaded', async () => {
    const { exitCode, stderr } = await load([record('1'), '{"site":1}'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^mondo: stdin line 2: /)
    expect(server.asked).toEqual([])
  })

  test.each([
    [['{"site":1}'], '1 line was'],
    [['{"site":1}', '{'], '2 lines were'],
  ])('are written to a file where one is named: %#', async (lines, said) => {
    const rejects = join(folder.path, 'rejects.jsonl')
    const { exitCode, stderr } = await load([record('1'), ...lines], '--rejects', rejects)
    expect([exitCode, stderr]).toEqual([0, `${said} not loaded: ${rejects} has them, each with its reason\n`])
    const rejected = readFileSync(rejects, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rejected).toHaveLength(lines.length)
    expect(rejected[0]).toMatchObject({
      source: 'stdin',
      line: 2,
      reason: expect.any(String),
      text: '{"site":1}',
    })
  })

  test('and a file for them that cannot be written', async () => {
    const { exitCode, stderr } = await load([record('1')], '--rejects', folder.path)
    expect(exitCode).toBe(2)
    expect(stderr).toBe(
      `mondo: --rejects ${folder.path} cannot be written: it is a folder. Nothing was loaded. Name a file in a folder that is there and can be written\n`,
    )
    expect(server.asked).toEqual([])
  })
})
