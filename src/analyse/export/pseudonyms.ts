/**
 * Replaces names of people by keyed hashes (HMAC-SHA256): a name has the same pseudonym in every table and every export
 * with the same key, and without the key names cannot be tested. Columns that hold people are recognized by their names,
 * so new migrations are covered; where a row says in `field` which column it is of, so are its `before` and `after`. Texts
 * stay as they are: a person named in one is still named.
 */
import { createHmac } from 'node:crypto'
import type { ExportColumn } from './export-columns.ts'
import type { TablePlan } from './export-target.ts'

export interface Pseudonyms {
  /** Identifies the key without revealing it. */
  readonly keyId: string
  /** What replaces the values of a column; null where it holds no people. */
  forColumn(column: ExportColumn, relation: string): ((value: unknown) => unknown) | null
  /** What replaces the values of a whole row. */
  forRow(columns: readonly ExportColumn[], relation: string): (row: readonly unknown[]) => readonly unknown[]
}

type What = 'name' | 'url'

export function pseudonyms(key: string): Pseudonyms {
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 32)
  const pseudonym = (what: What, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((element) => pseudonym(what, element))
    return typeof value === 'string'
      ? `${what === 'name' ? 'person' : 'profile'}-${hash(`${what}:${value}`)}`
      : value
  }
  const forColumn: Pseudonyms['forColumn'] = ({ name, kind }, relation) => {
    if (name === 'checks') return (value) => (typeof value === 'string' ? withoutQuotes(value) : value)
    if (kind === 'json') return (value) => (typeof value === 'string' ? inJson(value, pseudonym) : value)
    const what = whatOf(name, peopleRelation.test(relation))
    return what === null ? null : (value) => pseudonym(what, value)
  }
  return {
    keyId: hash('key').slice(0, 8),
    forColumn,
    forRow(columns, relation) {
      const replace = columns.map((column) => forColumn(column, relation))
      const field = columns.findIndex(isField)
      return (row) => {
        const what = field < 0 ? null : whatOf(String(row[field]), false)
        return row.map((value, i) => {
          if (what !== null && columns[i] !== undefined && isOfField(columns[i]))
            return pseudonym(what, value)
          return replace[i]?.(value) ?? value
        })
      }
    },
  }
}

/** Says, in `qa.change` and `qa.edit`, of which column the values of the row are. */
function isField({ name }: ExportColumn): boolean {
  return name === 'field'
}

function isOfField({ name }: ExportColumn): boolean {
  return name === 'before' || name === 'after'
}

const reasons: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(?:question_id|url|path|aliases|related_question_id)$/, 'leads to the page on its site, with all names'],
  [
    /^(?:title|body|excerpt|before|after|related_title|answers|replies)$/,
    'text that can be searched for, and that may name people',
  ],
  [/^image_urls$/, 'pictures, and URLs that may hold a name'],
  [
    /^best_answer_(?:best|answers)$|^told_(?:best|answers)$/,
    'counts of one person on the site, often unique',
  ],
  [/^posted_at$/, 'the time of a post, to be compared with the site'],
]

/** Columns of these tables that can still lead to a person after names and profile URLs are replaced, with the reason. */
export function stillIdentifying(
  plans: readonly Pick<TablePlan, 'relation' | 'columns'>[],
  hidden: Pseudonyms,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const { relation, columns } of plans) {
    const hasFields = columns.some(isField)
    for (const column of columns) {
      const isReplaced = column.kind !== 'json' && hidden.forColumn(column, relation.name) !== null
      const reason = reasons.find(([pattern]) => pattern.test(column.name))?.[1]
      if (isReplaced || reason === undefined) continue
      found[`${relation.name}.${column.name}`] =
        hasFields && isOfField(column) ? `${reason}; names and profile URLs of people are replaced` : reason
    }
  }
  return found
}

const peopleRelation = /person|people|author|asker/
/** asker_name, author_url, best_author_names, askerName. */
const personColumn = /(?:^|_)(?:asker|author|person|people|answerer|profile|user)s?_?(names?|urls?)$/i

function whatOf(name: string, isOfPerson: boolean): What | null {
  const found =
    personColumn.exec(name)?.[1] ?? (isOfPerson ? /(?:^|_)(names?|urls?)$/i.exec(name)?.[1] : undefined)
  if (found === undefined) return null
  return found.toLowerCase().startsWith('name') ? 'name' : 'url'
}

/** Values at the same names within json, and `name` and `url` of an object at `author`, `asker` or `person`. */
function inJson(text: string, pseudonym: (what: What, value: unknown) => unknown): string {
  const walk = (value: unknown, isPerson: boolean): unknown => {
    if (Array.isArray(value)) return value.map((element) => walk(element, isPerson))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const what = typeof member === 'object' && !Array.isArray(member) ? null : whatOf(name, isPerson)
        return [
          name,
          what === null ? walk(member, /^(?:asker|author|person)s?$/i.test(name)) : pseudonym(what, member),
        ]
      }),
    )
  }
  return JSON.stringify(walk(JSON.parse(text), false))
}

/** A check's message quotes what stands on the page, and that may be a name: it ends where the quote begins. */
function withoutQuotes(checks: string): string {
  return JSON.stringify(JSON.parse(checks), (key, value: unknown) =>
    key === 'message' && typeof value === 'string' ? value.replace(/「[\s\S]*$/, '…') : value,
  )
}
