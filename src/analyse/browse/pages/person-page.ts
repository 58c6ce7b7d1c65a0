/** A person: what they have asked and answered here; and all people, those whose answers are chosen most first. */
import { type Html, html, outwardLink } from '../../page/markup.ts'
import { objects } from '../../report/figure.ts'
import { address, answerId, personLink, questionAddress } from '../addresses.ts'
import type { Ask } from '../ask.ts'
import { textOrNull } from '../found-questions.ts'
import { inTime, inTimeMs, secondsText } from '../in-time.ts'
import { type ListedRows, listedRows } from '../listed-rows.ts'
import { listingLinks, listingSection } from '../listing-files.ts'
import { listings } from '../listings.ts'
import { shortText, statusBadge } from '../post-text.ts'
import type { Page } from '../shell.ts'
import { missingPage } from './missing-page.ts'

type Cell = (value: unknown, row: readonly unknown[]) => Html

export async function personPage(ask: Ask, given: URLSearchParams): Promise<Page> {
  const [site, name] = [given.get('site'), given.get('name')]
  const [ofPerson, ofAsked, ofAnswered] = [listings.person, listings.asked, listings.answered].map((one) =>
    one.statement(given),
  )
  if (site === null || name === null || !ofPerson || !ofAsked || !ofAnswered) {
    return missingPage('A person is named by a site and a name.')
  }
  const { people, asked, answered } = await ask(async (session) => ({
    people: objects(await session.all(ofPerson)),
    asked: await listedRows(session, ofAsked),
    answered: await listedRows(session, ofAnswered),
  }))
  if (people.length === 0 && asked.rows.length + answered.rows.length === 0) {
    return missingPage('Nobody of that name has asked or answered here.')
  }
  const query = address('', { site, name }).slice(1)
  const cells = {
    title: questionCell,
    status: badgeCell,
    is_best: bestCell,
    answer_key: answerCell,
    excerpt: excerptCell,
  }
  const main = html`<h1><bdi>${name}</bdi></h1>
<p class="lead">On ${site}.</p>
${people.map(personHtml)}
${people.length > 1 ? html`<p class="note">The pages name ${people.length} people so, or one person with and without a profile.</p>` : null}
${listingLinks('person', query, ofPerson)}
${listingSection({ name: 'asked', title: listings.asked.title, query, statement: ofAsked, result: asked, cells, empty: 'No question of theirs is here.' })}
${listingSection({ name: 'answered', title: listings.answered.title, query, statement: ofAnswered, result: answered, cells, empty: 'No answer of theirs is here.' })}`
  return { title: name, main }
}

function personHtml(row: Readonly<Record<string, unknown>>): Html {
  const told =
    typeof row['told_percent'] === 'number'
      ? `${row['told_percent']} % (${row['told_best']} of ${row['told_answers']})`
      : '–'
  const url = textOrNull(row['url'])
  const facts = [
    ['questions', row['questions']],
    ['answers', row['answers']],
    ['best answers', row['best_answers']],
    ['chosen here, %', row['percent_best'] ?? '–'],
    ['as the site tells', told],
  ] as const
  return html`<dl class="tiles">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${String(value)}</dd></div>`)}</dl>
<p class="facts">${url === null ? 'No profile is known.' : outwardLink(url, url)} First post here ${String(row['first_posted_on'] ?? 'unknown')}, last ${String(row['last_posted_on'] ?? 'unknown')}.</p>`
}

/** The first two columns of such lists are site and question. */
const questionCell: Cell = (value, [site, id]) =>
  html`<a href="${questionAddress({ site: String(site), id: String(id) })}">${shortText(String(value))}</a>`
const answerCell: Cell = (value, [site, id]) =>
  html`<a href="${questionAddress({ site: String(site), id: String(id) })}#${answerId(String(value))}"><bdi>${String(value)}</bdi></a>`
const badgeCell: Cell = (value) => statusBadge(String(value))
const bestCell: Cell = (value) =>
  value === true ? html`<span class="badge best">best</span>` : html`<span class="none">–</span>`
/** An answer may be nothing but images. */
const excerptCell: Cell = (value) =>
  value === '' ? html`<span class="none">–</span>` : shortText(String(value))

/** Value of `counts` in the address: count all posts of all people, for up to 5 seconds. */
const allCounts = 'all'

/**
 * Lists people by their chosen answers. Questions and answers are counted over all posts, which may take seconds; chosen
 * answers are counted from an index alone. If the full counts time out, the page shows only chosen answers.
 *
 * @param now Current time in milliseconds.
 */
export async function peoplePage(ask: Ask, given: URLSearchParams, now: () => number): Promise<Page> {
  const startedAt = now()
  const shown = await ask(async (session) => {
    const people = async (withinMs?: number): Promise<ShownPeople> => {
      const statement = listings.people.statement(given)
      return { name: 'people', statement, result: await listedRows(session, statement, withinMs) }
    }
    if (!session.canInterrupt || given.get('counts') === allCounts) return await people()
    const statement = listings.chosen.statement(given)
    const result = await listedRows(session, statement)
    if (result.rows.length === 0) return await people()
    const inTimeOrNot = await inTime(inTimeMs - (now() - startedAt), people)
    return inTimeOrNot ?? { name: 'chosen' as const, statement, result }
  })
  const site = given.get('site')
  const more =
    shown.name === 'people'
      ? null
      : html` In ${secondsText(now() - startedAt)} only those were counted, by name: <a href="${address('/people', { site, counts: allCounts })}">count questions and answers too</a>.`
  const main = html`<h1>People</h1>
<p class="lead">${site === null ? 'On all sites' : html`On <bdi>${site}</bdi> (<a href="/people">all sites</a>)`}: those whose answers were chosen most often come first.${more}</p>
${listingSection({
  ...shown,
  title: shown.name === 'people' ? 'Askers and answerers' : listings.chosen.title,
  query: address('', { site }).slice(1),
  empty: 'Nobody has asked or answered yet.',
  cells: {
    site: (value) =>
      html`<a href="${address('/people', { site: String(value) })}"><bdi>${String(value)}</bdi></a>`,
    name: (value, [where]) => personLink(String(where), String(value)),
  },
})}`
  return { title: 'People', main }
}

interface ShownPeople {
  readonly name: 'people' | 'chosen'
  readonly statement: string
  readonly result: ListedRows
}
