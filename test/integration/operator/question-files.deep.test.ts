/** `crawl -o`: the new and changed questions of a crawl, in each format. */
import { readdirSync, readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let site: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ questions: 6 })
})
afterAll(() => site.close())

let crawls = 0
/** Each into a data folder of its own: everything is new. */
const crawlInto = async (output: string, ...more: readonly string[]) => {
  const data = `${folder.path}/data-${++crawls}`
  const rules = ['--allow-private', '--site', 'sample', '--rate', 'unlimited']
  return await runMondo(['crawl', `${site.url}/`, ...rules, '-o', output, '--data', data, ...more])
}
const at = (name: string) => `${folder.path}/out/${name}`

/** As DuckDB reads them. */
async function rowsOf(parquet: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const duckdb = await DuckDBInstance.create(':memory:')
  const connection = await duckdb.connect()
  try {
    const read = await connection.runAndReadAll(`select * from '${parquet}'`)
    return read.getRowObjectsJson()
  } finally {
    connection.closeSync()
    duckdb.closeSync()
  }
}

test('one crawl has the same questions as JSON lines, CSV, Parquet and on stdout', async () => {
  await folder.file('out/old.parquet', 'replaced')
  expect(await crawlInto(at('old.parquet'))).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('6 new or changed questions'),
  })
  const rows = await rowsOf(at('old.parquet'))
  expect(rows).toHaveLength(6)

  expect(await crawlInto(at('new.jsonl'))).toMatchObject({ exitCode: 0 })
  const lines = readFileSync(at('new.jsonl'), 'utf8').trimEnd().split('\n')
  const records = lines.map((line) => JSON.parse(line))
  const byId = new Map(rows.map((row) => [row['question_id'], row]))
  for (const { questionId, title, body, status, categories, answerCount, answers } of records) {
    const row = byId.get(questionId)
    expect(row).toMatchObject({ change: 'new', site: 'sample', title, body, status, complete: true })
    expect([row?.['categories'], row?.['answer_count']]).toEqual([categories, answerCount])
    const read = row?.['answers']
    expect(typeof read === 'string' ? JSON.parse(read) : read).toEqual(answers)
  }

  expect(await crawlInto(at('new.csv'))).toMatchObject({ exitCode: 0 })
  const csv = readFileSync(at('new.csv'), 'utf8')
  expect(csv.split(/\r?\n/)[0]).toBe(Object.keys(rows[0] ?? {}).join(','))
  for (const { questionId } of records) expect(csv).toContain(`\nnew,sample,${questionId},`)

  const piped = await crawlInto('-')
  expect(piped.exitCode).toBe(0)
  const ids = piped.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).questionId)
  expect(ids.toSorted()).toEqual(records.map(({ questionId }) => questionId).toSorted())
  expect(piped.stderr).toContain('in the database: 6 questions')
  expect(readdirSync(at('')).toSorted()).toEqual(['new.csv', 'new.jsonl', 'old.parquet'])
})

test('a crawl that finds nothing new leaves a file that can be read', async () => {
  expect(await crawlInto(at('none.parquet'), '--max-pages', '1', '--follow', 'none')).toMatchObject({
    exitCode: 0,
  })
  expect(await rowsOf(at('none.parquet'))).toEqual([])
})

test.each([
  ['new.xml', 'ends in no format'],
  ['none/new.csv', 'there is no folder'],
])('-o %s is refused before anything is asked for, exit 2', async (name, why) => {
  const asked = site.requests.length
  const said = await crawlInto(at(name))
  expect(said).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(why) })
  expect(said.stderr.trim().split('\n')).toHaveLength(1)
  expect(site.requests.length).toBe(asked)
})

test('-o - and --json are refused together, exit 2', async () => {
  expect(await crawlInto('-', '--json')).toMatchObject({ exitCode: 2, stdout: '' })
})
