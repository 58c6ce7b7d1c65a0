/** The lists of all pages, by name: each is one statement, and is given as a table, as CSV, as JSON and as its SQL. */
import { literal } from '../literal.ts'
import { filtersOf, searchStatement } from './search-filters.ts'

export interface Listing {
  readonly title: string
  /** Null where the address lacks what the list is of. */
  readonly statement: (given: URLSearchParams) => string | null
}

/** Rows of a list that has no limit of its own. */
const most = 1_000

function ofQuestion(statement: (where: (alias: string) => string) => string): Listing['statement'] {
  return (given) => {
    const [site, id] = [given.get('site'), given.get('id')]
    if (site === null || id === null) return null
    return statement((alias) => `${alias}.site = ${literal(site)} and ${alias}.question_id = ${literal(id)}`)
  }
}

function ofPerson(statement: (site: string, name: string) => string): Listing['statement'] {
  return (given) => {
    const [site, name] = [given.get('site'), given.get('name')]
    return site === null || name === null ? null : statement(literal(site), literal(name))
  }
}

const always = (statement: string) => (): string => statement

export const listings = {
  questions: {
    title: 'Questions',
    statement: (given: URLSearchParams): string => searchStatement(filtersOf(given)),
  },
  question: {
    title: 'The question',
    statement: ofQuestion(
      (is) => `select q.*,
  (select count(*)::int from qa.edit e where ${is('e')}) as edits,
  (select count(*)::int from qa.change c where ${is('c')}) as changes,
  (select s.time_zone from qa.site s where s.site = q.site) as time_zone
from qa.question q where ${is('q')}`,
    ),
  },
  answers: {
    title: 'Answers',
    statement: ofQuestion(
      (is) => `select a.* from qa.answer a where ${is('a')}
order by a.position, a.answer_key limit ${most}`,
    ),
  },
  replies: {
    title: 'Supplements, thanks and comments',
    statement: ofQuestion(
      (is) => `select r.* from qa.reply r where ${is('r')}
order by r.answer_key, r.posted_on nulls last, r.kind, r.ordinal limit ${most}`,
    ),
  },
  related: {
    title: 'Related questions',
    statement: ofQuestion(
      (
        is,
      ) => `select r.rank, r.title, r.excerpt, r.url, r.related_question_id, o.question_id is not null as is_here
from qa.related_question r
left join qa.question o on o.site = r.site and o.question_id = r.related_question_id
where ${is('r')} and r.gone_at is null
order by r.rank limit ${most}`,
    ),
  },
  edits: {
    title: 'Edits of texts',
    statement: ofQuestion(
      (
        is,
      ) => `select e.row_kind, e.answer_key, e.kind, e.ordinal, e.field, e.before, e.after, e.valid_from, e.valid_to, e.capture_id
from qa.edit e where ${is('e')}
order by e.valid_to desc, e.row_kind, e.answer_key, e.kind, e.ordinal, e.field limit ${most}`,
    ),
  },
  changes: {
    title: 'Changes of counts and states',
    statement: ofQuestion(
      (
        is,
      ) => `select c.valid_to as seen_at, c.row_kind, c.answer_key, c.field, c.before, c.after, c.capture_id
from qa.change c where ${is('c')}
order by c.valid_to desc, c.row_kind, c.answer_key, c.field limit ${most}`,
    ),
  },
  listed: {
    title: 'Related questions over time',
    statement: ofQuestion(
      (
        is,
      ) => `select h.title, h.related_question_id, h.valid_from as listed_from, h.valid_to as listed_until, h.ended_by, h.first_rank, h.last_rank
from qa.related_history h where ${is('h')}
order by h.valid_from desc, h.last_rank, h.title limit ${most}`,
    ),
  },
  lineage: {
    title: 'Where each row comes from',
    statement: ofQuestion(
      (
        is,
      ) => `select l.row_kind, l.answer_key, l.kind, l.ordinal, l.captured_at, l.capture_id, l.warc_file, l.warc_offset,
  l.parser_version, l.valid_from
from qa.lineage l where ${is('l')}
order by l.captured_at desc, l.row_kind, l.answer_key, l.kind, l.ordinal limit ${most}`,
    ),
  },
  pages: {
    title: 'Pages of the question',
    statement: ofQuestion(
      (is) => `select f.path, f.last_seen_at, f.changed_at, f.due_at, f.last_outcome, f.parser_version
from qa.freshness f where ${is('f')} order by f.path limit ${most}`,
    ),
  },
  person: {
    title: 'The person',
    statement: ofPerson(
      (site, name) => `select p.* from qa.person p where p.site = ${site} and p.name = ${name}
order by p.url nulls first limit 20`,
    ),
  },
  asked: {
    title: 'Questions asked',
    statement: ofPerson(
      (site, name) => `select q.site, q.question_id, q.title, q.status, q.posted_on, q.asker_url
from qa.question q where q.site = ${site} and q.asker_name = ${name} and q.gone_at is null
order by q.posted_on desc nulls last, q.question_id limit ${most}`,
    ),
  },
  answered: {
    title: 'Answers given',
    statement: ofPerson(
      (
        site,
        name,
      ) => `select a.site, a.question_id, q.title, a.answer_key, a.is_best, a.posted_on, left(a.body, 120) as excerpt, a.author_url
from qa.answer a join qa.question q using (site, question_id)
where a.site = ${site} and a.author_name = ${name} and a.gone_at is null and q.gone_at is null
order by a.posted_on desc nulls last, a.question_id, a.answer_key limit ${most}`,
    ),
  },
  people: {
    title: 'People',
    statement: (
      given,
    ) => `select p.site, p.name, p.questions, p.answers, p.best_answers, p.percent_best, p.told_percent, p.first_posted_on, p.last_posted_on
from qa.person p${given.get('site') ? `\nwhere p.site = ${literal(given.get('site') ?? '')}` : ''}
order by p.best_answers desc, p.answers desc, p.questions desc, p.site, p.name limit 200`,
  },
  chosen: {
    title: 'Names with chosen answers',
    statement: (given) => `select n.site, n.name, n.best_answers
from (
  select a.site, a.author_name as name, count(*)::int as best_answers from qa.answer a
  where a.is_best and a.gone_at is null and a.author_name is not null${given.get('site') ? ` and a.site = ${literal(given.get('site') ?? '')}` : ''}
    and not exists (
      select from qa.question q where q.site = a.site and q.question_id = a.question_id and q.gone_at is not null)
  group by a.site, a.author_name
) n
where not exists (
  select from qa.site s where s.site = n.site and (n.name = any (s.anonymous_names) or n.name ~ any (s.anonymous_patterns)))
order by n.best_answers desc, n.site, n.name limit 200`,
  },
  days: {
    title: 'Visits by day',
    statement:
      always(`select day, site, visits, loaded, unchanged, links, gone, rejected, retried, failed, skipped, requests, bytes::float8 as bytes, percent_rejected
from qa.crawl_health order by day desc, site limit 120`),
  },
  runs: {
    title: 'Runs',
    statement:
      always(`select run_id, kind, started_at, ended_at, result, requests, bytes::float8 as bytes, mondo_version
from crawl.run order by started_at desc limit 50`),
  },
  hosts: {
    title: 'Hosts',
    statement:
      always(`select host_group, state, parked_reason, next_allowed_at, backoff_until, crawl_delay_seconds, gate->>'reason' as quality_gate
from crawl.host order by state desc, host_group limit 200`),
  },
  rejects: {
    title: 'Rejected pages',
    statement: always(`select site, path, reason, rejected_at, capture_id, checks
from crawl.rejected_page order by rejected_at desc, site, path limit 200`),
  },
  incomplete: {
    title: 'Questions that are not whole',
    statement:
      always(`select site, question_id, title, answers_declared, answers_here, pages_seen, pages_due, last_seen_at
from qa.incomplete_question order by last_seen_at desc nulls last, site, question_id limit 200`),
  },
} as const satisfies Readonly<Record<string, Listing>>

export type ListingName = keyof typeof listings

export function isListing(name: string): name is ListingName {
  return Object.hasOwn(listings, name)
}
