/**
 * `crawl.repeat`: observations that repeat the one before, many to a row. A bulk load of what is there would otherwise write
 * a row and an index entry for each page: 400 bytes of WAL instead of 6.
 */
import type { Kysely } from 'kysely'
import { createFunction, createTable, createView, runStatement } from './commented.ts'

/** Pages of one row: neighbours by number, as pages that were first loaded together are. */
export const pagesPerGroup = 256

const columns = {
  site: 'Whose question it is.',
  question_id: "The site's own id of the question.",
  path: "Page of the site (crawl.page); '' if the question is gone.",
  part: "'' unless records came without the paths of their pages.",
  captured_at: 'Time of the capture.',
  capture_id: "Capture (WARC-Record-ID); '' if unknown.",
  record_digest: 'Digest of the record; null if the site said that the question is gone.',
  layout: 'Layout in which the parser read the page; null without a page.',
  checks: 'Warnings of the parser; null for none.',
  parser_version: 'Version of the parser that made the record; null if unknown.',
  run_id: 'Run that fetched the capture; null if unknown or not needed.',
  complete: 'Whether the page showed the whole question.',
  next_path: 'Path of the next page of the question; null if there is none.',
}

const names = Object.keys(columns).join(', ')

/** A repeat shows the record that its page has shown all along: the page keeps the digest. */
const repeats = `
  select p.site, p.question_id, p.path, '' as part, e.captured_at, coalesce(e.capture_id, '') as capture_id,
    p.record_digest, r.layout, r.checks, r.parser_version, null::text as run_id, true as complete, null::text as next_path
  from crawl.page p join crawl.repeat r on r.page_group = p.page_number / ${pagesPerGroup}
  cross join lateral unnest(r.places, r.captured_at, r.capture_ids) as e (place, captured_at, capture_id)
  where e.place = p.page_number % ${pagesPerGroup}`

export async function createRepeats(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.repeat',
    comment:
      'Captures of pages that showed what the capture before had shown to the same parser, many to a row. They become rows of crawl.full_observation before anything of their question is recomputed.',
    columns: {
      page_group: [
        'bigint not null',
        `Which ${pagesPerGroup} pages: page_number (crawl.page) of each, divided by ${pagesPerGroup} and rounded down.`,
      ],
      layout: ['text', 'Layout in which the parser read them.'],
      checks: ['json', 'Warnings of the parser; null for none.'],
      parser_version: ['text', 'Version of the parser that read them; null if unknown.'],
      places: ['smallint[] not null', 'The remainder of the division, capture by capture.'],
      captured_at: ['timestamptz[] not null', 'Time of each capture.'],
      capture_ids: ['text[] not null', 'Id (WARC-Record-ID) of each capture; empty if none is known.'],
    },
    // Rows of 2 kB and more are compressed, the times of one batch to nearly nothing, and not put out of line.
    storage: 'toast_tuple_target = 128',
  })
  for (const column of ['places', 'captured_at', 'capture_ids']) {
    await runStatement(db, `alter table crawl.repeat alter column ${column} set storage main`)
  }
  await runStatement(db, 'create index repeat_page_group on crawl.repeat (page_group)')

  await createView(db, {
    name: 'crawl.observation',
    comment:
      'One row an observation: what one loaded capture showed of a question. To look up those of a question, use crawl.observations_of, which reads no others.',
    columns,
    query: `select ${names} from crawl.full_observation union all ${repeats}`,
  })
  await createFunction(db, {
    signature: 'crawl.observations_of(text, text)',
    comment: 'The rows of crawl.observation of one question, by site and question id.',
    // Neither strict nor volatile: the planner then puts the query in place of the call.
    definition: `create function crawl.observations_of(of_site text, of_question_id text) returns setof crawl.observation
      language sql stable as $$
        select ${names} from crawl.full_observation where site = of_site and question_id = of_question_id
        union all ${repeats} and p.site = of_site and p.question_id = of_question_id
      $$`,
  })
}
