/** The four tables of `qa` as the loader sees them: which columns are the key, which are content, which are quiet. */

type Columns = Readonly<Record<string, string>>

export interface RowTable {
  readonly name: string
  /** Column to type, as in the migration. */
  readonly key: Columns
  /** A difference here is a change: it is counted, and moves `changed_at` and `capture_id`. */
  readonly content: Columns
  /** A difference here is written and is no change: where an answer stands on its page, what the parser thinks. */
  readonly quiet: Columns
}

const questionKey = { site: 'text', question_id: 'text' }

const rate = {
  best_answer_percent: 'integer',
  best_answer_best: 'integer',
  best_answer_answers: 'integer',
}

const posted = { posted_at: 'timestamptz', posted_on: 'date' }

const author = { author_name: 'text', author_url: 'text', ...rate }

export const questionTable: RowTable = {
  name: 'qa.question',
  key: questionKey,
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
    complete: 'boolean',
    image_urls: 'text[]',
  },
  quiet: { layout: 'text', checks: 'jsonb' },
}

export const answerTable: RowTable = {
  name: 'qa.answer',
  key: { ...questionKey, answer_key: 'text' },
  content: {
    answer_number: 'integer',
    is_best: 'boolean',
    ...author,
    body: 'text',
    ...posted,
    thanks_count: 'integer',
    image_urls: 'text[]',
  },
  // A new answer at the top of the page moves all others down, and nobody has edited them.
  quiet: { position: 'integer' },
}

export const replyTable: RowTable = {
  name: 'qa.reply',
  key: { ...questionKey, answer_key: 'text', kind: 'text', ordinal: 'integer' },
  content: { ...author, body: 'text', ...posted },
  quiet: {},
}

export const relatedTable: RowTable = {
  name: 'qa.related_question',
  key: { ...questionKey, rank: 'integer' },
  content: { related_question_id: 'text', url: 'text', title: 'text', excerpt: 'text' },
  quiet: {},
}
