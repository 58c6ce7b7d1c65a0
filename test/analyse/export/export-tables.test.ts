/** Whole exports: what they are of, in text, and what is refused. */
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { mondoVersion } from '../../../src/model/package-files.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { row } from '../../database/answers.ts'
import { answeringStore } from '../answering-store.ts'
import {
  answers,
  catalog,
  exportsTo,
  freshness,
  micros,
  ofCrawl,
  questions,
  rows,
  started,
} from './example-tables.ts'

const folder = temporaryFolder()
const { exported, options } = exportsTo(folder)

test('JSON lines of all tables of qa, with a manifest that describes them', async () => {
  const { manifest, read, out } = await exported()
  expect(manifest).toMatchObject({
    mondo: mondoVersion(),
    exportedAt: '2026-11-29T01:02:03.000Z',
    schemaVersion: '0007',
    since: null,
    format: 'jsonl',
    pseudonymised: false,
    tables: [
      { table: 'qa.question', file: 'question.jsonl', rows: 2 },
      { table: 'qa.answer', file: 'answer.jsonl', rows: 1, bytes: 56 },
    ],
  })
  expect(Object.keys(manifest)).not.toContain('oneMoment')
  expect(Object.keys(manifest)).not.toContain('stillIdentifies')
  expect(Object.keys(manifest)).not.toContain('cursor')
  expect(manifest.tables[0]?.columns.slice(-2)).toEqual([
    { name: 'checks', type: 'jsonb' },
    { name: 'tags', type: 'text[]' },
  ])
  expect(read('answer.jsonl')).toBe('{"question_id":"1","answer_key":"b","body":"病院へ"}\n')
  expect(readdirSync(out).toSorted()).toEqual(['answer.jsonl', 'manifest.json', 'question.jsonl'])
})

test('CSV, as it is and for a spreadsheet', async () => {
  const { read } = await exported({ format: 'csv', tables: ['answer'] })
  expect(read('answer.csv')).toBe('question_id,answer_key,body\r\n1,b,病院へ\r\n')
  const formulas = answeringStore([
    ...started,
    [/ from "qa"\."answer" t/, { ...answers, rows: [['1', '=1+1', '']] }],
    [
      / from "qa"\."question" t/,
      {
        ...questions,
        rows: [
          ['sample', ...Array(11).fill(null), '{=a}'],
          ['sample', '1', 't', null, 't', '-1', '-2', '-0.5', '-1', null, micros, '[]', null],
        ],
      },
    ],
  ])
  const sheet = await exported({ format: 'csv', forSpreadsheet: true }, formulas)
  expect(sheet.read('answer.csv')).toBe('\ufeffquestion_id,answer_key,body\r\n1,\'=1+1,""\r\n')
  const [, lists, numbers] = sheet.read('question.csv').split('\r\n')
  expect(lists).toBe('sample,,,,,,,,,,,,"[""=a""]"')
  expect(numbers).toBe('sample,1,t,,true,-1,-2,-0.5,-1,,2022-01-22T03:04:05.000001Z,[],')
})

describe('what is exported', () => {
  test('are the tables and views that are named, each once', async () => {
    const view = answeringStore([...started, ...rows, [/ from "qa"\."freshness" t/, answers]])
    const { manifest } = await exported({ tables: ['qa.freshness', 'answer', 'freshness'] }, view)
    expect(manifest.tables.map(({ table }) => table)).toEqual(['qa.freshness', 'qa.answer'])
  })

  test.each([
    [
      { tables: ['crawl.page'] },
      'There is no table or view crawl.page in the schema qa.',
      'There are: question, answer, freshness.',
    ],
    [
      { tables: ['answer'], since: new Date(0) },
      'qa.answer does not say when its rows changed.',
      'Export it without --since, or leave it out of --tables.',
    ],
    [
      { format: 'records', tables: ['answer'] },
      'Records are whole: --tables and --pseudonymise are not for --format records.',
      'Leave them out, or export tables in another format.',
    ],
    [
      { format: 'records', pseudonymKey: 'k' },
      'Records are whole: --tables and --pseudonymise are not for --format records.',
      'Leave them out, or export tables in another format.',
    ],
  ] as const)('with %j is refused', async (changed, message, hint) => {
    const { store } = answeringStore([...started, ...rows])
    await expect(exportTables(store, options(changed))).rejects.toMatchObject({
      code: 'usage',
      message,
      hint,
    })
  })

  test('without tables is refused', async () => {
    const none = { ...catalog, rows: [['[]', JSON.stringify([ofCrawl, freshness]), '[]']] }
    const { store } = answeringStore([[/jsonb_agg/, none], ...started])
    await expect(exportTables(store, options())).rejects.toMatchObject({
      message: 'There is no table to export.',
      hint: 'mondo db migrate makes the tables.',
    })
  })

  test('has pseudonyms for names, and says what can still lead to a person', async () => {
    const { manifest, read } = await exported({ pseudonymKey: '0123456789abcdef' })
    const [first, second] = read('question.jsonl').split('\n')
    expect(first).toMatch(/"asker_name":"person-[0-9a-f]{32}"/)
    expect(second).toContain('"asker_name":null')
    expect(first).toContain('"title":"猫が鳴く"')
    expect(manifest.pseudonymised).toEqual({ keyId: expect.stringMatching(/^[0-9a-f]{8}$/) })
    expect(manifest.stillIdentifies).toEqual({
      'question.question_id': 'leads to the page on its site, with all names',
      'question.title': 'text that can be searched for, and that may name people',
      'answer.question_id': 'leads to the page on its site, with all names',
      'answer.body': 'text that can be searched for, and that may name people',
    })
  })

  test('ends with its signal, and leaves nothing behind', async () => {
    const given = options({ signal: AbortSignal.abort(new Error('stopped')) })
    const { store } = answeringStore([...started, ...rows])
    await expect(exportTables(store, given)).rejects.toThrow('stopped')
    expect(readdirSync(folder.path).filter((name) => name.includes(basename(given.out)))).toEqual([])
  })

  test.each([
    ['the table of migrations', 'f', 't', '0006'],
    ['nothing', 'f', 'f', null],
  ])(
    'has the version of the schema that a login learns from %s',
    async (_, hasFunction, hasTable, version) => {
      const { manifest } = await exported(
        { tables: ['answer'] },
        answeringStore([
          [/has_function_privilege/, row({ a: 'boolean', b: 'boolean' }, hasFunction, hasTable)],
          [/^select max\(name\) from crawl\.migration$/, row({ v: 'text' }, '0006')],
          ...started,
          ...rows,
        ]),
      )
      expect(manifest.schemaVersion).toBe(version)
    },
  )

  test('beside a crawl is read page by page of the key, and is of no one moment', async () => {
    const first = Array.from({ length: 1_000 }, (_, id) => [String(id), 'b', 'x', String(id), 'b'])
    const columns = { ...answers.columns, k1: 'text', k2: 'text' } as const
    const store = answeringStore(
      [
        ...started,
        [
          / and \(t\."question_id", t\."answer_key"\) > \(\$1::text, \$2::text\)/,
          { columns, rows: [['x', 'b', 'y', 'x', 'b']] },
        ],
        [/ from "qa"\."answer" t where true order by/, { columns, rows: first }],
      ],
      { beside: true },
    )
    const { manifest, read } = await exported({ tables: ['answer'] }, store)
    expect(manifest).toMatchObject({ oneMoment: false, tables: [{ rows: 1_001 }] })
    expect(read('answer.jsonl').split('\n').at(-2)).toBe('{"question_id":"x","answer_key":"b","body":"y"}')
  })
})
