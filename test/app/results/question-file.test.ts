/** The file of `crawl -o`: which formats there are, and that it is there whole or not at all. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { questionLine, questionTarget, writeQuestions } from '../../../src/app/results/question-file.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aPage } from '../../load/pages.ts'

const folder = temporaryFolder()
const at = (name: string) => join(folder.path, name)
const stored = {
  ...{
    site: 'sample',
    url: 'https://sample.example/q',
    aliases: [],
    title: '題',
    body: '文',
    status: 'open',
  },
  ...{
    categories: ['a', 'b'],
    asker_name: '花子',
    asker_url: null,
    posted_at: null,
    posted_on: '2026-11-01',
  },
  ...{ best_answer_percent: null, best_answer_best: null, best_answer_answers: null, answer_count: 1 },
  ...{ thanks_count: 0, complete: true, image_urls: [], layout: 'okwave/current', checks: [] },
  ...{ capture_id: null, gone_at: null },
}
const answer = {
  ...{
    site: 'sample',
    answer_key: '1',
    answer_number: 1,
    is_best: true,
    author_name: null,
    author_url: null,
  },
  ...{ best_answer_percent: null, best_answer_best: null, best_answer_answers: null, body: '答' },
  ...{ posted_at: null, posted_on: null, thanks_count: null, image_urls: [] },
}

/** A run with these questions, by id; the first is new. Those above 900 are gone from the database meanwhile. */
function runWith(ids: readonly number[]) {
  return recordingDatabase<Database>(({ sql, parameters }) => {
    if (sql.includes('case when question.first_seen_at')) {
      const after = Number(parameters[3] === '' ? 0 : parameters[3])
      return ids
        .filter((id) => id > after)
        .slice(0, Number(parameters[4]))
        .map((id) => ({ site: 'sample', questionId: String(id), change: id === 1 ? 'new' : 'changed' }))
    }
    const wanted = (JSON.parse(String(parameters[0])) as { questionId: string }[]).map(
      ({ questionId }) => questionId,
    )
    const there = wanted.filter((id) => Number(id) <= 900)
    if (/"question" t/.test(sql)) return there.map((question_id) => ({ ...stored, question_id }))
    return /"answer" t/.test(sql) ? there.slice(0, 1).map((question_id) => ({ ...answer, question_id })) : []
  })
}
const written = async (name: string, format: 'jsonl' | 'csv', ids: readonly number[]) => {
  const { db } = runWith(ids)
  const count = await writeQuestions(db, 'r', { kind: 'file', path: at(name), format })
  return { count, text: readFileSync(at(name), 'utf8') }
}

describe('a target', () => {
  test.each([
    ['-', { kind: 'stdout' }],
    [at('a.jsonl'), { kind: 'file', path: at('a.jsonl'), format: 'jsonl' }],
    [at('a.CSV'), { kind: 'file', path: at('a.CSV'), format: 'csv' }],
    [at('a.parquet'), { kind: 'file', path: at('a.parquet'), format: 'parquet' }],
  ])('is known by its ending: %s', async (path, target) => {
    expect(await questionTarget(path)).toEqual(target)
  })

  test.each([
    [
      'a.xlsx',
      '-o: a.xlsx ends in no format',
      'Give a file that ends in .jsonl, .csv or .parquet, or - for JSON lines on stdout',
    ],
    [
      'jsonl',
      '-o: jsonl ends in no format',
      'Give a file that ends in .jsonl, .csv or .parquet, or - for JSON lines on stdout',
    ],
    [
      at('none/a.csv'),
      `-o: there is no folder ${at('none')}`,
      'Make it, or give a file in a folder that is there',
    ],
  ])('%s is refused', async (path, message, hint) => {
    await expect(questionTarget(path)).rejects.toMatchObject({ code: 'usage', message, hint })
  })

  test('below a file is refused', async () => {
    const file = await folder.file('file', '')
    await expect(questionTarget(`${file}/a.csv`)).rejects.toThrow(`-o: there is no folder ${file}`)
  })
})

test('JSON lines are records, as mondo load takes them', async () => {
  const { count, text } = await written('q.jsonl', 'jsonl', [1, 2])
  expect(count).toBe(2)
  const [first, second] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(first).toMatchObject({
    questionId: '1',
    title: '題',
    asker: { name: '花子' },
    answers: [{ body: '答' }],
  })
  expect(second).toMatchObject({ questionId: '2', answers: [] })
  expect(questionLine({ change: 'new', record: aPage() })).toBe(`${JSON.stringify(aPage())}\n`)
})

test('CSV has a row a question, its answers as one value', async () => {
  const { text } = await written('q.csv', 'csv', [1, 2])
  const [head, first, second] = text.split('\r\n')
  expect(head).toBe(
    'change,site,question_id,url,title,body,status,categories,asker_name,posted_at,answer_count,thanks_count,complete,best_answer,answers',
  )
  expect(first).toMatch(
    /^new,sample,1,https:\/\/sample\.example\/q,題,文,open,"\[""a"",""b""\]",花子,2026-11-01,1,0,true,答,"\[\{""key"":""1"",/,
  )
  expect(second).toMatch(/^changed,sample,2,.*,true,,\[\]$/)
})

test('questions are read two hundred at a time, without those that are gone meanwhile', async () => {
  const ids = Array.from({ length: 400 }, (_, id) => id + 1)
  const { count, text } = await written('many.jsonl', 'jsonl', [...ids, 901])
  expect([count, text.split('\n').length]).toEqual([400, 401])
})

test('a file that cannot be written leaves nothing behind', async () => {
  mkdirSync(at('taken.csv/full'), { recursive: true })
  const { db } = runWith([1])
  await expect(
    writeQuestions(db, 'r', { kind: 'file', path: at('taken.csv'), format: 'csv' }),
  ).rejects.toMatchObject({
    code: 'export-write',
    message: `-o: ${at('taken.csv')} cannot be written`,
    hint: 'The questions are in the database: mondo export writes them',
  })
  expect(readdirSync(folder.path).filter((name) => name.endsWith('.partial'))).toEqual([])
})
