/**
 * Reads lists of URLs: sitemaps and sitemap indexes (sitemaps.org protocol 0.9) in XML or as text, RSS and Atom feeds;
 * compressed or not.
 */
import { isStorableInstant } from '../../model/posted-at.ts'
import { longestUrl } from '../../model/stored-url.ts'
import { eachPiece, encodingOf, type ListFault } from './list-text.ts'
import { type XmlEntry, type XmlForm, XmlList } from './xml-list.ts'

/** One entry of a sitemap, sitemap index or feed. */
export interface SitemapEntry {
  /** `page`: a page of a sitemap or feed. `sitemap`: `<sitemap>` of an index. */
  readonly kind: 'page' | 'sitemap'
  /** An absolute URL, as written where it is written as one. */
  readonly url: string
  /** When the page changed, as an ISO 8601 time in UTC; null when it is missing, unreadable or outside the years 1 to 9999. */
  readonly modifiedAt: string | null
}

/** `text`: one URL a line. */
export type ListForm = XmlForm | 'text'

/** How a list was read. */
export interface ListEnd {
  /** Null when the bytes are no list of URLs. */
  readonly form: ListForm | null
  /** Lower-case WHATWG name. */
  readonly encoding: string
  /** `damaged`: cut off, or nested without end. `too-large`: more than 50 MB or 50,000 entries. Null for a whole list. */
  readonly fault: ListFault | null
}

/** The protocol's own limit for one file. */
const maxEntries = 50_000

/**
 * Streams the entries to `take`, so that the list never becomes a tree in memory. A list that is damaged or too large is read
 * as far as it goes. Ignores entries with a URL that is too long to be stored.
 *
 * @param url Where the list comes from: what its relative URLs are relative to.
 */
export async function readSitemap(
  bytes: Uint8Array,
  url: string,
  take: (entry: SitemapEntry) => void,
): Promise<ListEnd> {
  let count = 0
  const add = (entry: SitemapEntry | null): void => {
    if (entry === null) return
    count += 1
    if (count <= maxEntries) take(entry)
  }
  const xml = new XmlList((entry) => add(entryOf(entry, url)))
  const lines = new TextList((line) => add({ kind: 'page', url: line, modifiedAt: null }))
  let isXml: boolean | null = null
  const { fault, encoding } = await eachPiece(bytes, (piece) => {
    isXml ??= piece.trim() === '' ? null : piece.trimStart().startsWith('<')
    return (isXml === false ? lines.write(piece) : xml.write(piece)) && count <= maxEntries
  })
  const isOver = count > maxEntries
  if (isXml === false) {
    return { form: lines.end() ? 'text' : null, encoding, fault: isOver ? 'too-large' : fault }
  }
  if (isOver) return { form: xml.form, encoding, fault: 'too-large' }
  const isWhole = xml.end()
  return { form: xml.form, encoding, fault: fault ?? (isWhole ? null : 'damaged') }
}

/** Looks at the first bytes alone: whether a page that nobody announced as a list of URLs is one. */
export function beginsSitemap(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 2048)
  const text = new TextDecoder(encodingOf(head)).decode(head)
  const root = /<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex|rss|feed|rdf)[\s>]/i.exec(text)
  return root !== null && !/<!doctype html|<html/i.test(text.slice(0, root.index))
}

/** One URL a line; a list if most of its lines are URLs. */
class TextList {
  readonly #take: (url: string) => void
  #rest = ''
  #urls = 0
  #others = 0

  constructor(take: (url: string) => void) {
    this.#take = take
  }

  write(piece: string): boolean {
    const lines = (this.#rest + piece).split(/\r\n|\r|\n/)
    // Longer than any URL: only that it is none is worth keeping.
    this.#rest = (lines.pop() ?? '').slice(0, 4 * longestUrl)
    for (const line of lines) this.#read(line)
    return true
  }

  end(): boolean {
    this.#read(this.#rest)
    return this.#urls > 0 && this.#urls >= this.#others
  }

  #read(line: string): void {
    const url = line.trim()
    if (url === '' || url.startsWith('#')) return
    if (/^https?:\/\/\S+$/i.test(url) && url.length <= longestUrl && URL.canParse(url)) {
      this.#urls += 1
      this.#take(url)
    } else this.#others += 1
  }
}

function entryOf({ name, texts }: XmlEntry, base: string): SitemapEntry | null {
  const [written = ''] = [
    texts.get('loc'),
    texts.get('original'),
    texts.get('link'),
    texts.get('guid'),
    texts.get('about'),
  ]
    .map((text) => (text ?? '').trim())
    .filter((text) => text !== '')
  const url = absolute(written, base)
  if (url === null || url.length > longestUrl) return null
  const time = texts.get('changed') ?? texts.get('published') ?? ''
  return { kind: name === 'sitemap' ? 'sitemap' : 'page', url, modifiedAt: timeOf(time) }
}

/** Null for what is no URL. Relative ones are against the protocol, and yet what they mean is plain. */
function absolute(written: string, base: string): string | null {
  // Escaped twice: no page has `&amp;` in its URL.
  const text = written.replaceAll('&amp;', '&')
  if (URL.canParse(text)) return text
  return /^\.{0,2}[/?]/.test(text) ? (URL.parse(text, base)?.href ?? null) : null
}

/** Accepts W3C date-times with at least a full day, and the dates of RSS (RFC 822); a year alone is too vague. */
function timeOf(text: string): string | null {
  const value = text.trim()
  const isWhole = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(value)
  const isOfRss =
    /^(?:[A-Za-z]{3}, ?)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC?|Z|[+-]\d{4})$/.test(value)
  const instant = isWhole || isOfRss ? Date.parse(value) : Number.NaN
  return isStorableInstant(instant) ? new Date(instant).toISOString() : null
}
