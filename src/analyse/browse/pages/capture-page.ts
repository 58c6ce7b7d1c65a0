/** An archived page: what was asked and answered, its source as text, and the blocks that the parser reads in it. */
import { type Capture, type CaptureLocation, headerOf } from '../../../model/capture.ts'
import { MondoError } from '../../../model/errors.ts'
import { inflatedBody } from '../../../model/inflated-body.ts'
import type { Explanation } from '../../../parse/explain/explain.ts'
import { decodeHtml } from '../../../parse/text/charset.ts'
import { literal } from '../../literal.ts'
import { dataTable, statementDetails } from '../../page/data-table.ts'
import { bytesText, type Html, html, numberText, outwardLink, timeText } from '../../page/markup.ts'
import { objects } from '../../report/figure.ts'
import { questionAddress } from '../addresses.ts'
import type { Ask } from '../ask.ts'
import { textOrNull } from '../found-questions.ts'
import type { Page } from '../shell.ts'
import { missingPage } from './missing-page.ts'

/** What the archive is to the pages. */
export interface ArchiveReader {
  /** Throws a `MondoError` where it is not there, or damaged. */
  readonly read: (location: CaptureLocation) => Promise<Capture>
  /** How a page is parsed; it never throws. */
  readonly explain: (capture: Capture, bytes: Uint8Array, site: string) => Explanation
}

export async function capturePage(ask: Ask, archive: ArchiveReader, given: URLSearchParams): Promise<Page> {
  const captureId = given.get('capture')
  if (captureId === null) return missingPage('A capture is named by its id.')
  const [site, id] = [given.get('site'), given.get('id')]
  const statement = placeStatement(captureId, site, id)
  const result = await ask((session) => session.all(statement))
  const [place] = objects(result)
  const file = textOrNull(place?.['warc_file'])
  if (place === undefined || file === null) return missingPage('No such capture is in the database.')
  const location = { file, offset: Number(place['warc_offset']), length: Number(place['warc_length']) }
  const read = await archive.read(location).catch((error: unknown) => {
    if (error instanceof MondoError) return error
    throw error
  })
  const url = String(place['url'])
  const back =
    site === null || id === null
      ? null
      : html`<p class="back"><a href="${questionAddress({ site, id })}">← The question</a></p>`
  const main = html`${back}
<h1>An archived page</h1>
<p class="lead">${outwardLink(url, url)}</p>
<dl class="facts-list"><div><dt>Captured</dt><dd>${place['captured_at'] instanceof Date ? html`${timeText(place['captured_at'])} UTC` : 'unknown'}</dd></div>
<div><dt>Record</dt><dd><code class="unbroken">${captureId}</code></dd></div>
<div><dt>Place</dt><dd><code>${file}#${location.offset}</code></dd></div>
<div><dt>Digest</dt><dd><code>${textOrNull(place['payload_digest']) ?? '–'}</code></dd></div></dl>
${statementDetails(statement)}
${read instanceof MondoError ? unreadHtml(read) : captureHtml(read, archive, String(place['site']))}`
  return { title: 'An archived page', main }
}

/** A login that only reads `qa` finds the place through the question; the owner finds any. */
function placeStatement(captureId: string, site: string | null, id: string | null): string {
  const columns = 'site, url, captured_at, warc_file, warc_offset, warc_length, payload_digest'
  if (site === null || id === null) {
    return `select ${columns} from crawl.capture where capture_id = ${literal(captureId)}`
  }
  return `select ${columns} from qa.lineage
where site = ${literal(site)} and question_id = ${literal(id)} and capture_id = ${literal(captureId)} limit 1`
}

function unreadHtml(error: MondoError): Html {
  return html`<p class="notice">It cannot be read here: ${error.message}. ${error.hint ?? ''}</p>
<p class="note">The archive is the folder <code>archive</code> in the data folder: give it with <code>--data</code>.</p>`
}

/** Characters of the source that are shown, and bytes up to which the parser is asked. */
const mostShown = 400_000
const mostParsed = 4_000_000

function captureHtml(capture: Capture, archive: ArchiveReader, site: string): Html {
  const { status, statusText, headers } = capture
  const head = html`<section aria-labelledby="response"><h2 id="response">Response</h2>
<p><code>${status} ${statusText}</code>${capture.truncated === null ? null : html` <strong class="alarm">not whole: ${capture.truncated}</strong>`}</p>
<details><summary>${headers.length} ${headers.length === 1 ? 'header' : 'headers'}</summary>${dataTable({ caption: 'Headers', columns: ['name', 'value'], rows: headers.map(([name, value]) => [name, value]) })}</details></section>`
  const body = inflatedBody(capture)
  if (body.kind !== 'whole')
    return html`${head}<p class="notice">The body cannot be inflated: ${body.kind}.</p>`
  const { text, encoding } = decodeHtml(body.bytes, headerOf(capture.headers, 'content-type') ?? undefined)
  return html`${head}
${blocksHtml(archive, capture, body.bytes, site)}
<section aria-labelledby="source"><h2 id="source">Source</h2>
<p class="about">${bytesText(body.bytes.byteLength)}, read as ${encoding}. As text: nothing in it is run or fetched.</p>
${text.length > mostShown ? html`<p class="note">The first ${numberText(mostShown)} of ${numberText(text.length)} characters; <code>mondo archive cat</code> writes all.</p>` : null}
<pre class="wrapped source" tabindex="0" dir="ltr"><code>${text.slice(0, mostShown)}</code></pre></section>`
}

function blocksHtml(archive: ArchiveReader, capture: Capture, bytes: Uint8Array, site: string): Html {
  const title = html`<h2 id="blocks">As the parser reads it</h2>`
  if (bytes.byteLength > mostParsed) {
    return html`<section aria-labelledby="blocks">${title}<p class="note">It is too large to be parsed for a page: <code>mondo parse --explain</code> does.</p></section>`
  }
  const { kind, reason, layout, recognisedBy, checks, rows } = archive.explain(capture, bytes, site)
  return html`<section aria-labelledby="blocks">${title}
<p class="about">A <strong>${kind}</strong>${reason === null ? '' : ` (${reason})`}${layout === null ? '' : html` in the layout <code>${layout}</code>`}${recognisedBy === null ? '' : html`, recognised by <code>${recognisedBy}</code>`}. Each block of text, the field that took it, and by which rule.</p>
${checks.length === 0 ? null : html`<ul class="warnings">${checks.map(({ code, severity, message }) => html`<li><code>${code}</code> (${severity}) <bdi>${message}</bdi></li>`)}</ul>`}
${
  rows.length === 0
    ? html`<p class="empty">Nothing in it was read as a question.</p>`
    : dataTable({
        caption: 'Blocks',
        columns: ['block', 'field', 'text', 'rule', 'element'],
        rows: rows.map((row) => [
          row.block,
          row.unclaimed ? 'no field took it' : row.field,
          row.text,
          row.rule,
          row.element,
        ]),
      })
}</section>`
}
