/** Health of the crawl: visits by day, runs, hosts, rejected pages, questions that are not whole. */
import { columnsOverTime } from '../../page/charts/stacked-columns.ts'
import { type Html, html } from '../../page/markup.ts'
import type { SqlResult } from '../../read-session.ts'
import { objects } from '../../report/figure.ts'
import { address, questionAddress } from '../addresses.ts'
import { type Ask, failedBecause } from '../ask.ts'
import { listedRows } from '../listed-rows.ts'
import { listingSection, type ShownListing } from '../listing-files.ts'
import { type ListingName, listings } from '../listings.ts'
import type { Page } from '../shell.ts'

const shown: readonly (Pick<ShownListing, 'empty' | 'cells'> & { readonly name: ListingName })[] = [
  {
    name: 'runs',
    empty: 'No run yet: crawl with mondo crawl, or see the demo with mondo demo.',
    cells: {
      run_id: (value) =>
        html`<a href="${address('/run', { run: String(value) })}"><code class="unbroken">${String(value).slice(0, 8)}</code></a>`,
    },
  },
  { name: 'hosts', empty: 'No host has been asked yet.' },
  {
    name: 'rejects',
    empty: 'No page is rejected.',
    cells: {
      capture_id: (value) =>
        value === null
          ? html`<span class="none">–</span>`
          : html`<a href="${address('/capture', { capture: String(value) })}"><span class="unbroken">archived page</span></a>`,
    },
  },
  {
    name: 'incomplete',
    empty: 'Every question is whole.',
    cells: {
      title: (value, [site, id]) =>
        html`<a href="${questionAddress({ site: String(site), id: String(id) })}"><bdi>${String(value)}</bdi></a>`,
    },
  },
]

export async function crawlPage(ask: Ask): Promise<Page> {
  const statement = listings.days.statement()
  const days = await ask((session) => listedRows(session, statement))
  const sections: Html[] = []
  // One by one: a login that only reads `qa` sees those that it may.
  for (const { name, ...rest } of shown) sections.push(await sectionHtml(ask, name, rest))
  const main = html`<h1>Crawl</h1>
<p class="lead">What was asked, how it went, and what is still to be seen to.</p>
${days.rows.length === 0 ? null : daysChart(days)}
${listingSection({ name: 'days', title: listings.days.title, query: '', statement, result: days, empty: 'Nothing was crawled yet: mondo crawl URL --contact you@example.org.' })}
${sections}`
  return { title: 'Crawl', main }
}

async function sectionHtml(
  ask: Ask,
  name: ListingName,
  how: Pick<ShownListing, 'empty' | 'cells'>,
): Promise<Html> {
  const { title, statement: make } = listings[name]
  const statement = make(new URLSearchParams()) ?? ''
  try {
    const result = await ask((session) => listedRows(session, statement))
    return await listingSection({ name, title, query: '', statement, result, ...how })
  } catch (error) {
    const { what, hint, status } = failedBecause(error)
    if (status === 500) throw error
    return html`<section class="listing"><h2>${title}</h2><p class="notice">${what} ${hint}</p></section>`
  }
}

const outcomes = ['loaded', 'unchanged', 'links', 'gone', 'rejected', 'retried', 'failed', 'skipped'] as const

function daysChart(days: SqlResult): Html {
  const parts = objects(days).flatMap((row) =>
    outcomes.map((outcome) => ({
      place: new Date(`${String(row['day'])}T00:00:00Z`),
      series: outcome as string,
      value: Number(row[outcome] ?? 0),
    })),
  )
  const words = { title: 'Visits by day', description: 'visits of each day by outcome', unit: 'visits' }
  const series = outcomes.filter((outcome) => parts.some((part) => part.series === outcome && part.value > 0))
  return columnsOverTime(words, parts, 86_400_000, { series })
}
