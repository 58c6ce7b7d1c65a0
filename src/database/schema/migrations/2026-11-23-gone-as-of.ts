/**
 * Answers and replies as they were at a time, without those under a question that was gone then: these have no `gone_at`
 * of their own, since nothing was said of them. Only a question that was there and went takes them along: one that was
 * first seen whole later than its answers, which a further page showed, does not.
 */
import type { Kysely } from 'kysely'
import { createFunction } from './commented-function.ts'

const author = {
  author_name: 'text',
  author_url: 'text',
  best_answer_percent: 'integer',
  best_answer_best: 'integer',
  best_answer_answers: 'integer',
}
const posted = { posted_at: 'timestamptz', posted_on: 'date' }
const key = { site: 'text', question_id: 'text', answer_key: 'text' }

const tables = [
  {
    name: 'answer',
    plural: 'Answers',
    key,
    content: {
      answer_number: 'integer',
      is_best: 'boolean',
      ...author,
      body: 'text',
      ...posted,
      thanks_count: 'integer',
      image_urls: 'text[]',
    },
  },
  {
    name: 'reply',
    plural: 'Replies',
    key: { ...key, kind: 'text', ordinal: 'integer' },
    content: { ...author, body: 'text', ...posted },
  },
]

/** Whether the question of a row was there at the moment, or has never gone until then. */
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

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const { name, plural, key, content } of tables) {
    const columns = Object.keys({ ...key, ...content })
    const own = columns.map((column) => `present.${column}`).join(', ')
    const earlier = columns.map((column) => `past.${column}`).join(', ')
    const isSame = Object.keys(key)
      .map((column) => `v.${column} = t.${column}`)
      .join(' and ')
    const result = Object.entries({
      ...key,
      ...content,
      valid_from: 'timestamptz',
      valid_to: 'timestamptz',
      capture_id: 'text',
    })
    await createFunction(db, {
      signature: `qa.${name}_as_of(timestamptz)`,
      comment: `${plural} as they were at a time, as far as captures tell: what the last capture until then showed, under questions that were not gone then. valid_to is null where that holds to this day, or until the question went.`,
      definition: `create or replace function qa.${name}_as_of(moment timestamptz)
        returns table (${result.map(([column, type]) => `${column} ${type}`).join(', ')})
        language sql stable parallel safe as $$
          select ${earlier}, past.valid_from, past.valid_to, past.capture_id
          from qa.${name}_version past
          where past.valid_from <= moment and moment < past.valid_to and ${isQuestionThere('past')}
          union all
          select ${own}, present.since, present.gone_at, present.capture_id
          from (
            select t.*, greatest(t.changed_at, (select max(v.valid_to) from qa.${name}_version v where ${isSame})) as since
            from qa.${name} t
          ) present
          where present.since <= moment and (present.gone_at is null or moment < present.gone_at)
            and ${isQuestionThere('present')}
        $$`,
    })
  }
}
