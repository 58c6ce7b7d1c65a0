/**
 * Holds the statements of the migrations against sql/schema.txt, which describes a migrated database from its catalog.
 * No database runs them here; test/integration/load/schema-dump.test.ts does that.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { migrations } from '../../../src/database/schema/migrations/index.ts'
import { recordingDatabase } from '../recording-dialect.ts'

/** With the one line end that stands within a line escaped again. */
const dumped = readFileSync(new URL('../../../sql/schema.txt', import.meta.url), 'utf8').replaceAll(
  "'\n'::text",
  "E'\\n'::text",
)
/** Paragraphs of the dump: a table, view, sequence, function or schema each. */
const blocks = dumped.split(/\n\n(?=schema |table |view |sequence |function )/).map((block) => {
  const [head = '', ...lines] = block.trimEnd().split('\n')
  const [, kind = '', name = ''] = /^(\w+) (\S+)/.exec(head) ?? []
  return { kind, name, head, lines }
})
const statements = await statementsOfMigrations()

async function statementsOfMigrations(): Promise<readonly string[]> {
  const { db, queries } = recordingDatabase<unknown>()
  for (const name of Object.keys(migrations).sort()) await migrations[name]?.up(db)
  return queries.map(({ sql }) => sql)
}

describe('comments', () => {
  const commentOf = (line: string) => / -- (.*)$/.exec(line)?.[1]
  const expected = blocks.flatMap(({ kind, name, head, lines }) => {
    if (kind === 'function') return [[`function ${name}`, commentOf(lines.at(-1) ?? '')]]
    return [
      [`${kind} ${name}`, commentOf(head)],
      ...lines.flatMap((line) => {
        const [, index] = /^ {2}CREATE (?:UNIQUE )?INDEX (\w+)/.exec(line) ?? []
        const text = commentOf(line)
        if (text === undefined) return []
        if (index !== undefined) return [[`index ${name.split('.')[0]}.${index}`, text]]
        return [[`column ${name}.${/^ {2}(\w+)/.exec(line)?.[1]}`, text]]
      }),
    ]
  })

  test('of tables, columns, views, functions and indexes are those of the dump', () => {
    const stated = statements.flatMap((statement) =>
      [...statement.matchAll(/^comment on (\w+) ([\w.]+)(?:\(.*\))? is '(.*)';$/gm)].map(
        ([, kind, name, text = '']) => [`${kind} ${name}`, text.replaceAll("''", "'")],
      ),
    )
    expect(stated.length).toBeGreaterThan(300)
    const sorted = (pairs: readonly (readonly (string | undefined)[])[]) => pairs.map(String).sort()
    expect(sorted(stated)).toEqual(sorted(expected.filter(([, text]) => text !== undefined)))
  })
})

const types: Readonly<Record<string, string>> = {
  timestamptz: 'timestamp with time zone',
  float8: 'double precision',
  'timestamptz[]': 'timestamp with time zone[]',
}

/** What a table is made of, part by part: `create table x (\n  part,\n  part\n)`. */
const tables = statements.flatMap((statement) => {
  const [, name, body, storage] = /^create table ([\w.]+) \(\n(.*)\n\)(.*)$/s.exec(statement) ?? []
  return name === undefined || body === undefined
    ? []
    : [{ name, storage, parts: body.split(',\n').map((part) => part.trim()) }]
})

/** SQL without what Postgres adds when it prints an expression: casts, parentheses, its own words for IN and BETWEEN. */
function bare(expression: string): string {
  return expression
    .toLowerCase()
    .replaceAll(/::(?:double precision|timestamp without time zone|[a-z]+)(?:\[\])?/g, '')
    .replaceAll(/(\w+) between (\w+) and (\w+)/g, '$1 >= $2 and $1 <= $3')
    .replaceAll(/'(\d+)'/g, '$1')
    .replaceAll(/= any|array|\bin\b|using btree|["()[\]\s]/g, '')
}

describe('tables', () => {
  const made = blocks.filter(({ kind, name }) => kind === 'table' && !name.startsWith('crawl.migration'))

  test('are those of the dump', () => {
    expect(tables.map(({ name }) => name).sort()).toEqual(made.map(({ name }) => name))
  })

  test.each(tables)('$name has the columns of the dump, in order', ({ name, parts, storage }) => {
    const block = made.find((one) => one.name === name)
    const isKey = (column: string) =>
      parts.some((part) => part.startsWith('primary key (') && part.match(/\w+/g)?.includes(column))
    const columns = parts.flatMap((part) => {
      const [, column = '', type = '', rest = ''] = /^(\w+) (\w+(?:\[\])?)(.*)$/s.exec(part) ?? []
      if (/^(?:$|primary|foreign|unique|check|constraint)$/.test(column)) return []
      const isNotNull = /\bnot null\b|\bprimary key\b|\bidentity\b/.test(rest) || isKey(column)
      const [, value] = /\bdefault ('[^']*'|\w+(?:\(\))?)/.exec(rest) ?? []
      if (/\bgenerated always as \(/.test(rest)) return `${column} ${type} generated`
      return `${column} ${types[type] ?? type}${isNotNull ? ' not null' : ''}${value === undefined ? '' : ` default ${value}`}`
    })
    const expected = (block?.lines ?? [])
      .filter((line) => !/^ {2}(?:constraint|CREATE) /.test(line))
      .map((line) =>
        line
          .replace(/ -- .*$/, '')
          .replace(/ identity a/, '')
          .replace(/ generated default .*/, ' generated')
          .replace(/(default [^:]*)::.*/, '$1')
          .trim(),
      )
    expect(columns).toEqual(expected)
    expect(storage?.match(/\w+ = \w+/g)?.join()).toBe(
      / with \((.*?)\)/.exec(block?.head ?? '')?.[1]?.replace('=', ' = '),
    )
  })

  test.each(tables)('$name has the keys and checks of the dump', ({ name, parts }) => {
    const own = (made.find((one) => one.name === name)?.lines ?? []).filter((line) =>
      line.startsWith('  constraint '),
    )
    const checks = parts.flatMap((part) =>
      [...part.matchAll(/\bcheck (\(.*\))/gs)].map(([, check = '']) => bare(check)),
    )
    const dumpedChecks = own.flatMap((line) => / CHECK (\(.*\))/.exec(line)?.[1] ?? []).map(bare)
    expect(checks.sort()).toEqual(dumpedChecks.sort())
    const keys = parts.flatMap((part) => {
      if (!/\bprimary key\b/.test(part)) return []
      return /^primary key (\(.*\))/.exec(part)?.[1] ?? `(${part.split(' ')[0]})`
    })
    expect(keys).toEqual(own.flatMap((line) => / PRIMARY KEY (\(.*\))/.exec(line)?.[1] ?? []))
    const references = parts.flatMap((part) => /\breferences ([\w.]+)/.exec(part)?.[1] ?? [])
    expect(references.sort()).toEqual(
      own.flatMap((line) => / REFERENCES ([\w.]+)/.exec(line)?.[1] ?? []).sort(),
    )
  })
})

test('indexes are those of the dump', () => {
  const made = statements
    .filter((statement) => /^create (?:unique )?index/.test(statement))
    .map((statement) => bare(statement))
  const expected = dumped
    .split('\n')
    .filter((line) => /^ {2}CREATE (?:UNIQUE )?INDEX/.test(line))
    .map((line) => bare(line.replace(/ -- .*$/, '')))
  expect(made.sort()).toEqual(expected.sort())
})

test('views and functions are those of the dump, the views with its columns', () => {
  const made = statements.flatMap((statement) => {
    const [, kind, name, rest = ''] =
      /^create (?:or replace )?(view|function) ([\w.]+)(.*)/.exec(statement) ?? []
    if (kind === undefined) return []
    return [kind === 'view' ? `view ${name}${rest.replace(/ as$/, '')}` : `function ${name}`]
  })
  const expected = blocks.flatMap(({ kind, name, lines }) => {
    if (kind === 'function') return [`function ${name}`]
    if (kind !== 'view') return []
    const columns = lines
      .slice(
        0,
        lines.findIndex((line) => /^ (?:SELECT|WITH) /.test(line)),
      )
      .map((line) => line.trim().split(' ')[0])
    return [`view ${name} (${columns.join(', ')})`]
  })
  expect(made.sort()).toEqual(expected.sort())
})

test('functions have the bodies of the dump, where Postgres keeps them as they were written', () => {
  const bodies = (text: string, quote: RegExp) => [...text.matchAll(quote)].map(([, body = '']) => body)
  const made = statements
    .filter((statement) => /^create (?:or replace )?function/.test(statement))
    .flatMap((statement) => bodies(statement, /\$\$(.*)\$\$/gs))
  expect(made.length).toBeGreaterThan(3)
  const trimmed = (texts: readonly string[]) => texts.map((text) => text.replaceAll(/[ \t]+$/gm, '')).sort()
  expect(trimmed(made)).toEqual(trimmed(bodies(dumped, /\$function\$(.*?)\$function\$/gs)))
})
