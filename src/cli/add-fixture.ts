/** A page to a fixture: its bytes as they are, and a draft of its record for a person to read. */
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readRecords } from '../archive/read-records.ts'
import { readCapture } from '../archive/warc-reader.ts'
import type { Capture } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import { identifyPage } from '../parse/sites.ts'
import {
  type Fixture,
  type FixtureSource,
  fixtureAt,
  parseFixture,
  writeDraft,
  writePage,
} from './fixture-files.ts'
import { openFile, readWhole } from './input-files.ts'
import { pageOfCapture } from './saved-pages.ts'

export interface PageToAdd {
  readonly bytes: Uint8Array
  readonly source: FixtureSource
}

export interface AddedFixture {
  readonly fixture: Fixture
  readonly outcome: ParseOutcome
}

export interface PageFacts {
  readonly url?: string
  readonly contentType?: string
  readonly site?: string
}

const maxPageBytes = 20 * 1024 * 1024

/** `FILE.warc.gz#OFFSET`, as mondo parse and mondo fetch print it. */
export function warcPlace(text: string): { readonly path: string; readonly offset: number } | null {
  const [, path, offset] = /^(.+\.warc(?:\.gz)?)#(\d{1,15})$/i.exec(text) ?? []
  return path === undefined ? null : { path, offset: Number(offset) }
}

/** @throws MondoError `archive-damaged` where no capture begins at the offset */
export async function pageInWarc(path: string, offset: number, facts: PageFacts): Promise<PageToAdd> {
  for await (const { location } of readRecords(path, offset)) {
    return pageFromCapture(await readCapture(join(path, '..'), location), facts)
  }
  throw new MondoError('usage', `no record at byte ${offset} of ${path}`, {
    hint: 'mondo parse prints the places of all pages: FILE#OFFSET',
  })
}

/** @throws MondoError `usage` for a capture that is no page */
export function pageFromCapture(capture: Capture, facts: PageFacts): PageToAdd {
  const page = pageOfCapture(capture, capture.url, facts.site)
  if (page?.kind !== 'page') {
    throw new MondoError('usage', `${capture.url} came with status ${capture.status} and is no whole page`, {
      hint: 'Give a page that came whole, with status 200',
    })
  }
  const { url, contentType } = page.options
  return {
    bytes: page.bytes,
    source: sourceOf(
      { url, ...(contentType === undefined ? {} : { contentType }), ...facts },
      capture.capturedAt,
    ),
  }
}

export async function pageInFile(path: string, facts: PageFacts): Promise<PageToAdd> {
  const contentType = path.endsWith('.txt') ? 'text/plain' : 'text/html'
  return {
    bytes: await readWhole(openFile(path), path, maxPageBytes),
    source: sourceOf({ url: pathToFileURL(path).href, contentType, ...facts }, null),
  }
}

function sourceOf(facts: PageFacts & { readonly url: string }, capturedAt: Date | null): FixtureSource {
  const { url, contentType, site } = facts
  return {
    url,
    ...(contentType === undefined ? {} : { contentType }),
    ...(site === undefined ? {} : { site }),
    ...(capturedAt === null ? {} : { capturedAt: capturedAt.toISOString() }),
  }
}

/** @throws MondoError `usage` where there is a fixture of that name */
export function addFixture(folder: string, page: PageToAdd, name: string | undefined): AddedFixture {
  const ending = page.source.contentType?.startsWith('text/plain') ? '.txt' : '.html'
  const fixture = fixtureAt(folder, `${name?.replace(/\.(?:html|txt)$/, '') ?? nameOf(page.source)}${ending}`)
  writePage(fixture, page.bytes)
  const outcome = parseFixture(fixture, page.source)
  writeDraft(fixture, page.source, outcome)
  return { fixture, outcome }
}

/** `okwave/q8165099` for a question, else the last part of the URL's path under the site's name. */
function nameOf({ url, site }: FixtureSource): string {
  const identity = identifyPage(url, site)
  const { pathname } = new URL(url)
  const last = basename(pathname, extname(pathname)).replace(/[^\w.-]+/g, '-')
  return `${identity.site}/${identity.questionId === null ? last || 'index' : `q${identity.questionId}`}`
}
