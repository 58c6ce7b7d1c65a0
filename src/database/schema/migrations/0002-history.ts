/**
 * Creates the tables of history by capture time: the version tables of `qa`, and in `crawl` the observations that they
 * are computed from. The rows of `qa` are a function of the observations of a question, one for each loaded capture.
 */
import type { Kysely } from 'kysely'
import { createTable } from './commented.ts'

type Columns = Record<string, readonly [type: string, comment: string]>

const question: Columns = {
  site: ['text not null', 'Whose question it is.'],
  question_id: ['text not null', "The site's own id of the question."],
}

const answerKey: Columns = { answer_key: ['text not null', 'Identity of the answer within the question.'] }

const valid: Columns = {
  valid_from: ['timestamptz not null', 'Time of the first capture with this state.'],
  valid_to: [
    'timestamptz not null',
    'Time of the first capture that no longer had it; not part of the period.',
  ],
  ended_by: [
    "text not null check (ended_by in ('edited', 'changed', 'parser', 'not-shown', 'page-gone'))",
    'edited: a text of it was edited on the site: title, body, categories or images; changed: no text, but a count, a status, a name or another value; parser: another parser version read it differently, which may be no change at all; not-shown: the whole question no longer showed it; page-gone: the site said that the question is gone.',
  ],
  capture_id: ['text', 'Capture that first had this state; null if unknown.'],
  parser_version: ['text', 'Version of the parser that read that capture; null if unknown.'],
}

const rate: Columns = {
  best_answer_percent: ['integer', 'Best-answer rate as the page printed it, in percent.'],
  best_answer_best: ['integer', 'Best answers behind that rate.'],
  best_answer_answers: ['integer', 'Answers behind that rate.'],
}

const posted: Columns = {
  posted_at: ['timestamptz', 'When it was posted; null unless the page told the time of day.'],
  posted_on: ['date', 'The local day on which it was posted, as the page said it.'],
}

const author: Columns = {
  author_name: ['text', 'Name of the author; null when withdrawn, hidden or not told.'],
  author_url: ['text', 'Profile URL of the author.'],
  ...rate,
}

const isPeriod = 'check (valid_from < valid_to)'

/** Content columns of a question, an answer, a reply and a related question: all except the key and the period of a state. */
export const contents = {
  question: {
    url: ['text not null', 'Canonical URL.'],
    aliases: ['text[] not null', 'Other URLs of the same question.'],
    title: ['text not null', 'Title.'],
    body: ['text not null', 'Text of the question.'],
    status: ['text not null', 'open, solved, closed or unknown.'],
    categories: ['text[] not null', 'Categories, outermost first.'],
    asker_name: ['text', 'Name of the asker.'],
    asker_url: ['text', 'Profile URL of the asker.'],
    ...rate,
    ...posted,
    answer_count: ['integer', 'Answers as the page declared them.'],
    thanks_count: ['integer', 'Thanks.'],
    image_urls: ['text[] not null', 'Images in the text of the question.'],
  },
  answer: {
    answer_number: ['integer', 'Order of posting (No.).'],
    is_best: ['boolean not null', 'Whether it was the best answer.'],
    ...author,
    body: ['text not null', 'Text of the answer.'],
    ...posted,
    thanks_count: ['integer', 'Thanks.'],
    image_urls: ['text[] not null', 'Images in the text of the answer.'],
  },
  reply: { ...author, body: ['text not null', 'Text of the reply.'], ...posted },
  related_question: {
    related_question_id: ['text', 'Id of the listed question on the same site; null if not told.'],
    url: ['text', 'URL of the listed question; null if not told.'],
    title: ['text not null', 'Title as listed.'],
    excerpt: ['text', 'Beginning of the text as listed; null if not told.'],
  },
} satisfies Record<string, Columns>

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'qa.question_version',
    comment: 'Earlier states of questions, one row a state. The present state is in qa.question.',
    columns: { ...question, ...valid, ...contents.question },
    constraints: [
      'primary key (site, question_id, valid_from)',
      'foreign key (site, question_id) references qa.question',
      isPeriod,
    ],
  })
  await createTable(db, {
    name: 'qa.answer_version',
    comment: 'Earlier states of answers, one row a state. The present state is in qa.answer.',
    columns: { ...question, ...answerKey, ...valid, ...contents.answer },
    constraints: [
      'primary key (site, question_id, answer_key, valid_from)',
      'foreign key (site, question_id, answer_key) references qa.answer',
      isPeriod,
    ],
  })
  await createTable(db, {
    name: 'qa.reply_version',
    comment: 'Earlier states of replies, one row a state. The present state is in qa.reply.',
    columns: {
      ...question,
      answer_key: ['text not null', "Answer under which it stood; '' for the question itself."],
      kind: ['text not null', 'supplement, thanks or comment.'],
      ordinal: ['integer not null', 'Place among those of its kind there.'],
      ...valid,
      ...contents.reply,
    },
    constraints: [
      'primary key (site, question_id, answer_key, kind, ordinal, valid_from)',
      'foreign key (site, question_id, answer_key, kind, ordinal) references qa.reply',
      isPeriod,
    ],
  })
  await createTable(db, {
    name: 'qa.related_question_version',
    comment:
      'Earlier states of lists of related questions, one row a place in the list and state. The present lists are in qa.related_question; qa.related_history tells how long each question was listed, whatever its place.',
    columns: {
      ...question,
      rank: ['integer not null', 'Place in the list, 1 for the first.'],
      ...valid,
      ended_by: [
        "text not null check (ended_by in ('changed', 'parser', 'not-shown', 'page-gone'))",
        'changed: another question stood in this place, or the list said something else of it; parser: another parser version read it differently, which may be no change at all; not-shown: the list was shorter.',
      ],
      ...contents.related_question,
    },
    constraints: [
      'primary key (site, question_id, rank, valid_from)',
      'foreign key (site, question_id, rank) references qa.related_question',
      isPeriod,
    ],
  })

  await createTable(db, {
    name: 'crawl.full_observation',
    comment:
      'One row an observation: what one loaded capture showed of a question. crawl.observation shows these and the repeats (crawl.repeat); the rows of qa are computed from all of them.',
    columns: {
      ...question,
      path: ['text not null', "Page of the site (crawl.page); '' if the question is gone."],
      part: ["text not null default ''", "'' unless records came without the paths of their pages."],
      captured_at: ['timestamptz not null', 'Time of the capture.'],
      capture_id: ["text not null default ''", "Capture (WARC-Record-ID); '' if unknown."],
      record_digest: ['text', 'Digest of the record; null if the site said that the question is gone.'],
      layout: ['text', 'Layout in which the parser read the page; null without a page.'],
      checks: ['json', 'Warnings of the parser; null for none.'],
      parser_version: ['text', 'Version of the parser that made the record; null if unknown.'],
      run_id: ['text', 'Run that fetched the capture; null if unknown or not needed.'],
      complete: ['boolean not null', 'Whether the page showed the whole question.'],
      next_path: ['text', 'Path of the next page of the question; null if there is none.'],
    },
    constraints: ['primary key (site, question_id, path, part, captured_at, capture_id)'],
  })
  await createTable(db, {
    name: 'crawl.record_rows',
    comment:
      'One row a record that captures of a question showed, as rows of qa. The only record of a question is not stored here: its rows in qa are it.',
    columns: {
      ...question,
      record_digest: ['text not null', 'Digest of the record (crawl.observation).'],
      rows: ['json not null', 'Its rows: {question, answers, replies, related}.'],
    },
    constraints: ['primary key (site, question_id, record_digest)'],
  })
  await createTable(db, {
    name: 'crawl.confirmation',
    comment:
      'One row a 304: the page was still what an earlier capture shows. It counts as one more observation (crawl.observation) of that capture.',
    columns: {
      site: ['text not null', 'Whose page it is.'],
      path: ['text not null', 'Page of the site (crawl.page).'],
      confirms: ['text not null', 'Capture (WARC-Record-ID) whose content the page still had.'],
      captured_at: ['timestamptz not null', 'Time of the capture that says so.'],
      capture_id: ['text not null', 'That capture (WARC-Record-ID), which has no body.'],
      run_id: ['text', 'Run that fetched it; null if unknown.'],
    },
    constraints: ['primary key (site, path, confirms, captured_at, capture_id)'],
  })
}
