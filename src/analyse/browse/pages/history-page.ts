/** The history of a question: each edit of a text side by side, the changes of counts and states, and related questions. */
import { type Html, html, timeText } from '../../page/markup.ts'
import { objects } from '../../report/figure.ts'
import { address, questionAddress } from '../addresses.ts'
import type { Ask } from '../ask.ts'
import { textOrNull } from '../found-questions.ts'
import { listedRows } from '../listed-rows.ts'
import { cutNote, listingLinks, listingSection } from '../listing-files.ts'
import { listings } from '../listings.ts'
import { languageOf, shortText } from '../post-text.ts'
import type { Page } from '../shell.ts'
import { textChange } from '../text-change.ts'
import { missingPage } from './missing-page.ts'
import { keyQuery } from './thread-page.ts'

type Row = Readonly<Record<string, unknown>>

export async function historyPage(ask: Ask, given: URLSearchParams): Promise<Page> {
  const [site, id] = [given.get('site'), given.get('id')]
  const { question: asked, edits: edited, changes: changed, listed } = listings
  const [ofQuestion, ofEdits, ofChanges, ofListed] = [asked, edited, changed, listed].map((one) =>
    one.statement(given),
  )
  if (site === null || id === null || !ofQuestion || !ofEdits || !ofChanges || !ofListed) {
    return missingPage('A question is named by its site and its id.')
  }
  const key = { site, id }
  const { questions, edits, changes, related } = await ask(async (session) => ({
    questions: objects(await session.all(ofQuestion)),
    edits: await listedRows(session, ofEdits),
    changes: await listedRows(session, ofChanges),
    related: await listedRows(session, ofListed),
  }))
  const [question] = questions
  if (question === undefined) return missingPage('This question is not in the database.')
  const editRows = objects(edits)
  const main = html`<p class="back"><a href="${questionAddress(key)}">← The question</a></p>
<h1>History</h1>
<p class="of">${shortText(String(question['title']))}</p>
<p class="lead">First seen ${since(question['first_seen_at'])}, last changed ${since(question['changed_at'])}. Times are those of the captures: the site changed it at some time before.</p>
<section aria-labelledby="edits"><h2 id="edits">Edits of texts</h2>
${editRows.length === 0 ? html`<p class="empty">No text of it has changed between two captures.</p>` : editRows.map((row) => editHtml(row, key))}
${cutNote(ofEdits, edits.isCut)}
${listingLinks('edits', keyQuery(key), ofEdits)}</section>
${listingSection({ name: 'changes', title: changed.title, query: keyQuery(key), statement: ofChanges, result: changes, empty: 'No count and no state has changed between two captures.' })}
${listingSection({ name: 'listed', title: listed.title, query: keyQuery(key), statement: ofListed, result: related, empty: 'It has listed no related questions.' })}`
  return { title: `History: ${String(question['title'])}`, main }
}

function editHtml(row: Row, key: { site: string; id: string }): Html {
  const [before, after] = [String(row['before'] ?? ''), String(row['after'] ?? '')]
  const change = textChange(before, after)
  const captureId = textOrNull(row['capture_id'])
  return html`<section class="edit">
<h3>${whatOf(row)}: ${String(row['field']).replaceAll('_', ' ')}</h3>
<p class="about">Seen so from ${since(row['valid_from'])}; otherwise at ${since(row['valid_to'])}${captureId === null ? null : html` (<a href="${address('/capture', { ...key, capture: captureId })}">the archived page</a>)`}.</p>
<div class="sides"><section aria-label="Before"><h4>Before</h4>${side(change.start, change.before, change.end, 'before')}</section>
<section aria-label="After"><h4>After</h4>${side(change.start, change.after, change.end, 'after')}</section></div>
</section>
`
}

function side(start: string, changed: string, end: string, which: 'before' | 'after'): Html {
  const inside = which === 'before' ? html`<del>${changed}</del>` : html`<ins>${changed}</ins>`
  return html`<div class="post" lang="${languageOf(start + changed + end)}" dir="auto">${start}${changed === '' ? null : inside}${end}</div>`
}

function whatOf(row: Row): Html {
  const answerKey = textOrNull(row['answer_key'])
  switch (row['row_kind']) {
    case 'answer':
      return html`Answer <bdi>${answerKey}</bdi>`
    case 'reply':
      return html`${String(row['kind'])} ${String(row['ordinal'])}${answerKey ? html` under answer <bdi>${answerKey}</bdi>` : html` to the question`}`
    default:
      return html`Question`
  }
}

function since(time: unknown): Html {
  return time instanceof Date ? html`${timeText(time)} UTC` : html`an unknown time`
}
