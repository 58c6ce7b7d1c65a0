/** `mondo browse`: from a request to a page, a file of a list, or what went wrong. It knows no socket: see `src/app/pages`. */
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import type { Store } from '../../database/store.ts'
import type { Clock } from '../../model/clock.ts'
import type { Log } from '../../model/log.ts'
import { html } from '../page/markup.ts'
import { styleSheet } from '../page/style-sheet.ts'
import { type Ask, asking, failedBecause } from './ask.ts'
import { type PrintedRows, printedRows } from './listed-rows.ts'
import { type ListingFormat, listingFile, listingFormats } from './listing-files.ts'
import { isListing, listings } from './listings.ts'
import { type ArchiveReader, capturePage } from './pages/capture-page.ts'
import { type CheckNow, checking, checksPage } from './pages/checks-page.ts'
import { crawlPage } from './pages/crawl-page.ts'
import { helpPage } from './pages/help-page.ts'
import { historyPage } from './pages/history-page.ts'
import { lineagePage } from './pages/lineage-page.ts'
import { missingPage } from './pages/missing-page.ts'
import { peoplePage, personPage } from './pages/person-page.ts'
import { runPage } from './pages/run-page.ts'
import { searchPage } from './pages/search-page.ts'
import { threadPage } from './pages/thread-page.ts'
import { type Page, shell } from './shell.ts'

export interface BrowserDeps {
  readonly store: Store
  readonly archive: ArchiveReader
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/** Answers any GET; what guards it is the server's (`guard.ts`). */
export type Browser = (request: Request) => Promise<Response>

export function createBrowser({ store, archive, clock, log }: BrowserDeps): Browser {
  const ask = asking(store)
  const check = checking(store)
  const now = () => clock.now().getTime()
  const pages: Readonly<Record<string, (given: URLSearchParams) => Promise<Page>>> = {
    '/': (given) => searchPage(ask, given, now),
    '/question': (given) => threadPage(ask, given),
    '/history': (given) => historyPage(ask, given),
    '/person': (given) => personPage(ask, given),
    '/people': (given) => peoplePage(ask, given, now),
    '/lineage': (given) => lineagePage(ask, given),
    '/capture': (given) => capturePage(ask, archive, given),
    '/checks': () => checksPage(check),
    '/crawl': () => crawlPage(ask),
    '/run': (given) => runPage(store, given, clock.now()),
    '/help': async () => helpPage(store.kind === 'pglite'),
  }
  const app = new Hono()
  for (const [path, make] of Object.entries(pages)) {
    app.get(path, async (context) => respond(await make(new URL(context.req.url).searchParams), path))
  }
  app.get('/style.css', async () => {
    return new Response(await readFile(styleSheet), {
      headers: { 'content-type': 'text/css; charset=utf-8' },
    })
  })
  app.get('/:file{[a-z]+\\.(?:csv|json|sql)}', async (context) => {
    const [name = '', format = ''] = context.req.param('file').split('.')
    return (
      (await fileOf(name, format, new URL(context.req.url).searchParams)) ??
      respond(missingPage('There is no such list.'), '')
    )
  })
  app.notFound(() => respond(missingPage('There is no such page.'), ''))
  app.onError((error) => {
    const { status, what, hint } = failedBecause(error)
    log.warn({ err: error }, 'browse: a page could not be made')
    const main = html`<h1>That did not work</h1>
<div class="notice"><p>${what}</p><p>${hint}</p></div>`
    return respond({ title: 'That did not work', main, status }, '')
  })
  return async (request) => await app.request(request)

  async function fileOf(name: string, format: string, given: URLSearchParams): Promise<Response | null> {
    if (!isFormat(format)) return null
    if (name === 'checks') return format === 'sql' ? null : await checksFile(check, format)
    if (!isListing(name)) return null
    const statement = listings[name].statement(given)
    if (statement === null) return null
    return await listingResponse(ask, format, { name, statement, query: given.toString() })
  }
}

function isFormat(text: string): text is ListingFormat {
  return listingFormats.some((format) => format === text)
}

async function listingResponse(
  ask: Ask,
  format: ListingFormat,
  { name, statement, query }: { readonly name: string; readonly statement: string; readonly query: string },
): Promise<Response> {
  const result =
    format === 'sql'
      ? { columns: [], types: [], rows: [], isCut: false }
      : await ask((session) => printedRows(session, statement))
  const { type, text } = listingFile(format, statement, result)
  const headers = {
    'content-type': type,
    // CSV has no place for its statement.
    ...(format === 'csv' ? { link: `</${name}.sql?${query}>; rel="describedby"` } : {}),
  }
  return new Response(text, { headers })
}

/** As Postgres numbers its types. */
const [pgText, pgInteger] = [25, 23]

async function checksFile(check: CheckNow, format: 'csv' | 'json'): Promise<Response> {
  const rows = (await check()).map(({ name, result, severity, offending, description }) => [
    name,
    result,
    severity,
    String(offending),
    description,
  ])
  const shown: PrintedRows = {
    columns: ['name', 'result', 'severity', 'offending', 'description'],
    types: [pgText, pgText, pgText, pgInteger, pgText],
    rows,
    isCut: false,
  }
  const { type, text } = listingFile(format, 'sql/checks', shown)
  return new Response(text, { headers: { 'content-type': type } })
}

async function respond(page: Page, path: string): Promise<Response> {
  const text = String(await shell(page, path))
  return new Response(text, {
    status: page.status ?? 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
}
