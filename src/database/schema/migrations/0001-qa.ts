/**
 * Schema `qa`: what analysts read. Every key begins with (site, question_id), so that the tables can be spread over a
 * sharded Postgres by it. Rows are never deleted: what the site no longer shows gets `gone_at`.
 */
import type { Kysely } from 'kysely'
import { comment, createTable, runStatement } from './commented.ts'

type Columns = Record<string, readonly [type: string, comment: string]>

const question: Columns = {
  site: ['text not null', 'Whose question it is: okwave, sample, or the host of a schema.org page.'],
  question_id: ['text not null', "The site's own id of the question, unique within the site."],
}

const rate = (whose: string): Columns => ({
  best_answer_percent: [
    'integer check (best_answer_percent between 0 and 100)',
    `Best-answer rate of ${whose} as the page prints it, in percent; null when the page does not tell.`,
  ],
  best_answer_best: ['integer check (best_answer_best >= 0)', 'Best answers behind that rate.'],
  best_answer_answers: ['integer check (best_answer_answers >= 0)', 'Answers behind that rate.'],
})

const posted: Columns = {
  posted_at: ['timestamptz', 'When it was posted; null unless the page tells the time of day.'],
  posted_on: ['date', 'The local day on which it was posted, as the page says it.'],
}

const seen = (what: string): Columns => ({
  capture_id: ['text', 'Capture (WARC-Record-ID) that gave the row its present content; null if unknown.'],
  first_seen_at: ['timestamptz not null', `Time of the first loaded capture that shows the ${what}.`],
  changed_at: ['timestamptz not null', 'Time of the capture that gave the row its present content.'],
  gone_at: ['timestamptz', `Time of the capture that no longer shows the ${what}; null while it is there.`],
})

const goneAtUnderQuestion = (what: string): Columns => ({
  gone_at: [
    'timestamptz',
    `Time of the capture that no longer shows the ${what}; null while it is there, and where only the question is gone: look at qa.question.gone_at too.`,
  ],
})

const goneReason: Columns = {
  gone_reason: [
    "text check (gone_reason in ('not-shown', 'page-gone', 'parser'))",
    'not-shown: the whole question no longer shows it; page-gone: the site says that the question is gone; parser: another parser version does not read it, which may be no change at all. Null while it is there.',
  ],
}

const isGoneForAReason = (table: string) =>
  `constraint ${table}_gone_check check (gone_at is not null or gone_reason is null)`

const rateIsWhole = [
  'check (best_answer_best <= best_answer_answers)',
  'check (num_nonnulls(best_answer_percent, best_answer_best, best_answer_answers) in (0, 3))',
]

const ofQuestion = 'foreign key (site, question_id) references qa.question'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatement(db, 'create schema qa')
  await comment(db, [['schema qa', 'Questions, answers and replies as their pages last said them.']])

  await createTable(db, {
    name: 'qa.question',
    comment: 'One row a question, as its page last said it.',
    columns: {
      ...question,
      url: ['text not null', 'Canonical URL: one a question, whatever mirror the page came from.'],
      aliases: ['text[] not null', 'Other URLs under which the page is known to be the same question.'],
      title: ['text not null', 'Title, in the characters of the page.'],
      body: ['text not null', 'Text of the question, in the characters of the page; lines end in \\n.'],
      status: [
        "text not null check (status in ('open', 'solved', 'closed', 'unknown'))",
        'open; solved: a best answer was chosen; closed: none was chosen; unknown.',
      ],
      categories: ['text[] not null', 'Categories, outermost first.'],
      asker_name: ['text', 'Name of the asker; null when the page does not tell.'],
      asker_url: ['text', 'Profile URL of the asker.'],
      ...rate('the asker'),
      ...posted,
      answer_count: ['integer check (answer_count >= 0)', 'Answers as the page declares them; null if not.'],
      thanks_count: ['integer', 'Thanks; may be negative where it stands for votes.'],
      complete: [
        'boolean not null',
        'Whether it was last seen whole: on one page, or on all its pages in one run.',
      ],
      image_urls: ['text[] not null', 'Images in the text of the question.'],
      layout: [
        'text not null',
        "Layout in which the parser read the page: one generation of a site's markup.",
      ],
      checks: ['jsonb not null', 'What the parser warned of: an array of {code, severity, message}.'],
      ...seen('question'),
      changed_at: [
        'timestamptz not null',
        'Time of the capture with which the site last changed it; what a newer parser reads differently does not move it.',
      ],
      ...goneReason,
    },
    constraints: ['primary key (site, question_id)', ...rateIsWhole, isGoneForAReason('question')],
  })

  await createTable(db, {
    name: 'qa.answer',
    comment: 'One row an answer.',
    columns: {
      ...question,
      answer_key: [
        "text not null check (answer_key <> '')",
        "Identity within the question: the answer's number, else the site's own id of the answer, else t: and a digest of author and exact time, else b: and a digest of the beginning of the text.",
      ],
      answer_number: ['integer check (answer_number >= 0)', 'Order of posting (No.); null if not told.'],
      position: ['integer not null check (position >= 1)', 'Place on its page, 1 for the first.'],
      is_best: ['boolean not null', 'Whether the asker chose it as the best answer.'],
      author_name: ['text', 'Name of who answered; null when withdrawn or hidden.'],
      author_url: ['text', 'Profile URL of who answered.'],
      ...rate('who answered'),
      body: ['text not null', 'Text of the answer, in the characters of the page; lines end in \\n.'],
      ...posted,
      thanks_count: ['integer', 'Thanks; may be negative where it stands for votes.'],
      image_urls: ['text[] not null', 'Images in the text of the answer.'],
      ...seen('answer'),
      ...goneAtUnderQuestion('answer'),
      ...goneReason,
    },
    constraints: [
      'primary key (site, question_id, answer_key)',
      ofQuestion,
      ...rateIsWhole,
      isGoneForAReason('answer'),
    ],
  })
  // An answer that is gone keeps its last state, so the index excludes it: it must not conflict with a new best answer. The
  // index includes the author's name, so that chosen answers are counted by index-only scans.
  await runStatement(
    db,
    'create unique index answer_one_best on qa.answer (site, question_id) include (author_name) where is_best and gone_at is null',
  )

  await createTable(db, {
    name: 'qa.reply',
    comment:
      'Replies under an answer or under the question: supplements and thanks by the asker, comments by anyone.',
    columns: {
      ...question,
      answer_key: ['text not null', "Answer under which it stands; '' for the question itself."],
      kind: [
        "text not null check (kind in ('supplement', 'thanks', 'comment'))",
        'supplement (補足), thanks (お礼) or comment.',
      ],
      ordinal: [
        'integer not null check (ordinal >= 1)',
        'Place among those of its kind there, 1 for the first.',
      ],
      author_name: ['text', 'Name of who wrote it; null when the page does not tell.'],
      author_url: ['text', 'Profile URL of who wrote it.'],
      ...rate('who wrote it'),
      body: ['text not null', 'Text of the reply, in the characters of the page; lines end in \\n.'],
      ...posted,
      ...seen('reply'),
      ...goneAtUnderQuestion('reply'),
      // A foreign key passes a null and not an empty string.
      answer_reference: [
        "text generated always as (nullif(answer_key, '')) stored",
        'answer_key, null for the question itself: the column of the foreign key to qa.answer.',
      ],
      ...goneReason,
    },
    constraints: [
      'primary key (site, question_id, answer_key, kind, ordinal)',
      ofQuestion,
      'foreign key (site, question_id, answer_reference) references qa.answer',
      ...rateIsWhole,
      isGoneForAReason('reply'),
    ],
  })

  await createTable(db, {
    name: 'qa.related_question',
    comment: 'Questions that a question page lists as related.',
    columns: {
      ...question,
      rank: ['integer not null check (rank >= 1)', 'Place in the list, 1 for the first.'],
      related_question_id: ['text', 'Id of the listed question on the same site; null if not told.'],
      url: ['text', 'URL of the listed question; null if not told.'],
      title: ['text not null', 'Title as listed.'],
      excerpt: ['text', 'Beginning of the text as listed; null if not told.'],
      ...seen('related question'),
      ...goneReason,
    },
    constraints: ['primary key (site, question_id, rank)', ofQuestion, isGoneForAReason('related_question')],
  })

  await createIndexes(db)
}

/**
 * What analysts look rows up by, beside the primary keys: on 100,000 questions a lookup takes some ms. None begins with
 * the site: while a table has no statistics, such an index looks to the planner as good as the primary key, and each check
 * of a foreign key then reads all rows of the site. A plan made then lasts as long as the connection, and PGlite never
 * gathers statistics by itself.
 */
const indexes: ReadonlyArray<readonly [name: string, on: string, comment: string]> = [
  ['question_asker', 'qa.question (asker_name, site)', 'Questions of a person.'],
  ['question_day', 'qa.question (posted_on)', 'Questions of a day.'],
  ['question_changed', 'qa.question (changed_at)', 'What changed since a time.'],
  [
    'question_category',
    'qa.question using gin (categories)',
    'Questions of a category: categories @> array[…].',
  ],
  [
    'question_gone',
    'qa.question (question_id, site) where gone_at is not null',
    'Questions that are gone, whose answers are counted no more.',
  ],
  ['answer_author', 'qa.answer (author_name, site)', 'Answers by a person.'],
  ['answer_day', 'qa.answer (posted_on)', 'Answers of a day.'],
  ['answer_changed', 'qa.answer (changed_at)', 'What changed since a time.'],
  ['reply_author', 'qa.reply (author_name, site)', 'Replies by a person.'],
  [
    'related_question_listed',
    'qa.related_question (related_question_id, site)',
    'Which questions list a question as related.',
  ],
]

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  for (const [name, on] of indexes) await runStatement(db, `create index ${name} on ${on}`)
  await comment(
    db,
    indexes.map(([name, , text]) => [`index qa.${name}`, text]),
  )
}
