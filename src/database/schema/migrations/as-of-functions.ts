/** Functions that return questions, answers, replies and related questions as of a given time, from the loaded captures. */
import type { Kysely } from 'kysely'
import { contents } from './0002-history.ts'
import { createFunction } from './commented.ts'

const questionKey = ['site', 'question_id']

const tables = [
  { name: 'question', plural: 'Questions', key: questionKey },
  { name: 'answer', plural: 'Answers', key: [...questionKey, 'answer_key'] },
  { name: 'reply', plural: 'Replies', key: [...questionKey, 'answer_key', 'kind', 'ordinal'] },
  { name: 'related_question', plural: 'Lists of related questions', key: [...questionKey, 'rank'] },
] as const

const integers: ReadonlySet<string> = new Set(['ordinal', 'rank'])

/**
 * Whether the question of a row existed at the given time, or had not disappeared before it. Answers, replies and related
 * questions of a question that disappeared have no `gone_at` of their own: they disappear with it. This applies only to a
 * question that existed before. If a further page showed its answers earlier than the question itself was first loaded, the
 * answers stay.
 */
const isQuestionThere = (row: string) => `
  not exists (
    select from qa.question q
    where q.site = ${row}.site and q.question_id = ${row}.question_id and q.gone_at <= moment
  ) and not exists (
    select from qa.question_version v
    where v.site = ${row}.site and v.question_id = ${row}.question_id and v.ended_by = 'page-gone' and v.valid_to <= moment
      and not exists (
        select from qa.question_as_of(moment) q where q.site = v.site and q.question_id = v.question_id
      )
  )`

export async function createAsOfFunctions(db: Kysely<unknown>): Promise<void> {
  for (const { name, plural, key } of tables) {
    const content = Object.entries(contents[name])
    const columns = [...key, ...content.map(([column]) => column)]
    const own = columns.map((column) => `present.${column}`).join(', ')
    const earlier = columns.map((column) => `past.${column}`).join(', ')
    const isSame = key.map((column) => `v.${column} = t.${column}`).join(' and ')
    const result = [
      ...key.map((column) => `${column} ${integers.has(column) ? 'integer' : 'text'}`),
      ...content.map(([column, [type]]) => `${column} ${type.replace(' not null', '')}`),
      'valid_from timestamptz, valid_to timestamptz, capture_id text',
    ]
    const hasQuestion = name !== 'question'
    const andQuestionThere = (row: string) => (hasQuestion ? ` and ${isQuestionThere(row)}` : '')
    await createFunction(db, {
      signature: `qa.${name}_as_of(timestamptz)`,
      comment: hasQuestion
        ? `${plural} as they were at a time, as far as captures tell: what the last capture until then showed, under questions that were not gone then. valid_to is null where that holds to this day, or until the question went.`
        : `${plural} as they were at a time, as far as captures tell: what the last capture until then showed. valid_to is null where that holds to this day.`,
      definition: `create function qa.${name}_as_of(moment timestamptz)
        returns table (${result.join(', ')})
        language sql stable parallel safe as $$
          select ${earlier}, past.valid_from, past.valid_to, past.capture_id
          from qa.${name}_version past
          where past.valid_from <= moment and moment < past.valid_to${andQuestionThere('past')}
          union all
          select ${own}, present.since, present.gone_at, present.capture_id
          from (
            select t.*, greatest(t.changed_at, (select max(v.valid_to) from qa.${name}_version v where ${isSame})) as since
            from qa.${name} t
          ) present
          where present.since <= moment and (present.gone_at is null or moment < present.gone_at)${andQuestionThere('present')}
        $$`,
    })
  }
}
