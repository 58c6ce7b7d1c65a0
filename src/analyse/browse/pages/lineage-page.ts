/** Where a question comes from: each row to the capture that gave it, and its pages with when they are due again. */
import { html } from '../../page/markup.ts'
import { objects } from '../../report/figure.ts'
import { address, questionAddress } from '../addresses.ts'
import type { Ask } from '../ask.ts'
import { listedRows } from '../listed-rows.ts'
import { listingSection } from '../listing-files.ts'
import { listings } from '../listings.ts'
import { shortText } from '../post-text.ts'
import type { Page } from '../shell.ts'
import { missingPage } from './missing-page.ts'
import { keyQuery } from './thread-page.ts'

export async function lineagePage(ask: Ask, given: URLSearchParams): Promise<Page> {
  const [site, id] = [given.get('site'), given.get('id')]
  const [ofQuestion, ofLineage, ofPages] = [listings.question, listings.lineage, listings.pages].map((one) =>
    one.statement(given),
  )
  if (site === null || id === null || !ofQuestion || !ofLineage || !ofPages) {
    return missingPage('A question is named by its site and its id.')
  }
  const key = { site, id }
  const { questions, lineage, pages } = await ask(async (session) => ({
    questions: objects(await session.all(ofQuestion)),
    lineage: await listedRows(session, ofLineage),
    pages: await listedRows(session, ofPages),
  }))
  const [question] = questions
  if (question === undefined) return missingPage('This question is not in the database.')
  const query = keyQuery(key)
  const main = html`<p class="back"><a href="${questionAddress(key)}">← The question</a></p>
<h1>Where it comes from</h1>
<p class="of">${shortText(String(question['title']))}</p>
<p class="lead">Every row names the response that gave it its content. The archive keeps that response as it came.</p>
${listingSection({
  name: 'lineage',
  title: listings.lineage.title,
  query,
  statement: ofLineage,
  result: lineage,
  empty: 'Nothing is known of it.',
  cells: {
    capture_id: (value) =>
      value === null
        ? html`<span class="none">loaded from no capture</span>`
        : html`<a href="${address('/capture', { ...key, capture: String(value) })}"><span class="unbroken">archived page</span></a>`,
    warc_file: (value) => html`<code class="unbroken">${value === null ? '–' : String(value)}</code>`,
  },
})}
${listingSection({ name: 'pages', title: listings.pages.title, query, statement: ofPages, result: pages, empty: 'It was loaded from files, not crawled.' })}`
  return { title: `Lineage: ${String(question['title'])}`, main }
}
