/** One data folder with the embedded database, and the commands that read and write it, in this order. */
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let site: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ questions: 6 })
})
afterAll(() => site.close())

const mondo = (args: readonly string[], stdin = '') =>
  runMondo([...args, '--data', `${folder.path}/mondo-data`], stdin)
const crawl = (...args: readonly string[]) =>
  mondo(['crawl', `${site.url}/`, '--allow-private', '--site', 'sample', '--rate', '50', ...args])

/** Lines of stdout, with what differs from run to run replaced. */
async function linesOf(args: readonly string[], stdin = ''): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await mondo(args, stdin)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
    .trimEnd()
    .replaceAll(new URL(site.url).host, 'HOST')
    .replaceAll(folder.path, 'FOLDER')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'RUN')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .split('\n')
}

test('crawl --dry-run asks for robots.txt alone', async () => {
  const { stdout } = await crawl('--dry-run')
  expect(stdout.replaceAll(new URL(site.url).host, 'HOST').trimEnd().split('\n')).toEqual([
    'would ask for 1 known page, about 1 s',
    'and for pages that links (related, list) lead to: as many as there are',
    '',
    'host HOST: a request in 0 s on average (rate 50)',
    '  1 seed, 0 pages due from earlier runs',
    '  http://HOST/',
    '',
    'nothing was asked for but robots.txt (1 request), and nothing is kept of pages',
  ])
  expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt'])
})

test('crawl takes the whole site, and -o writes the new questions', async () => {
  const { exitCode, stdout, stderr } = await crawl('--json', '-o', `${folder.path}/new.csv`)
  expect(exitCode).toBe(0)
  const host = new URL(site.url).host
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'done',
    exitCode: 0,
    requests: 16,
    statuses: { 200: 15, 404: 1 },
    outcomes: { gone: 1, links: 8, loaded: 6, skipped: 1 },
    questions: 6,
    answers: 32,
    due: 0,
    hosts: [{ group: host, state: 'ready', parkedReason: null, backoffUntil: null }],
  })
  expect(stderr).toContain(`6 new or changed questions in ${folder.path}/new.csv`)
  const [head = '', ...rows] = readFileSync(`${folder.path}/new.csv`, 'utf8').split('\r\n')
  expect(head).toBe(
    'change,site,question_id,url,title,body,status,categories,asker_name,posted_at,answer_count,thanks_count,complete,best_answer,answers',
  )
  const [first] = site.expected()
  expect(rows.find((row) => row.startsWith('new,sample,'))).toContain(`,${first?.questionId},`)
})

test('runs, run and status say what it did', async () => {
  expect(await linesOf(['runs'])).toEqual([
    expect.stringMatching(
      /^run +kind +started +took +result +exit +requests +MB +new +changed +gone +rejected$/,
    ),
    expect.stringMatching(/^[0-9a-f]{8} +crawl +TIME +\d+ s +done +0 +16 +1 +6 +0 +1 +0$/),
  ])
  expect((await linesOf(['run', 'last'])).slice(3)).toEqual([
    'questions: 6 new, 0 changed; pages: 1 gone, 0 rejected',
    'responses by status: 200 15, 404 1',
    'pages by media type: text/html 15',
    'visits by outcome: gone 1, links 8, loaded 6, skipped 1',
    '',
    expect.stringMatching(/^host +visits +requests +MB +statuses +outcomes$/),
    expect.stringMatching(/^HOST +16 +16 +1 +200 14, 404 1 +gone 1, links 8, loaded 6, skipped 1$/),
  ])
  const log = await linesOf(['run', 'last', '--log'])
  expect(log).toHaveLength(16)
  expect(log[0]).toMatch(/^TIME 200 \d+ http:\/\/HOST\/ links text\/html HOST sha256:[0-9a-f]{64} \S+:\d+$/)
  const status = await linesOf(['status'])
  expect(status[0]).toBe('last crawl RUN')
  expect(status.slice(-6)).toEqual([
    'in the database: 6 questions, 32 answers; 0 pages still due',
    '',
    'not reached, or no question:',
    expect.stringMatching(/^site +outcome +reason +pages +example$/),
    expect.stringMatching(/^sample +gone +404 +1 +http:\/\/HOST\/qa\/q1999999\.html$/),
    expect.stringMatching(/^sample +skipped +robots +1 +http:\/\/HOST\/qa\/q999999999\.html$/),
  ])
})

describe('export', () => {
  const out = (format: string) => `${folder.path}/${format}`
  const counts = [
    ['qa.answer', 32],
    ['qa.answer_version', 0],
    ['qa.question', 6],
    ['qa.question_version', 0],
    ['qa.related_question', 21],
    ['qa.related_question_version', 0],
    ['qa.reply', 20],
    ['qa.reply_version', 0],
  ]
  const exported = async (format: string, ...more: readonly string[]) => {
    const { exitCode, stderr } = await mondo(['export', '--format', format, '--out', out(format), ...more])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    return JSON.parse(readFileSync(`${out(format)}/manifest.json`, 'utf8'))
  }
  const titles = () =>
    site
      .expected()
      .map(({ title }) => title)
      .sort()
  const tablesOf = ({ tables }: { tables: readonly { table: string; rows: number }[] }) =>
    tables.map(({ table, rows }) => [table, rows])

  test('as records gives what the site knows, and load takes it elsewhere', async () => {
    const manifest = await exported('records')
    expect(manifest).toMatchObject({ format: 'records', since: null, pseudonymised: false })
    expect(tablesOf(manifest)).toEqual([['records', 6]])
    const lines = readFileSync(`${out('records')}/records.jsonl`, 'utf8')
      .trimEnd()
      .split('\n')
    const pages = lines.map((line) => JSON.parse(line).page)
    const known = new Map(site.expected().map((page) => [page.questionId, page]))
    for (const page of pages) expect(page).toMatchObject({ ...known.get(page.questionId), url: page.url })
    const elsewhere = ['--data', `${folder.path}/other`]
    const loaded = await runMondo(['load', `${out('records')}/records.jsonl`, ...elsewhere])
    expect(loaded).toMatchObject({ exitCode: 0, stderr: '' })
    await runMondo(['export', '--format', 'records', '--out', `${folder.path}/again`, ...elsewhere])
    const again = readFileSync(`${folder.path}/again/records.jsonl`, 'utf8').trimEnd().split('\n')
    expect(again.map((line) => JSON.parse(line).page)).toEqual(pages)
  })

  test('as JSON lines has a row a line', async () => {
    const manifest = await exported('jsonl')
    expect(tablesOf(manifest)).toEqual(counts)
    const rows = readFileSync(`${out('jsonl')}/question.jsonl`, 'utf8')
      .trimEnd()
      .split('\n')
    expect(rows.map((row) => JSON.parse(row).title).sort()).toEqual(titles())
  })

  test('as SQLite is one file of tables', async () => {
    const manifest = await exported('sqlite')
    expect(tablesOf(manifest)).toEqual(counts)
    const database = new DatabaseSync(`${out('sqlite')}/mondo.sqlite`, { readOnly: true })
    const rows = database.prepare('select title from question order by title').all()
    const answers = database.prepare('select count(*) as answers from answer').get()
    database.close()
    expect(rows.map(({ title }) => String(title)).sort()).toEqual(titles())
    expect(answers).toEqual({ answers: 32 })
  })

  test('as Parquet and CSV takes the tables that are named', async () => {
    expect(tablesOf(await exported('parquet', '--tables', 'question,thread'))).toEqual([
      ['qa.question', 6],
      ['qa.thread', 6],
    ])
    const parquet = readFileSync(`${out('parquet')}/question.parquet`)
    expect([parquet.subarray(0, 4), parquet.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1'])
    await exported('csv', '--tables', 'question')
    const csv = readFileSync(`${out('csv')}/question.csv`, 'utf8')
    for (const title of titles()) expect(csv).toContain(title)
  })

  test('refuses a table that is not there', async () => {
    const said = await mondo(['export', '--format', 'csv', '--out', out('none'), '--tables', 'nothing'])
    expect(said.exitCode).toBe(2)
    expect(said.stderr).toContain('There is no table or view nothing in the schema qa.')
  })
})

test('sql, check and report read the database', async () => {
  const statement = 'select count(*) as questions, :word as word from qa.question'
  const rows = await linesOf(['sql', statement, '-p', 'word=猫', '--json'])
  expect(JSON.parse(rows.join(''))).toEqual([{ questions: 6, word: '猫' }])
  const { checks } = JSON.parse((await mondo(['check', '--json'])).stdout)
  expect(checks.length).toBeGreaterThan(30)
  for (const { result, offending } of checks) expect([result, offending]).toEqual(['passed', 0])
  await linesOf(['report', '--out', `${folder.path}/report.html`])
  const report = readFileSync(`${folder.path}/report.html`, 'utf8')
  expect(report.match(/<section class="figure"/g)?.length).toBeGreaterThan(10)
  expect(report.match(/<svg class="chart"/g)?.length).toBeGreaterThan(8)
  expect(report).not.toMatch(/NaN|undefined|\[object/)
})

test('the frontier is listed, moved, added to and changed by hand', async () => {
  const listed = await linesOf(['frontier', 'ls'])
  expect(listed[0]).toMatch(/^host group +path +kind +last outcome +reason +due$/)
  expect(listed[1]).toMatch(/^HOST +\/ +other +links +TIME$/)
  const { stdout: lines } = await mondo(['frontier', 'export'])
  expect(lines.trimEnd().split('\n')).toHaveLength(16)
  const place = ['--data', `${folder.path}/other`]
  const moved = await runMondo(['frontier', 'import', '-', ...place], lines)
  expect(moved).toEqual({ exitCode: 0, stdout: '10 added, 6 known before\n', stderr: '' })
  // Six are those of the questions loaded there.
  const again = await runMondo(['frontier', 'import', '-', '--json', ...place], lines)
  expect(JSON.parse(again.stdout)).toEqual({ added: 0, known: 16 })
  const damaged = await runMondo(['frontier', 'import', '-', ...place], `${lines}{"site":""}\n`)
  expect(damaged).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('stdin line 17: ') })

  const urls = `${site.url}/qa/q7.html\n${site.url}/\nhttps://other.example/\n`
  expect(JSON.parse((await mondo(['frontier', 'add', '-', '--json'], urls)).stdout)).toMatchObject({
    added: 1,
    known: 1,
    refused: [{ reason: 'another host', count: 1, example: 'https://other.example/' }],
  })
  expect(await linesOf(['frontier', 'requeue', '--all'])).toEqual(['17 pages requeued'])
})

test('a host is paused and resumed', async () => {
  const { host } = new URL(site.url)
  await mondo(['pause', host, '--reason', 'moving', '--by', 'ops'])
  const held = await crawl('--json')
  expect(held.exitCode).toBe(5)
  expect(JSON.parse(held.stdout)).toMatchObject({
    result: 'parked',
    requests: 0,
    hosts: [{ paused: { by: 'ops', reason: 'moving' } }],
  })
  expect(await linesOf(['resume', host])).toEqual(['HOST is resumed'])
})

test('reparse finds the same records in the archive', async () => {
  expect(await linesOf(['reparse', '--diff'])).toEqual([
    expect.stringMatching(/ +count$/),
    expect.stringMatching(/^pages read +14$/),
    expect.stringMatching(/^questions unchanged +6$/),
    expect.stringMatching(/^not a question +8$/),
  ])
})
