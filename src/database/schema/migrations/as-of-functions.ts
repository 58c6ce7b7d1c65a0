/** The past as tables: what questions, answers and replies were at a time, by the captures that were loaded. */
import type { Kysely } from 'kysely'
import { createFunction } from './commented-function.ts'

type Columns = Readonly<Record<string, string>>

const rate = {
  best_answer_percent: 'integer',
  best_answer_best: 'integer',
  best_answer_answers: 'integer',
}
const posted = { posted_at: 'timestamptz', posted_on: 'date' }
const author = { author_name: 'text', author_url: 'text', ...rate }
const key = { site: 'text', question_id: 'text' }

const tables: ReadonlyArray<{
  name: 'question' | 'answer' | 'reply'
  plural: string
  key: Columns
  content: Columns
}> = [
  {
    name: 'question',
    plural: 'Questions',
    key,
    content: {
      url: 'text',
      aliases: 'text[]',
      title: 'text',
      body: 'text',
      status: 'text',
      categories: 'text[]',
      asker_name: 'text',
      asker_url: 'text',
      ...rate,
      ...posted,
      answer_count: 'integer',
      thanks_count: 'integer',
      image_urls: 'text[]',
    },
  },
  {
    name: 'answer',
    plural: 'Answers',
    key: { ...key, answer_key: 'text' },
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
    key: { ...key, answer_key: 'text', kind: 'text', ordinal: 'integer' },
    content: { ...author, body: 'text', ...posted },
  },
]

/**
 * Whether the question of a row was there at the moment, or has never gone until then. Answers and replies of a question
 * that went have no `gone_at` of their own. Only a question that was there and went takes them along: one that was first
 * seen whole later than its answers, which a further page showed, does not.
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
    const hasQuestion = name !== 'question'
    const andQuestionThere = (row: string) => (hasQuestion ? ` and ${isQuestionThere(row)}` : '')
    await createFunction(db, {
      signature: `qa.${name}_as_of(timestamptz)`,
      comment: hasQuestion
        ? `${plural} as they were at a time, as far as captures tell: what the last capture until then showed, under questions that were not gone then. valid_to is null where that holds to this day, or until the question went.`
        : `${plural} as they were at a time, as far as captures tell: what the last capture until then showed. valid_to is null where that holds to this day.`,
      definition: `create function qa.${name}_as_of(moment timestamptz)
        returns table (${result.map(([column, type]) => `${column} ${type}`).join(', ')})
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
