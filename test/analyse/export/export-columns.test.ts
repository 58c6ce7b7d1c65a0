import { describe, expect, test } from 'vitest'
import type { Column, Relation } from '../../../src/analyse/catalog.ts'
import { exportColumns, exportQuery } from '../../../src/analyse/export/export-columns.ts'

const column = (name: string, type: string, nullable = false): Column => ({
  name,
  type,
  nullable,
  default: null,
  comment: null,
})
const relation = (columns: readonly Column[], key: readonly string[] = []): Relation => ({
  schema: 'qa',
  name: 'thing',
  kind: 'table',
  comment: null,
  columns,
  constraints:
    key.length === 0
      ? []
      : [
          { kind: 'check', columns: ['z'], refersTo: null, definition: '' },
          { kind: 'primary key', columns: key, refersTo: null, definition: '' },
        ],
  indexes: [],
})

describe('columns', () => {
  test.each([
    ['boolean', 'boolean', '"c"'],
    ['smallint', 'int32', '"c"'],
    ['integer', 'int32', '"c"'],
    ['bigint', 'int64', '"c"'],
    ['oid', 'int64', '"c"'],
    ['real', 'double', '"c"::text'],
    ['float8', 'double', '"c"::text'],
    ['numeric', 'numeric', '"c"::text'],
    ['numeric(10,2)', 'numeric', '"c"::text'],
    ['json', 'json', '"c"::text'],
    ['jsonb', 'json', '"c"::text'],
    ['uuid', 'text', '"c"::text'],
  ])('of type %s are of kind %s and read by %s', (type, kind, sql) => {
    expect(exportColumns(relation([column('c', type)]))).toEqual([
      { name: 'c', type, kind, nullable: false, sql },
    ])
    expect(exportColumns(relation([column('c', type, true)]))[0]?.nullable).toBe(true)
  })

  test.each([
    ['text[]', 'text'],
    ['integer[]', 'int32'],
    ['numeric(10,2)[]', 'numeric'],
  ])('of type %s are lists whose members are of kind %s', (type, members) => {
    expect(exportColumns(relation([column('c', type)]))).toEqual([
      { name: 'c', type, kind: 'list', members, nullable: false, sql: '"c"::text[]' },
    ])
  })

  test('of days may be null, for infinity', () => {
    expect(exportColumns(relation([column('c', 'date')]))).toEqual([
      { name: 'c', type: 'date', kind: 'date', nullable: true, sql: '"c"::text' },
    ])
  })

  test('of instants are whole microseconds, or infinity', () => {
    expect(exportColumns(relation([column('at', 'timestamptz')]))).toEqual([
      {
        name: 'at',
        type: 'timestamptz',
        kind: 'instant',
        nullable: true,
        sql: 'case when isfinite("at") then (extract(epoch from "at") * 1000000)::numeric(30, 0)::text else "at"::text end',
      },
    ])
  })

  test('leave out what only an index wants', () => {
    expect(exportColumns(relation([column('words', 'tsvector')]))).toEqual([])
  })
})

describe('the query', () => {
  const of = (table: Relation, since: Date | null) => exportQuery(table, exportColumns(table), since)
  const since = new Date('2026-03-01T00:00:00Z')

  test('takes all rows in the order of the primary key, with quoted names', () => {
    const table = relation([column('a"b', 'integer'), column('c', 'integer')], ['c', 'a"b'])
    expect(of(table, null)).toBe('select "a""b", "c" from "qa"."thing" t where true order by t."c", t."a""b"')
    expect(of(relation([column('c', 'integer')]), null)).toBe('select "c" from "qa"."thing" t where true')
  })

  test('takes the rows that changed since, by every time that tells it', () => {
    const times = ['changed_at', 'gone_at', 'valid_from', 'valid_to'].map((name) => column(name, 'date'))
    const table = relation([column('seen_at', 'date'), ...times], ['seen_at'])
    expect(of(table, since)).toMatch(
      / from "qa"\."thing" t where greatest\("changed_at", "gone_at", "valid_from", "valid_to"\) >= '2026-03-01T00:00:00.000Z' order by t."seen_at"$/,
    )
  })

  test('is none where nothing tells when a row changed', () => {
    expect(of(relation([column('seen_at', 'date')]), since)).toBeNull()
  })
})
