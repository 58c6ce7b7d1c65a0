/** `mondo load` with a database behind it: what it says, and what it leaves alone. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { record } from '../../records.ts'
import { refusal, refuseEveryQuestion, refuseQuestion } from '../refused-question.ts'

const folder = temporaryFolder()
const data = `${folder.path}/data`

const lines = [
  JSON.stringify(record()),
  JSON.stringify({
    source: 'q2.html',
    kind: 'question',
    page: record({ questionId: '2', answers: [], answerCount: 0 }),
  }),
  JSON.stringify({
    source: 'q3.html',
    kind: 'rejected',
    url: 'https://sample.example/qa/q3.html',
    reason: 'empty',
    checks: [],
  }),
  JSON.stringify({ source: 'q4.html', kind: 'not-found', url: 'https://sample.example/qa/q4.html' }),
].join('\n')

describe('mondo load', () => {
  test('loads records and outcome lines, counts the rest, and changes no row the second time', async () => {
    const path = await folder.file('outcomes.jsonl', lines)

    const first = await runMondo(['load', path, '--data', data])
    expect(first).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        '          inserted  changed  unchanged  gone  stale',
        'question         2        0          0     0      0',
        'answer           1        0          0     0      0',
        'reply            1        0          0     0      0',
        'related          2        0          0     0      0',
        'skipped lines: 1 rejected, 1 not-found',
        '',
      ].join('\n'),
    })

    const again = await runMondo(['load', '-', '--data', data, '--json'], lines)
    const none = { inserted: 0, changed: 0, gone: 0, stale: 0 }
    expect(JSON.parse(again.stdout)).toEqual({
      question: { ...none, unchanged: 2 },
      answer: { ...none, unchanged: 1 },
      reply: { ...none, unchanged: 1 },
      related: { ...none, unchanged: 2 },
    })
  })

  test('warns in one line of records whose URL is on no host of their site, and loads them', async () => {
    const at = (questionId: string, site: string, url: string) =>
      JSON.stringify(record({ questionId, site, url }))
    const mixed = [
      at('301', 'okwave', 'https://okwave.jp/qa/q301.html'),
      at('302', 'okwave', 'https://oshiete.nifty.com/qa302.html'),
      at('303', 'okwave', 'https://mirror.example/qa/q303.html'),
      at('304', 'sample', 'https://okwave.jp/qa/q304.html'),
      at('305', 'forum.example', 'https://elsewhere.example/305'),
    ]
    const place = ['--data', `${folder.path}/off-site`]
    const said = await runMondo(['load', '-', ...place, '--json'], mixed.join('\n'))
    expect(said).toMatchObject({
      exitCode: 0,
      stderr:
        'warning: 2 records name a site and a URL on none of its hosts, the first okwave and https://mirror.example/qa/q303.html\n',
    })
    expect(JSON.parse(said.stdout)).toMatchObject({ question: { inserted: 5 } })

    const one = await runMondo(['load', '-', ...place, '--json'], mixed[3])
    expect(one.stderr).toBe(
      'warning: 1 record names a site and a URL on none of its hosts, the first sample and https://okwave.jp/qa/q304.html\n',
    )
  })

  test('leaves the database unchanged if the last line is damaged', async () => {
    const path = await folder.file(
      'damaged.jsonl',
      `${JSON.stringify(record({ questionId: '99' }))}\n{"site"`,
    )
    const said = await runMondo(['load', path, '--data', data])
    expect(said.exitCode).toBe(2)
    expect(said.stderr).toContain(`${path} line 2 is not JSON`)

    const rows = await runMondo([
      'sql',
      "select 1 from qa.question where question_id = '99'",
      '--data',
      data,
      '--json',
    ])
    expect(JSON.parse(rows.stdout)).toEqual([])
  })

  test('with --rejects writes the lines that cannot be loaded with their reasons, and loads the others', async () => {
    const good = (questionId: string) => JSON.stringify(record({ questionId }))
    const content = [
      good('201'),
      '{"site"',
      good('202').replace('2024-05-01T', '2024-02-30T'),
      '',
      good('203'),
    ]
    const path = await folder.file('mixed.jsonl', content.join('\n'))
    const rejects = `${folder.path}/rejects.jsonl`
    await folder.file('rejects.jsonl', 'of an earlier load')
    const said = await runMondo([
      'load',
      path,
      '--data',
      `${folder.path}/rejecting`,
      '--rejects',
      rejects,
      '--json',
    ])
    expect(said).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`2 lines were not loaded: ${rejects} has them`),
    })
    expect(JSON.parse(said.stdout)).toMatchObject({ question: { inserted: 2 } })
    const refused = readFileSync(rejects, 'utf8').trimEnd().split('\n')
    expect(refused.map((line) => JSON.parse(line))).toEqual([
      { source: path, line: 2, reason: `${path} line 2 is not JSON`, text: '{"site"' },
      {
        source: path,
        line: 3,
        reason: `${path} line 3: Question 202 of sample: postedAt is 2024-02-30T09:30:00+09:00.`,
        text: content[2],
      },
    ])
  })

  test('names the question that the database refuses, exit 2, or writes its line to --rejects', async () => {
    const refusing = `${folder.path}/refusing`
    const store = await openStore(`pglite:${refusing}/db`)
    await refuseQuestion(store.db, '302')
    await store.close()
    const content = ['301', '302', '303'].map((questionId) => JSON.stringify(record({ questionId })))
    const path = await folder.file('refused.jsonl', content.join('\n'))
    const reason = `Question 302 of sample: the database refuses its rows: ${refusal}`

    const named = await runMondo(['load', path, '--data', refusing])
    expect(named).toMatchObject({ exitCode: 2, stdout: '' })
    expect(named.stderr).toContain(`${reason}. None of the 3 records is loaded`)

    const rejects = `${folder.path}/refused-lines.jsonl`
    const said = await runMondo(['load', path, '--data', refusing, '--rejects', rejects, '--json'])
    expect(said).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('1 line was not loaded') })
    expect(JSON.parse(said.stdout)).toMatchObject({ question: { inserted: 2 } })
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toEqual({
      source: path,
      line: 2,
      reason: `${path} line 2: ${reason}`,
      text: content[1],
    })
  })

  test('stops with exit 3 if the database refuses every record, and counts none of them as loaded', async () => {
    const refusing = `${folder.path}/refusing-all`
    const store = await openStore(`pglite:${refusing}/db`)
    await refuseEveryQuestion(store.db)
    await store.close()
    const ids = Array.from({ length: 1_020 }, (_, id) => String(id + 1))
    const path = await folder.file(
      'all-refused.jsonl',
      ids.map((questionId) => JSON.stringify(record({ questionId }))).join('\n'),
    )
    const said = await runMondo(['load', path, '--data', refusing, '--rejects', `${folder.path}/all.jsonl`])
    expect(said).toMatchObject({ exitCode: 3, stdout: '' })
    expect(said.stderr).toContain(
      `the database refused the last 1000 records, and loaded none: ${refusal}. ` +
        '0 of 1020 records are loaded and 1000 refused, the other 20 are not loaded',
    )
  })

  test('loads nothing if the file of --rejects cannot be written', async () => {
    const said = await runMondo(
      ['load', '-', '--data', `${folder.path}/rejecting`, '--rejects', `${folder.path}/none/r.jsonl`],
      lines,
    )
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toContain('cannot be written')
  })

  test('is refused while another process holds the data folder, exit 6', async () => {
    const db = (await openStore(`pglite:${data}/db`)).db
    try {
      const said = await runMondo(['load', '-', '--data', data], lines)
      expect(said.exitCode).toBe(6)
      expect(said.stderr).toMatch(/^mondo: .*is in use by .*\n$/)
    } finally {
      await db.destroy()
    }
  })

  test('reports a server that does not answer without the password, exit 3', async () => {
    const said = await runMondo(['load', '-', '--db', 'postgres://me:secret@127.0.0.1:1/none'], lines)
    expect(said.exitCode).toBe(3)
    expect(said.stderr).toMatch(/^mondo: [^\n]*127\.0\.0\.1:1[^\n]*\n$/)
    expect(said.stderr).not.toContain('secret')
  })
})

describe('mondo sql', () => {
  test('prints a table, JSON and CSV', async () => {
    const query = 'select question_id, status from qa.question order by question_id'
    const table = await runMondo(['sql', query, '--data', data])
    expect(table.stdout).toBe('question_id  status\n1            solved\n2            solved\n(2 rows)\n')
    // A file holds the query, whatever its name ends in.
    const file = await folder.file('newest', query)
    expect((await runMondo(['sql', file, '--data', data])).stdout).toBe(table.stdout)
    const json = await runMondo(['sql', query, '--data', data, '--json'])
    expect(JSON.parse(json.stdout)).toEqual([
      { question_id: '1', status: 'solved' },
      { question_id: '2', status: 'solved' },
    ])
    const csv = await runMondo(['sql', query, '--data', data, '--csv'])
    expect(csv.stdout).toBe('question_id,status\r\n1,solved\r\n2,solved\r\n')
  })

  test('reads the query from a file and from stdin', async () => {
    const path = await folder.file('count.sql', 'select count(*) as n from qa.question;\n')
    expect((await runMondo(['sql', path, '--data', data, '--json'])).stdout).toBe('[\n{"n":2}\n]\n')
    expect((await runMondo(['sql', '-', '--data', data, '--json'], 'select 1 as one')).stdout).toBe(
      '[\n{"one":1}\n]\n',
    )
  })

  test.each([
    ['a query that writes', 'delete from qa.question'],
    ['a query that is wrong', 'selct 1'],
  ])('refuses %s with one line, exit 2, and changes nothing', async (_, query) => {
    const said = await runMondo(['sql', query, '--data', data])
    expect(said.exitCode).toBe(2)
    expect(said.stdout).toBe('')
    expect(said.stderr).toMatch(/^mondo: [^\n]+\n$/)
    const rows = await runMondo(['sql', 'select count(*) as n from qa.question', '--data', data, '--json'])
    expect(JSON.parse(rows.stdout)).toEqual([{ n: 2 }])
  })
})
