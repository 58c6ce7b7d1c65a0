/** Facets of a search: how its hits divide, each part a link that narrows the search or widens it again. */
import { type Html, html, numberText } from '../../page/markup.ts'
import type { FoundQuestion } from '../found-questions.ts'
import { type Filters, searchAddress, searchChoices } from '../search-filters.ts'

interface Facet {
  readonly title: string
  /** What is chosen now; null where it is open. */
  readonly chosen: string | null
  /** Parameters that open it again. */
  readonly open: Readonly<Record<string, null>>
  readonly parts: readonly Part[]
}

interface Part {
  readonly label: string
  readonly count: number
  readonly change: Readonly<Record<string, string>>
}

const mostParts = 8

/** `isCut`: whether there are more than those found, which the counts leave out. */
export function facets(filters: Filters, found: readonly FoundQuestion[], isCut: boolean): Html {
  const all = [siteFacet, categoryFacet, statusFacet, yearFacet, answeredFacet].map((facet) =>
    facet(filters, found),
  )
  return html`<aside class="facets" id="narrow" aria-label="Narrow the search">${isCut ? html`<p class="note">Counts are of these ${numberText(found.length)} questions. A choice searches all of them.</p>` : null}${all
    .filter(({ chosen, parts }) => chosen !== null || parts.length > 1)
    .map((facet) => facetHtml(filters, facet))}
${spanForm(filters)}</aside>`
}

function facetHtml(filters: Filters, { title, chosen, open, parts }: Facet): Html {
  if (chosen !== null) {
    return html`<section><h2>${title}</h2><p class="chosen"><bdi>${chosen}</bdi> <a href="${searchAddress(filters, { ...open, page: null })}" aria-label="Remove: ${title}">remove</a></p></section>`
  }
  return html`<section><h2>${title}</h2><ul>${parts
    .slice(0, mostParts)
    .map(
      ({ label, count, change }) =>
        html`<li><a href="${searchAddress(filters, { ...change, page: null })}"><bdi>${label}</bdi></a> <span class="count">${numberText(count)}</span></li>`,
    )}</ul></section>`
}

/** Most first. */
function counted(
  values: readonly (string | null)[],
  change: (value: string) => Part['change'],
): readonly Part[] {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([label, count]) => ({ label, count, change: change(label) }))
}

type MakeFacet = (filters: Filters, found: readonly FoundQuestion[]) => Facet

const siteFacet: MakeFacet = ({ site }, found) => ({
  title: 'Site',
  chosen: site,
  open: { site: null },
  parts: counted(
    found.map((one) => one.site),
    (value) => ({ site: value }),
  ),
})

const categoryFacet: MakeFacet = ({ category }, found) => ({
  title: 'Category',
  chosen: category,
  open: { category: null },
  parts: counted(
    found.map(({ categories }) => categories[0] ?? null),
    (value) => ({ category: value }),
  ),
})

const statusFacet: MakeFacet = ({ status }, found) => ({
  title: 'Status',
  chosen: status,
  open: { status: null },
  parts: counted(
    found.map((one) => one.status),
    (value) => ({ status: value }),
  ),
})

const yearFacet: MakeFacet = ({ from, to }, found) => ({
  title: 'Posted',
  chosen: from === null && to === null ? null : `${from ?? '…'} to ${to ?? '…'}`,
  open: { from: null, to: null },
  parts: [
    ...counted(
      found.map(({ postedOn }) => postedOn?.slice(0, 4) ?? null),
      (year) => ({
        from: `${year}-01-01`,
        to: `${year}-12-31`,
      }),
    ),
  ].sort((a, b) => (a.label < b.label ? 1 : -1)),
})

const answeredFacet: MakeFacet = ({ answered }, found) => {
  const withAnswer = found.filter(({ answers }) => answers > 0).length
  const parts = [
    { label: 'answered', count: withAnswer, change: { answered: 'yes' } },
    { label: 'without an answer', count: found.length - withAnswer, change: { answered: 'no' } },
  ]
  return {
    title: 'Answers',
    chosen: answered === null ? null : answered === 'yes' ? 'answered' : 'without an answer',
    open: { answered: null },
    parts: parts.filter(({ count }) => count > 0),
  }
}

function spanForm(filters: Filters): Html {
  const { query, site, category, status, answered, from, to } = filters
  const kept = {
    q: query,
    site,
    category,
    status,
    answered,
    ...searchChoices(filters),
  }
  return html`<section><h2>Span of days</h2><form class="span" action="/" method="get">
${Object.entries(kept).map(([name, value]) => (value ? html`<input type="hidden" name="${name}" value="${value}">` : null))}
<label>from <input type="date" name="from" value="${from ?? ''}"></label>
<label>to <input type="date" name="to" value="${to ?? ''}"></label>
<button type="submit">Apply</button></form></section>`
}
