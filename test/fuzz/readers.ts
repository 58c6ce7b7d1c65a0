/** The readers of untrusted input: for each, how its input is generated and which properties its result must have. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { parseRobots } from '../../src/fetch/robots.ts'
import { assertStorable, repairRecord } from '../../src/load/storable-record.ts'
import { recordSchema } from '../../src/model/record-schema.ts'
import { readSitemap } from '../../src/parse/links/sitemap.ts'
import { type ParseOptions, parseLinks, parseQuestionPage } from '../../src/parse/read-page.ts'
import { decodeHtml } from '../../src/parse/text/charset.ts'
import {
  damagedFixture,
  htmlTree,
  knownMarkup,
  repeatedConstructs,
  structuredData,
  textLines,
} from './pages.ts'
import { readArchive, warcFile } from './warc-files.ts'
import { href, pageUrl, words } from './words.ts'

export interface Reader {
  readonly name: string
  /** Parts of all runs: what costs more is given fewer. */
  readonly share: number
  /** Checks one input after another by `fc.check`; `count` is called with what became of each. */
  readonly property: (count: (what: string) => void) => fc.IAsyncProperty<unknown> | fc.IProperty<unknown>
}

const options: fc.Arbitrary<ParseOptions> = fc.record({
  url: pageUrl,
  contentType: fc.constantFrom(undefined, 'text/html', 'text/html; charset=Shift_JIS', 'text/plain'),
  site: fc.constantFrom(undefined, undefined, 'okwave', 'sample', 'other'),
  capturedAt: fc.constantFrom(undefined, '2026-11-28T00:00:00Z', 'no time', new Date(8.64e15)),
})

/** What parsing yields must load as it is: nothing to repair, nothing that the database would refuse. */
function parsed(input: Uint8Array | string, given: ParseOptions): string {
  const outcome = parseQuestionPage(input, given)
  if (outcome.kind === 'rejected' && outcome.reason === 'parser-crashed') {
    throw new Error(outcome.checks.map(({ message }) => message).join())
  }
  if (outcome.kind !== 'question') return outcome.kind
  deepStrictEqual(repairRecord(outcome.page), outcome.page)
  assertStorable(outcome.page)
  recordSchema.parse(outcome.page)
  return 'question'
}

function pages(name: string, share: number, input: fc.Arbitrary<Uint8Array | string>): Reader {
  return {
    name,
    share,
    property: (count) => fc.property(input, options, (page, given) => count(parsed(page, given))),
  }
}

const label = fc.constantFrom(
  ...'utf-8|shift_jis|euc-jp|iso-2022-jp|utf-16|utf-16be|utf-7|windows-31j|x-sjis|cp437|x-user-defined|replacement|big5|gb18030|iso-8859-1|nothing|"|'.split(
    '|',
  ),
)
const encoded = fc.oneof(
  damagedFixture,
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(label, words).map(([name, text]) => Buffer.from(`<meta charset="${name}"><p>${text}`, 'utf8')),
  fc
    .tuple(fc.constantFrom('fffe', 'feff', 'efbbbf', '1b2442', '8fa1'), fc.uint8Array({ maxLength: 60 }))
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'hex'), rest])),
)

const pathPattern = fc
  .tuple(
    fc.constantFrom('/', '/', '/', '*', ''),
    fc.array(
      fc.constantFrom(
        '/',
        '*',
        '$',
        'qa',
        'a',
        '%',
        '%e3',
        '%E3%81',
        '?',
        '#',
        'q1.html',
        'あ',
        ' ',
        '\xff',
        '//',
      ),
      { maxLength: 5 },
    ),
  )
  .map(([start, parts]) => start + parts.join(''))
const robotsLine = fc
  .tuple(
    fc.constantFrom(
      ...'User-agent|user-agent|Allow|Disallow|disallow|Crawl-delay|Sitemap|Host|X|'.split('|'),
    ),
    fc.constantFrom(':', ': ', ' ', ' : ', '::', ''),
    fc.oneof(
      pathPattern,
      fc.constantFrom('*', 'mondo', 'Mondo/1.0', '* x', '-1', '1e999', 'NaN', '5', '0.5'),
      words,
    ),
    fc.constantFrom('\n', '\r\n', '\r', '\n\n', ' # x\n', ''),
  )
  .map((parts) => parts.join(''))
const robotsFile = fc
  .tuple(
    fc.constantFrom('', '\xef\xbb\xbf', '\xef\xbb', 'User-agent: *\n', 'User-agent: mondo\nUser-agent: x\n'),
    fc.array(robotsLine, { maxLength: 25 }),
  )
  .map(([mark, lines]) => Buffer.from(mark + lines.join(''), 'latin1'))

const xmlPiece = fc.oneof(
  fc.constantFrom(
    ...'<urlset>|</urlset>|<sitemapindex>|<sm:urlset>|<url>|</url>|<sitemap>|</sitemap>|<loc>|</loc>|<image:loc>|</image:loc>|<lastmod>|</lastmod>|<![CDATA[|]]>|<!--|-->|<?xml version="1.0"?>|<!DOCTYPE x [<!ENTITY a "b">]>|&a;|&amp;|&#x0;'.split(
      '|',
    ),
  ),
  href.map((url) => `<url><loc>${url}</loc>`),
  words.map((time) => `<lastmod>${time}</lastmod></url>`),
)

const isAbsolute = (url: string) => /^https?:$/.test(new URL(url).protocol) && !url.includes('#')

export const readers: readonly Reader[] = [
  pages('pages of any HTML', 18, htmlTree),
  pages('pages of known markup', 6, knownMarkup),
  pages('damaged fixtures', 8, damagedFixture),
  pages('text renditions', 12, textLines),
  pages('schema.org data', 16, structuredData),
  pages('repeated constructs', 4, repeatedConstructs),
  {
    name: 'links',
    share: 12,
    property: (count) =>
      fc.property(fc.oneof(htmlTree, damagedFixture), options, (page, given) => {
        const { questions, lists, next, canonical, listed } = parseLinks(page, given)
        const all = [...questions, ...lists, ...[next, canonical].filter((url) => url !== null)]
        deepStrictEqual(
          all.filter((url) => !isAbsolute(url)),
          [],
        )
        ok(listed.every(({ url, answers }) => questions.includes(url) && (answers ?? 0) >= 0))
        count(all.length > 0 ? 'with links' : 'without links')
      }),
  },
  {
    name: 'decodeHtml',
    share: 10,
    property: (count) =>
      fc.property(encoded, fc.option(label), (bytes, charset) => {
        const { text, source } = decodeHtml(
          bytes,
          charset === null ? undefined : `text/html; charset=${charset}`,
        )
        ok(text.isWellFormed())
        count(source)
      }),
  },
  {
    name: 'robots.txt',
    share: 10,
    property: (count) =>
      fc.property(
        robotsFile,
        fc.oneof(pageUrl, pathPattern),
        fc.constantFrom('mondo', 'x/1', ''),
        (bytes, url, agent) => {
          const robots = parseRobots(bytes)
          const { allowed, rule } = robots.explain(url, agent)
          strictEqual(robots.allows(url, agent), allowed)
          ok(allowed || rule !== null, 'only a rule forbids')
          const delay = robots.crawlDelay(agent)
          ok(delay === null || (delay >= 0 && Number.isFinite(delay)))
          count(allowed ? 'allowed' : 'forbidden')
        },
      ),
  },
  {
    name: 'sitemaps',
    share: 6,
    property: (count) =>
      fc.asyncProperty(fc.array(xmlPiece, { maxLength: 25 }), fc.boolean(), async (parts, isRooted) => {
        let entries = 0
        const bytes = Buffer.from((isRooted ? '<urlset>' : '') + parts.join(''))
        const { form } = await readSitemap(bytes, 'https://a.example/sitemap.xml', (entry) => {
          entries += 1
          ok(URL.canParse(entry.url))
          ok(entry.modifiedAt === null || !Number.isNaN(Date.parse(entry.modifiedAt)))
        })
        count(form === null ? 'no sitemap' : entries > 0 ? 'with entries' : 'empty')
      }),
  },
  {
    name: 'WARC files',
    share: 2,
    property: (count) => fc.asyncProperty(warcFile, async (bytes) => count(await readArchive(bytes))),
  },
]
