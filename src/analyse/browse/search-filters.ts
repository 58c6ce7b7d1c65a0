/** What a search asks for, from the address of the page to the statement. */
import { literal } from '../literal.ts'
import { address, type Parameters } from './addresses.ts'

export interface Filters {
  readonly query: string
  readonly site: string | null
  readonly category: string | null
  readonly status: string | null
  /** Days, `2026-11-29`. */
  readonly from: string | null
  readonly to: string | null
  readonly answered: 'yes' | 'no' | null
  /** With words: titles first, then by time; by relevance; or by time alone. */
  readonly order: 'titles' | 'relevance' | 'new'
  /** ひらがな and カタカナ are alike. */
  readonly foldsKana: boolean
  readonly page: number
  /** Number of hits to search for, for up to 5 seconds; null for as many as are found within 0.15 seconds. */
  readonly hits: typeof fewHits | typeof mostHits | null
}

/** Limit of the second search. A page shows 25 of the hits, and its facets count all of them. */
export const mostHits = 1_000
/** Limit of the first search, which is fast for any words. */
export const fewHits = 100

const longestQuery = 200
const statuses: ReadonlySet<string> = new Set(['open', 'solved', 'closed', 'unknown'])

const orders: ReadonlyMap<string, Filters['order']> = new Map([
  ['relevance', 'relevance'],
  ['new', 'new'],
])

/** What cannot be is left out: an address may be typed by hand. */
export function filtersOf(given: URLSearchParams): Filters {
  const text = (name: string) => given.get(name)?.trim() || null
  const status = text('status')
  const answered = text('answered')
  return {
    query: (text('q') ?? '').slice(0, longestQuery),
    site: text('site'),
    category: text('category'),
    status: status !== null && statuses.has(status) ? status : null,
    from: dayOf(text('from')),
    to: dayOf(text('to')),
    answered: answered === 'yes' || answered === 'no' ? answered : null,
    order: orders.get(given.get('sort') ?? '') ?? 'titles',
    foldsKana: given.get('kana') === 'alike',
    page: pageOf(given.get('page')),
    hits: ([fewHits, mostHits] as const).find((hits) => given.get('hits') === String(hits)) ?? null,
  }
}

function dayOf(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const time = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text) ? text : null
}

function pageOf(text: string | null): number {
  return text !== null && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1
}

/**
 * The address of this search with `changes`. A limit of 100 hits is dropped: only links between pages of one result keep it.
 */
export function searchAddress(filters: Filters, changes: Parameters = {}, path = '/'): string {
  const { query, order, foldsKana, page, hits, ...rest } = filters
  return address(path, {
    q: query,
    ...rest,
    ...searchChoices(filters),
    page: page > 1 ? page : null,
    hits: hits === mostHits ? hits : null,
    ...changes,
  })
}

/** Parameters that say how words are looked for, as far as they differ from the default. */
export function searchChoices({ query, order, foldsKana }: Filters): Parameters {
  if (query === '') return {}
  return { sort: order === 'titles' ? null : order, kana: foldsKana ? 'alike' : null }
}

const posted = "coalesce(q.posted_at, q.posted_on::timestamp at time zone 'UTC')"

/**
 * One row a hit: a question, or an answer that has the words. `hits`: how many there are at most. The search looks for one
 * more, so that `listedRows` can tell whether there are. The filters are part of the search: hits are those that fit.
 */
export function searchStatement(filters: Filters, hits = mostHits): string {
  const { query, order } = filters
  const columns = `q.site, q.question_id, q.title, q.status, q.categories, q.posted_on, q.asker_name,
  (select count(*)::int from qa.answer a
    where a.site = q.site and a.question_id = q.question_id and a.gone_at is null) as answers`
  if (query === '') {
    return `select ${columns}, null::text as answer_key, left(q.body, 160) as excerpt
from qa.question q
where ${['q.gone_at is null', ...conditions(filters)].join('\n  and ')}
order by ${posted} desc nulls last, q.site, q.question_id
limit ${hits}`
  }
  return `select ${columns}, hit.answer_key, hit.excerpt, hit.relevance
from ${searchCall(filters, hits + 1)} as hit
join qa.question q on q.site = hit.site and q.question_id = hit.question_id
order by ${{ titles: '', relevance: 'hit.relevance desc, ', new: `${posted} desc nulls last, ` }[order]}hit.rank
limit ${hits}`
}

function searchCall(filters: Filters, candidates: number): string {
  const { query, foldsKana, site, category, status, from, to, answered } = filters
  const given = [
    literal(query),
    String(candidates),
    foldsKana ? 'kana => true' : null,
    site === null ? null : `of_site => ${literal(site)}`,
    category === null ? null : `in_category => ${literal(category)}`,
    status === null ? null : `with_status => ${literal(status)}`,
    from === null ? null : `posted_from => ${literal(from)}`,
    to === null ? null : `posted_to => ${literal(to)}`,
    answered === null ? null : `with_answers => ${answered === 'yes'}`,
  ]
  return `qa.search(${given.filter((one) => one !== null).join(', ')})`
}

function conditions({ site, category, status, from, to, answered }: Filters): readonly string[] {
  const given = [
    site === null ? null : `q.site = ${literal(site)}`,
    category === null ? null : `q.categories @> array[${literal(category)}]`,
    status === null ? null : `q.status = ${literal(status)}`,
    from === null ? null : `q.posted_on >= ${literal(from)}`,
    to === null ? null : `q.posted_on <= ${literal(to)}`,
    answered === null
      ? null
      : `${answered === 'yes' ? '' : 'not '}exists (
    select from qa.answer a where a.site = q.site and a.question_id = q.question_id and a.gone_at is null)`,
  ]
  return given.filter((one) => one !== null)
}
