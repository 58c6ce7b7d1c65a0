/** A thread as the site showed it: the question, its answers with the best one first or in page order, replies, related. */
import { type Html, html, numberText, outwardLink, siteTimeText, timeText } from '../../page/markup.ts'
import type { ReadSession } from '../../read-session.ts'
import { objects } from '../../report/figure.ts'
import { address, answerId, personLink, questionAddress, type ThreadKey } from '../addresses.ts'
import type { Ask } from '../ask.ts'
import { textOrNull } from '../found-questions.ts'
import { queryWords, type SoughtWords } from '../highlight.ts'
import { type ListedRows, listedRows } from '../listed-rows.ts'
import { cutNote, listingLinks } from '../listing-files.ts'
import { type ListingName, listings } from '../listings.ts'
import { imageLinks, postText, shortText, statusBadge } from '../post-text.ts'
import { filtersOf, searchAddress } from '../search-filters.ts'
import type { Page } from '../shell.ts'
import { missingPage } from './missing-page.ts'

type Row = Readonly<Record<string, unknown>>

/** The site of a thread, and its time zone where that is known. */
interface From {
  readonly site: string
  readonly timeZone: string | null
}

/** Of these lists, in one snapshot. */
const wanted = ['question', 'answers', 'replies', 'related'] as const satisfies readonly ListingName[]

export async function threadPage(ask: Ask, given: URLSearchParams): Promise<Page> {
  const statements = wanted.map((name) => listings[name].statement(given))
  const [site, id] = [given.get('site'), given.get('id')]
  if (site === null || id === null) return missingPage('A question is named by its site and its id.')
  const lists = await ask((session) => listsOf(session, statements))
  const [questions = [], answers = [], replies = [], related = []] = lists.map((list) => objects(list))
  const [question] = questions
  if (question === undefined) return missingPage('This question is not in the database.')

  const key = { site, id }
  const from = { site, timeZone: textOrNull(question['time_zone']) }
  const words = queryWords(given.get('q') ?? '', given.get('kana') === 'alike')
  const inPageOrder = given.get('order') === 'page'
  const there = answers.filter((row) => row['gone_at'] === null)
  const gone = answers.filter((row) => row['gone_at'] !== null)
  const shown = inPageOrder ? there : [...there].sort((a, b) => Number(b['is_best']) - Number(a['is_best']))
  const repliesOf = (answerKey: string) => replies.filter((row) => row['answer_key'] === answerKey)
  const post = (row: Row) => answerHtml(row, repliesOf(String(row['answer_key'])), from, words)
  const main = html`<article class="thread">
${questionHtml(question, repliesOf(''), { ...key, ...from }, words)}
<section aria-labelledby="answers">
<div class="beside"><h2 id="answers">${numberText(there.length)} ${there.length === 1 ? 'answer' : 'answers'}</h2>${orders(key, given, inPageOrder, there)}</div>
${there.length === 0 ? html`<p class="empty">No answer is here${declared(question)}.</p>` : shown.map(post)}
${gone.length === 0 ? null : html`<details class="gone"><summary>${gone.length} ${gone.length === 1 ? 'answer is' : 'answers are'} no longer shown by the site</summary>${gone.map(post)}</details>`}
</section>
</article>
${relatedHtml(related, site)}
<section class="listing" aria-labelledby="files"><h2 id="files">As data</h2>
<dl class="files">${wanted.map((name, index) => html`<dt>${listings[name].title}</dt><dd>${cutNote(statements[index] ?? '', lists[index]?.isCut ?? false)}${listingLinks(name, keyQuery(key), statements[index] ?? '')}</dd>`)}</dl></section>`
  return { title: String(question['title']), main, query: given.get('q') ?? '' }
}

async function listsOf(
  session: ReadSession,
  statements: readonly (string | null)[],
): Promise<readonly ListedRows[]> {
  const all: ListedRows[] = []
  for (const statement of statements)
    all.push(
      statement === null ? { columns: [], rows: [], isCut: false } : await listedRows(session, statement),
    )
  return all
}

export function keyQuery({ site, id }: ThreadKey): string {
  return address('', { site, id }).slice(1)
}

function questionHtml(
  row: Row,
  replies: readonly Row[],
  { timeZone, ...key }: ThreadKey & From,
  words: SoughtWords,
): Html {
  const categories = texts(row['categories'])
  const goneAt = row['gone_at']
  const checks = Array.isArray(row['checks']) ? row['checks'] : []
  const history = Number(row['edits']) + Number(row['changes'])
  return html`<header class="question">
${categories.length === 0 ? null : html`<nav aria-label="Categories"><ol class="crumbs">${categories.map((name) => html`<li><a href="${searchAddress(filtersOf(new URLSearchParams()), { category: name })}"><bdi lang="ja">${name}</bdi></a></li>`)}</ol></nav>`}
<h1>${shortText(String(row['title']), words)}</h1>
<p class="facts">${statusBadge(String(row['status']))} asked by ${personLink(key.site, textOrNull(row['asker_name']))}${rate(row)} · ${posted(row, timeZone)}${count(row['thanks_count'], 'thanks')} · ${outwardLink(String(row['url']), `on ${key.site}`)}</p>
${goneAt instanceof Date ? html`<p class="notice">The site no longer shows this question: since ${timeText(goneAt)} (${String(row['gone_reason'] ?? 'reason not known')}).</p>` : null}
${row['complete'] === false ? html`<p class="notice">Not all of it is here: it has further pages, or its text breaks off.</p>` : null}
</header>
${postText(String(row['body']), words)}
${imageLinks(texts(row['image_urls']))}
${replies.map((reply) => replyHtml(reply, { site: key.site, timeZone }, words))}
<ul class="row ways"><li><a href="${address('/history', { ...key })}">History (${history})</a></li><li><a href="${address('/lineage', { ...key })}">Where it comes from</a></li></ul>
${checks.length === 0 ? null : html`<details class="warnings"><summary>The parser warned ${checks.length === 1 ? 'once' : `${checks.length} times`}</summary><ul>${checks.map((check: Row) => html`<li><code>${String(check['code'])}</code> <bdi>${String(check['message'])}</bdi></li>`)}</ul></details>`}`
}

const ofReplies: Readonly<Record<string, Html>> = {
  supplement: html`Supplement <span lang="ja">補足</span>`,
  thanks: html`Thanks <span lang="ja">お礼</span>`,
  comment: html`Comment`,
}

function replyHtml(row: Row, { site, timeZone }: From, words: SoughtWords): Html {
  const kind = String(row['kind'])
  return html`<section class="reply${row['gone_at'] === null ? '' : ' gone'}" aria-label="${kind}">
<p class="facts"><strong>${ofReplies[kind] ?? kind}</strong> · ${personLink(site, textOrNull(row['author_name']))} · ${posted(row, timeZone)}${row['gone_at'] === null ? null : ' · no longer shown'}</p>
${postText(String(row['body']), words)}</section>
`
}

function answerHtml(row: Row, replies: readonly Row[], from: From, words: SoughtWords): Html {
  const isBest = row['is_best'] === true
  const answerKey = String(row['answer_key'])
  const number = row['answer_number']
  return html`<article class="answer${isBest ? ' best' : ''}" id="${answerId(answerKey)}" aria-label="${isBest ? 'Best answer' : 'Answer'}${typeof number === 'number' ? ` ${number}` : ''}">
<p class="facts">${isBest ? html`<strong class="badge best">best answer</strong> ` : null}${typeof number === 'number' ? html`No. ${number} · ` : null}${personLink(from.site, textOrNull(row['author_name']))}${rate(row)} · ${posted(row, from.timeZone)}${count(row['thanks_count'], 'thanks')}${row['gone_at'] instanceof Date ? html` · gone since ${timeText(row['gone_at'])}` : null}</p>
${postText(String(row['body']), words)}
${imageLinks(texts(row['image_urls']))}
${replies.map((reply) => replyHtml(reply, from, words))}
</article>
`
}

function orders(
  key: ThreadKey,
  given: URLSearchParams,
  inPageOrder: boolean,
  answers: readonly Row[],
): Html | null {
  if (!answers.some((row) => row['is_best'] === true) || answers.length < 2) return null
  const [q, kana] = [given.get('q'), given.get('kana')]
  return inPageOrder
    ? html`<p class="order"><a href="${questionAddress(key, { q, kana })}#answers">Best answer first</a> · <strong aria-current="true">Page order</strong></p>`
    : html`<p class="order"><strong aria-current="true">Best answer first</strong> · <a href="${questionAddress(key, { q, kana, order: 'page' })}#answers">Page order</a></p>`
}

function relatedHtml(related: readonly Row[], site: string): Html | null {
  if (related.length === 0) return null
  return html`<section aria-labelledby="related"><h2 id="related">Related questions</h2><ol class="related">${related.map(
    (row) => {
      const id = textOrNull(row['related_question_id'])
      const title = String(row['title'])
      const isHere = row['is_here'] === true && id !== null
      return html`<li>${isHere ? html`<a href="${questionAddress({ site, id })}">${shortText(title)}</a>` : html`${outwardLink(textOrNull(row['url']), title)} <span class="note-inline">not here</span>`}</li>`
    },
  )}</ol></section>`
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** The time where the page tells it, as the site showed it, else the day. */
function posted(row: Row, timeZone: string | null): Html {
  const { posted_at: time, posted_on: day } = row
  if (time instanceof Date) return siteTimeText(time, timeZone)
  return day === null || day === undefined
    ? html`day unknown`
    : html`<time datetime="${String(day)}">${String(day)}</time>`
}

function rate(row: Row): Html | null {
  const percent = row['best_answer_percent']
  if (typeof percent !== 'number') return null
  return html` <span class="note-inline" title="Best-answer rate: ${String(row['best_answer_best'])} of ${String(row['best_answer_answers'])}">${percent} % best</span>`
}

function count(value: unknown, of: string): Html | null {
  return typeof value === 'number' && value !== 0 ? html` · ${numberText(value)} ${of}` : null
}

function declared(row: Row): string {
  const said = row['answer_count']
  return typeof said === 'number' && said > 0 ? `, though the page declares ${said}` : ' yet'
}
