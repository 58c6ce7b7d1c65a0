/** Describes the tables of `qa` to the loader: which columns are the key, which are content, which are quiet. */
export type Columns = Readonly<Record<string, string>>

export interface RowTable {
  readonly name: string
  /** Column to type, as in the migration. */
  readonly key: Columns
  /** A difference here is a change: it is counted, moves `changed_at` and `capture_id`, and leaves a version. */
  readonly content: Columns
  /** Columns of `content` that are texts which people write: a difference in one is an edit. `qa.edit` lists the same ones. */
  readonly texts: readonly string[]
  /** A difference here is written and is no change: where an answer stands on its page, what the parser thinks. */
  readonly quiet: Columns
  /** Of the rows of a current table: where they come from and since when. */
  readonly seen: Columns
}

const questionKey = { site: 'text', question_id: 'text' }

const rate = {
  best_answer_percent: 'integer',
  best_answer_best: 'integer',
  best_answer_answers: 'integer',
}

const posted = { posted_at: 'timestamptz', posted_on: 'date' }

const author = { author_name: 'text', author_url: 'text', ...rate }

const seen = {
  capture_id: 'text',
  first_seen_at: 'timestamptz',
  changed_at: 'timestamptz',
  gone_at: 'timestamptz',
  gone_reason: 'text',
}

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
    image_urls: 'text[]',
  },
  texts: ['title', 'body', 'categories', 'image_urls'],
  // Describes what we have captured, not the question.
  quiet: { complete: 'boolean', layout: 'text', checks: 'jsonb' },
  seen,
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
  texts: ['body', 'image_urls'],
  // A new answer at the top of the page moves all others down without an edit.
  quiet: { position: 'integer' },
  seen,
}

export const replyTable: RowTable = {
  name: 'qa.reply',
  key: { ...questionKey, answer_key: 'text', kind: 'text', ordinal: 'integer' },
  content: { ...author, body: 'text', ...posted },
  texts: ['body'],
  quiet: {},
  seen,
}

export const relatedTable: RowTable = {
  name: 'qa.related_question',
  key: { ...questionKey, rank: 'integer' },
  content: { related_question_id: 'text', url: 'text', title: 'text', excerpt: 'text' },
  // Nobody writes the list: another title in a place is another question.
  texts: [],
  quiet: {},
  seen,
}

/** The past of a table: a row a state, keyed by when it began. */
export function versionTable({ name, key, content }: RowTable): RowTable {
  return {
    name: `${name}_version`,
    key: { ...key, valid_from: 'timestamptz' },
    content: {
      ...content,
      valid_to: 'timestamptz',
      ended_by: 'text',
      capture_id: 'text',
      parser_version: 'text',
    },
    texts: [],
    quiet: {},
    seen: {},
  }
}

export function withinQuestion({ key }: RowTable): readonly string[] {
  return Object.keys(key).slice(2)
}
