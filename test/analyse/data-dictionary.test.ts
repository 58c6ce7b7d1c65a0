import { describe, expect, test } from 'vitest'
import type { Catalog, Column, Constraint, Relation } from '../../src/analyse/catalog.ts'
import { dataDictionary } from '../../src/analyse/data-dictionary.ts'
import { erDiagram } from '../../src/analyse/er-diagram.ts'

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: 'text',
  nullable: false,
  default: null,
  comment: `The ${name}.`,
  ...more,
})
const key = (...columns: string[]): Constraint => ({
  kind: 'primary key',
  columns,
  refersTo: null,
  definition: `PRIMARY KEY (${columns.join(', ')})`,
})
const reference = (refersTo: string, ...columns: string[]): Constraint => ({
  kind: 'foreign key',
  columns,
  refersTo,
  definition: `FOREIGN KEY (${columns.join(', ')}) REFERENCES ${refersTo}`,
})
const relation = (name: string, more: Partial<Relation>): Relation => ({
  schema: 'qa',
  name,
  kind: 'table',
  comment: `All ${name}s.`,
  columns: [],
  constraints: [],
  indexes: [],
  ...more,
})

const question = relation('question', {
  columns: [column('id', { type: 'bigint' }), column('seen', { type: 'timestamp with time zone' })],
  constraints: [key('id')],
})
const answer = relation('answer', {
  columns: [
    column('id', { type: 'bigint' }),
    column('question_id', { type: 'bigint', nullable: true }),
    column('kind', { default: "'a|b'", comment: null }),
  ],
  constraints: [
    key('id'),
    reference('qa.question', 'question_id'),
    { kind: 'check', columns: ['kind'], refersTo: null, definition: "CHECK (kind <> '')" },
  ],
  indexes: ['CREATE INDEX answer_kind ON qa.answer (kind)'],
})
const view = relation('best_answer', { kind: 'view', columns: [column('body', { comment: 'One.\n  Two.' })] })

describe('the diagram', () => {
  test('has the tables with their keys, and their references', () => {
    expect(erDiagram([question, answer, view]).split('\n')).toEqual([
      'erDiagram',
      '  qa_question["qa.question"] {',
      '    bigint id PK',
      '    timestamp_with_time_zone seen',
      '  }',
      '  qa_answer["qa.answer"] {',
      '    bigint id PK',
      '    bigint question_id FK',
      '    text kind',
      '  }',
      '  qa_question |o--o{ qa_answer : "question_id"',
    ])
  })

  const lastLine = (columns: readonly Column[], constraints: readonly Constraint[]) =>
    erDiagram([relation('thing', { columns, constraints })])
      .split('\n')
      .at(-1)
  const [site, id] = [column('site'), column('id')]

  test('a reference that must be there and whose columns are unique is one to one', () => {
    const unique: Constraint = { ...key('id', 'site'), kind: 'unique' }
    for (const own of [key('id', 'site'), unique]) {
      expect(lastLine([site, id], [own, reference('qa.question', 'site', 'id')])).toBe(
        '  qa_question ||--o| qa_thing : "site, id"',
      )
    }
  })

  test('a part of a key is not unique, and neither is a key of other columns', () => {
    const many = '  qa_question ||--o{ qa_thing : "site, id"'
    const third = column('third')
    const refers = reference('qa.question', 'site', 'id')
    expect(lastLine([site, id, third], [key('site', 'id', 'third'), refers])).toBe(many)
    expect(lastLine([site, id, third], [key('site', 'third'), refers])).toBe(many)
    expect(lastLine([site, id], [refers])).toBe(many)
  })
})

describe('the dictionary', () => {
  const catalog: Catalog = {
    schemas: [
      { name: 'qa', comment: 'Questions.' },
      { name: 'crawl', comment: null },
    ],
    relations: [question, answer, view],
    functions: [
      { schema: 'qa', name: 'search', arguments: 'query text', result: 'setof text', comment: 'Finds.' },
    ],
  }
  const text = dataDictionary(catalog, '0005-search')
  const sectionOf = (heading: string) => {
    const lines = text.split('\n')
    const from = lines.indexOf(heading)
    const length = lines.slice(from + 1).findIndex((line) => /^#/.test(line))
    return lines.slice(from + 1, length === -1 ? undefined : from + 1 + length).filter((line) => line !== '')
  }

  test('names the migration where it is known', () => {
    expect(text.split('\n')[0]).toBe('# Data dictionary')
    expect(text).toContain('What is in the database as of migration `0005-search`. Analysts read `qa`')
    expect(dataDictionary(catalog, null)).toContain('What is in the database. Analysts read `qa`')
    expect(text).toContain('Change those, not this file.')
    expect(text.endsWith('\n')).toBe(true)
  })

  test('begins a schema with its comment, an overview and the diagram', () => {
    expect(sectionOf('## Schema `qa`').slice(0, 8)).toEqual([
      'Questions.',
      '| name | kind | what |',
      '| --- | --- | --- |',
      '| [qa.question](#qaquestion) | table | All questions. |',
      '| [qa.answer](#qaanswer) | table | All answers. |',
      '| [qa.best_answer](#qabest_answer) | view | All best_answers. |',
      '```mermaid',
      'erDiagram',
    ])
    expect(sectionOf('## Schema `crawl`').slice(0, 1)).toEqual(['(no comment)'])
  })

  test('says of each column of a table its type, null, key, meaning and default, and then the rules', () => {
    expect(sectionOf('### qa.answer')).toEqual([
      'Table. All answers.',
      '| column | type | null | key | meaning |',
      '| --- | --- | --- | --- | --- |',
      '| `id` | `bigint` |  | PK | The id. |',
      '| `question_id` | `bigint` | yes | FK | The question_id. |',
      "| `kind` | `text` |  |  | (no comment) Default `'a\\|b'`. |",
      '- Primary key: `(id)`',
      '- Foreign key: `(question_id) REFERENCES qa.question`',
      "- Check: `(kind <> '')`",
      '- Index: `INDEX answer_kind ON qa.answer (kind)`',
    ])
  })

  test('a view has neither null nor key, and a comment of two lines takes one', () => {
    expect(sectionOf('### qa.best_answer')).toEqual([
      'View. All best_answers.',
      '| column | type | meaning |',
      '| --- | --- | --- |',
      '| `body` | `text` | One. Two. |',
    ])
  })

  test('functions come last, where a schema has some', () => {
    expect(text).toContain(
      '### Functions of `qa`\n\n#### qa.search\n\n`qa.search(query text)` returns `setof text`\n\nFinds.\n',
    )
    expect(text).not.toContain('Functions of `crawl`')
  })
})
