/** Two small tables to export, and what exports of them write. The rows are invented. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type ExportOptions, exportTables } from '../../../src/analyse/export/export-tables.ts'
import type { TemporaryFolder } from '../../cli/temporary-folder.ts'
import { type Answer, row } from '../../database/answers.ts'
import { answeringStore } from '../answering-store.ts'

const column = (name: string, type: string, comment: string | null = null, nullable = false) => ({
  ...{ name, type, comment, nullable },
  default: null,
})
const question = {
  ...{ schema: 'qa', name: 'question', kind: 'table', comment: 'Questions,\n  one a row.' },
  columns: [
    column('site', 'text', 'Which site.'),
    column('question_id', 'text'),
    column('title', 'text'),
    column('asker_name', 'text', null, true),
    column('solved', 'boolean'),
    column('answer_count', 'integer'),
    column('views', 'bigint'),
    column('score', 'float8'),
    column('price', 'numeric', null, true),
    column('posted_on', 'date', null, true),
    column('changed_at', 'timestamptz'),
    column('checks', 'jsonb'),
    column('tags', 'text[]'),
    column('words', 'tsvector'),
  ],
  constraints: [
    { kind: 'check', columns: ['answer_count'], refersTo: null, definition: 'CHECK (answer_count >= 0)' },
    { kind: 'primary key', columns: ['site', 'question_id'], refersTo: null, definition: '' },
  ],
  indexes: [],
}
const answer = {
  ...{ schema: 'qa', name: 'answer', kind: 'table', comment: null },
  columns: [column('question_id', 'text'), column('answer_key', 'text'), column('body', 'text')],
  constraints: [
    { kind: 'primary key', columns: ['question_id', 'answer_key'], refersTo: null, definition: '' },
    {
      ...{ kind: 'foreign key', columns: ['question_id'], refersTo: 'qa.question' },
      definition: 'FOREIGN KEY (question_id) REFERENCES qa.question(question_id) ON DELETE CASCADE',
    },
  ],
  indexes: [],
}
export const freshness = { ...answer, name: 'freshness', kind: 'view', constraints: [] }
export const ofCrawl = { ...answer, schema: 'crawl', name: 'page' }

export const catalog: Answer = {
  columns: { schemas: 'jsonb', relations: 'jsonb', functions: 'jsonb' },
  rows: [['[]', JSON.stringify([question, answer, freshness, ofCrawl]), '[]']],
}
export const micros = '1642820645000001'
export const questions: Answer = {
  columns: {
    ...{ site: 'text', question_id: 'text', title: 'text', asker_name: 'text', solved: 'boolean' },
    ...{ answer_count: 'integer', views: 'bigint', score: 'float8', price: 'numeric', posted_on: 'text' },
    ...{ changed_at: 'bigint', checks: 'text', tags: 'texts' },
  },
  rows: [
    [
      ...['sample', '1', '猫が鳴く', '花子', 't', '2', '9007199254740993', '0.5', '0.10', '2022-01-22'],
      ...[micros, '[]', '{ペット,猫}'],
    ],
    ['sample', '2', 'a b', null, 'f', '0', '0', 'NaN', null, null, micros, '[]', '{}'],
  ],
}
export const answers: Answer = {
  columns: { question_id: 'text', answer_key: 'text', body: 'text' },
  rows: [['1', 'b', '病院へ']],
}
export const started = [
  [/jsonb_agg/, catalog],
  [/^select now\(\)$/, row({ now: 'timestamptz' }, '2026-11-29 01:02:03+00')],
  [/has_function_privilege/, row({ a: 'boolean', b: 'boolean' }, 't', 'f')],
  [/^select qa\.schema_version\(\)$/, row({ v: 'text' }, '0007')],
  [
    /qa\.ja_fold\(title/,
    { columns: { a: 'text', b: 'text', c: 'text', d: 'text' }, rows: [['sample', '1', null, '猫が 鳴']] },
  ],
  [
    /qa\.ja_fold\(body/,
    { columns: { a: 'text', b: 'text', c: 'text', d: 'text' }, rows: [['sample', '1', 'b', 'c++']] },
  ],
] as const
export const rows = [
  [/ from "qa"\."question" t/, questions],
  [/ from "qa"\."answer" t/, answers],
] as const

/** Exports of these tables into folders of their own, for one file of tests. */
export function exportsTo(folder: TemporaryFolder) {
  let count = 0
  const options = (changed: Partial<ExportOptions> = {}): ExportOptions => ({
    format: 'jsonl',
    out: join(folder.path, `export-${++count}`),
    since: null,
    tables: null,
    pseudonymKey: null,
    ...changed,
  })
  const exported = async (
    changed: Partial<ExportOptions> = {},
    { store, asked } = answeringStore([...started, ...rows]),
  ) => {
    const given = options(changed)
    const manifest = await exportTables(store, given)
    const read = (name: string) => readFileSync(join(given.out, name), 'utf8')
    expect(JSON.parse(read('manifest.json'))).toEqual(manifest)
    return { manifest, read, out: given.out, asked }
  }
  return { options, exported }
}
