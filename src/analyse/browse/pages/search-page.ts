/** The first page: a search with highlights and facets, or without words the newest questions. */
import { type Html, html, numberText } from '../../page/markup.ts'
import { answerId, personLink, questionAddress } from '../addresses.ts'
import { type Ask, patienceMs } from '../ask.ts'
import { type BoundedSearch, boundedSearch } from '../bounded-search.ts'
import { byQuestion, type FoundQuestion } from '../found-questions.ts'
import { queryWords, type SoughtWords } from '../highlight.ts'
import { secondsText } from '../in-time.ts'
import { listingLinks } from '../listing-files.ts'
import { shortText, statusBadge } from '../post-text.ts'
import { type Filters, fewHits, filtersOf, mostHits, searchAddress } from '../search-filters.ts'
import type { Page } from '../shell.ts'
import { facets } from './facets.ts'

const aPage = 25
const shownHits = 3

/** @param now Current time in milliseconds. */
export async function searchPage(ask: Ask, given: URLSearchParams, now: () => number): Promise<Page> {
  const filters = filtersOf(given)
  const search = await boundedSearch(ask, filters, now)
  const { result, statement } = search
  const found = byQuestion(result)
  const words = queryWords(filters.query, filters.foldsKana)
  const first = (filters.page - 1) * aPage
  const shown = found.slice(first, first + aPage)
  const main = html`<h1 class="${filters.query === '' ? 'quiet' : ''}">${filters.query === '' ? 'Questions' : html`Results for <bdi>${filters.query}</bdi>`}</h1>
<p class="lead" role="status">${summary(filters, search, found.length)}</p>
${sorts(filters)}
<p class="narrower"><a href="#narrow">Narrow the search</a></p>
<div class="found">
<div class="results">${shown.length === 0 ? nothing(filters) : html`<ol class="hits" start="${first + 1}">${shown.map((one) => hitHtml(one, words, filters))}</ol>`}
${pager(filters, search, found.length)}
${listingLinks('questions', searchAddress(filters, { page: null, hits: null }, '').replace(/^\?/, ''), statement)}</div>
${facets(filters, found, result.isCut)}
</div>`
  return { title: filters.query === '' ? 'Questions' : filters.query, main, query: filters.query }
}

function summary(filters: Filters, { result, limit, tookMs }: BoundedSearch, questions: number): Html {
  const { query } = filters
  const named = `${numberText(questions)} ${questions === 1 ? 'question' : 'questions'}`
  const hits = result.rows.length
  if (result.isCut && limit === fewHits) {
    if (filters.hits === mostHits) {
      const inVain = `Looking for ${numberText(mostHits)} hits took longer than ${patienceMs / 1_000} seconds`
      return query === ''
        ? html`The newest ${named}. ${inVain}: narrow them, or search.`
        : html`${named} among the first ${limit} hits. ${inVain}: add a word or narrow the search.`
    }
    const time = secondsText(tookMs)
    const more = html`There are more: <a href="${searchAddress(filters, { page: null, hits: mostHits })}">look for ${numberText(mostHits)} hits</a>`
    return query === ''
      ? html`The newest ${named}: what was found in ${time}. ${more}, narrow them, or search.`
      : html`${named} among the first ${limit} hits: what was found in ${time}. ${more}, or add a word.`
  }
  if (result.isCut) {
    return query === ''
      ? html`The newest ${named}. Narrow them, or search.`
      : html`${named} among the first ${numberText(limit)} hits. There are more: narrow them, or add a word.`
  }
  return query === ''
    ? html`${named}, the newest first.`
    : html`${named} with ${numberText(hits)} ${hits === 1 ? 'hit' : 'hits'}.`
}

function sorts(filters: Filters): Html | null {
  if (filters.query === '') return null
  const choice = (label: string, change: Partial<Filters>) => {
    const changed = searchAddress({ ...filters, ...change }, { page: null })
    return changed === searchAddress(filters, { page: null })
      ? html`<li><strong aria-current="true">${label}</strong></li>`
      : html`<li><a href="${changed}">${label}</a></li>`
  }
  return html`<nav aria-label="Order"><ul class="row order">${choice('Titles first', { order: 'titles' })}${choice('Most relevant', { order: 'relevance' })}${choice('Newest first', { order: 'new' })}</ul></nav>
<nav aria-label="Kana"><ul class="row order">${choice('Exact kana', { foldsKana: false })}${choice('ひらがな = カタカナ', { foldsKana: true })}</ul></nav>`
}

function hitHtml(one: FoundQuestion, words: SoughtWords, filters: Filters): Html {
  const key = { site: one.site, id: one.id }
  const thread = questionAddress(key, { q: filters.query, kana: filters.foldsKana ? 'alike' : null })
  const more = one.hits.length - shownHits
  return html`<li>
<h2><a href="${thread}">${shortText(one.title, words)}</a></h2>
<p class="facts">${statusBadge(one.status)} ${one.answers} ${one.answers === 1 ? 'answer' : 'answers'} · ${one.postedOn ?? 'day unknown'} · ${personLink(one.site, one.askerName)}${one.categories.length === 0 ? null : html` · <bdi lang="ja">${one.categories.join(' › ')}</bdi>`} · <span class="site">${one.site}</span></p>
${one.hits.slice(0, shownHits).map(({ answerKey, excerpt }) => {
  const where =
    answerKey === null ? null : html`<a class="where" href="${thread}#${answerId(answerKey)}">answer</a> `
  return html`<p class="excerpt">${where}${shortText(excerpt, words)}</p>`
})}
${more > 0 ? html`<p class="note">and ${more} more ${more === 1 ? 'answer' : 'answers'}</p>` : null}
</li>
`
}

function nothing(filters: Filters): Html {
  const isNarrowed =
    searchAddress(filters, { q: null, page: null, hits: null, sort: null, kana: null }) !== '/'
  if (filters.query === '' && !isNarrowed) {
    return html`<div class="empty"><p>No questions yet.</p><p>Crawl some (<code>mondo crawl URL --contact you@example.org</code>), load some (<code>mondo load FILE</code>), or see the demo: <code>mondo demo</code>, then <code>mondo browse --data mondo-demo</code>.</p></div>`
  }
  return html`<div class="empty"><p>Nothing has ${filters.query === '' ? 'all of that' : html`all of <strong><bdi>${filters.query}</bdi></strong>`}.</p>
<p>All words must be in one text, exactly: ひらがな and カタカナ ${filters.foldsKana ? 'are alike, and so are half and full width' : 'differ, half and full width do not'}. ${isNarrowed ? html`<a href="${searchEverything(filters)}">Search everything</a>.` : null}</p></div>`
}

function searchEverything(filters: Filters): string {
  return searchAddress(filters, {
    site: null,
    category: null,
    status: null,
    from: null,
    to: null,
    answered: null,
    page: null,
    hits: null,
  })
}

/** Links between result pages keep the limit of this search, so all pages show the same hits. */
function pager(filters: Filters, { result, limit }: BoundedSearch, count: number): Html | null {
  const last = Math.max(1, Math.ceil(count / aPage))
  if (last === 1) return null
  const { page } = filters
  const hits = limit === mostHits || result.isCut ? limit : null
  const to = (number: number, label: string, rel: string) =>
    number < 1 || number > last
      ? null
      : html`<li><a rel="${rel}" href="${searchAddress(filters, { page: number > 1 ? number : null, hits })}">${label}</a></li>`
  return html`<nav class="pager" aria-label="Pages"><ul class="row">${to(page - 1, '← Previous', 'prev')}<li>Page ${page} of ${last}</li>${to(page + 1, 'Next →', 'next')}</ul></nav>`
}
