/**
 * What the site edited and what else changed, field by field: `qa.edit` and `qa.change`. Each row holds a state against the
 * one that followed it without a gap; differences between two parser versions are in neither.
 */
import type { Kysely } from 'kysely'
import { contents } from './0002-history.ts'
import { createView } from './commented.ts'

const questionKey = ['site', 'question_id']

const tables = [
  { name: 'question', key: questionKey },
  { name: 'answer', key: [...questionKey, 'answer_key'] },
  { name: 'reply', key: [...questionKey, 'answer_key', 'kind', 'ordinal'] },
] as const

type Table = (typeof tables)[number]

/** Texts that people write. The loader tells edits from changes by the same columns (`row-tables.ts`). */
const texts: ReadonlySet<string> = new Set(['title', 'body', 'categories', 'image_urls'])

/** One form for each type, whatever the settings of the session. */
function asText(column: string, type: string): string {
  if (type.startsWith('text[]')) return `to_json(${column})::text`
  if (type.startsWith('timestamptz')) {
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  }
  if (type.startsWith('date')) return `to_char(${column}, 'YYYY-MM-DD')`
  return type.startsWith('text') ? column : `${column}::text`
}

/**
 * The state after a version is the version that begins where it ends, or the present row. `valid_from` goes back over the
 * states that had the same value: of a title, not of a title with a count.
 */
function differences({ name, key }: Table, isText: boolean): string {
  const fields = Object.entries(contents[name]).filter(([column]) => texts.has(column) === isText)
  const isSameRow = (other: string) => key.map((column) => `${other}.${column} = v.${column}`).join(' and ')
  const keyColumn = (column: string, type: string) =>
    (key as readonly string[]).includes(column) ? `v.${column}` : `null::${type}`
  const values = fields.map(
    ([column, [type]]) => `
        ('${column}', ${asText(`v.${column}`, type)},
          case when n.site is null then ${asText(`t.${column}`, type)} else ${asText(`n.${column}`, type)} end)`,
  )
  const earlier = fields.map(([column, [type]]) => `when '${column}' then ${asText(`p.${column}`, type)}`)
  return `
      select '${name}' as row_kind, v.site, v.question_id, ${keyColumn('answer_key', 'text')}, ${keyColumn('kind', 'text')},
        ${keyColumn('ordinal', 'integer')}, f.field, f.before, f.after,
        (
          select min(w.valid_from) from qa.${name}_version w where ${isSameRow('w')} and w.valid_from >= coalesce((
            select max(p.valid_to) from qa.${name}_version p
            where ${isSameRow('p')} and p.valid_to <= v.valid_from
              and case f.field ${earlier.join(' ')} end is distinct from f.before
          ), '-infinity')
        ), v.valid_to, case when n.site is null then t.capture_id else n.capture_id end
      from qa.${name}_version v
      join qa.${name} t on ${isSameRow('t')}
      left join qa.${name}_version n on ${isSameRow('n')} and n.valid_from = v.valid_to
      cross join lateral (values ${values.join(',')}
      ) as f (field, before, after)
      where v.ended_by in ('edited', 'changed') and f.before is distinct from f.after`
}

const columns = {
  row_kind: 'What was changed: question, answer or reply.',
  site: 'Whose question it is.',
  question_id: "The site's own id of the question.",
  answer_key:
    "Identity of the answer within the question; for a reply to the question itself '', for a question null.",
  kind: 'Of a reply: supplement, thanks or comment.',
  ordinal: 'Of a reply: place among those of its kind there.',
}

const period = {
  valid_from: 'Time of the first capture that showed the field as it was before.',
  valid_to: 'Time of the first capture that shows it as it is after: the site changed it before then.',
  capture_id: 'That capture; null if unknown. With qa.lineage it leads to the archived page.',
}

export async function createEditViews(db: Kysely<unknown>): Promise<void> {
  await createView(db, {
    name: 'qa.edit',
    comment:
      'Edits by the site, one row an edited text: title, body, categories and images of questions, bodies and images of answers, bodies of replies. Without what only another parser version reads differently, and without what came back after it was gone.',
    columns: {
      ...columns,
      field: 'The text: title, body, categories or image_urls.',
      before: 'What it said before; a list as a JSON array.',
      after: 'What it said after.',
      ...period,
    },
    query: tables.map((table) => differences(table, true)).join('\n      union all'),
  })
  await createView(db, {
    name: 'qa.change',
    comment:
      'Changes of counts, states, names and other values that are no texts (those are in qa.edit), one row a field: status, answer_count, thanks_count, is_best, best-answer rates and so on. Without what only another parser version reads differently, and without what came back after it was gone.',
    columns: {
      ...columns,
      field: 'The column of the table of that row that changed.',
      before: 'Its value before, as text; null where the page did not tell. Times are in UTC.',
      after: 'Its value after.',
      ...period,
    },
    query: tables.map((table) => differences(table, false)).join('\n      union all'),
  })
}
