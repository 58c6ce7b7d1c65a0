/**
 * The entries of a sitemap, sitemap index or feed in XML, as its text comes in. Names count by their local part and their
 * namespace, so that any prefix will do, and only directly within their entry: the `loc` of an image is not the page's.
 */
import { Parser } from 'htmlparser2'
import { longestUrl } from '../../model/stored-url.ts'

export type XmlForm = 'sitemap' | 'feed'

/** The texts of an entry by what they are; `link` may be given in several ways, of which the first counts. */
export interface XmlEntry {
  /** Local name of its element. */
  readonly name: 'url' | 'sitemap' | 'item' | 'entry'
  readonly texts: ReadonlyMap<FieldName, string>
}

export type FieldName = 'loc' | 'changed' | 'published' | 'original' | 'link' | 'guid' | 'about'

/** `<urlset>`, `<url>`, `<loc>`, and extensions that nest a few more. htmlparser2 takes quadratic time in open elements. */
const mostLevels = 32
/** Longer than any text that is taken. */
const mostText = 4 * longestUrl

const forms: ReadonlyMap<string, XmlForm> = new Map([
  ['urlset', 'sitemap'],
  ['sitemapindex', 'sitemap'],
  ['rss', 'feed'],
  ['rdf', 'feed'],
  ['feed', 'feed'],
])

const fields: ReadonlyMap<string, FieldName> = new Map([
  ['loc', 'loc'],
  ['lastmod', 'changed'],
  ['updated', 'changed'],
  ['modified', 'changed'],
  ['pubdate', 'published'],
  ['date', 'published'],
  ['published', 'published'],
  // FeedBurner replaces links by those that count clicks, and keeps the page's own here.
  ['origlink', 'original'],
  ['link', 'link'],
  ['guid', 'guid'],
])

/** Names that may stand in a namespace of their own; all others must be in that of their entry. */
const anyNamespace: ReadonlySet<string> = new Set(['date', 'origlink', 'modified'])

interface Open {
  readonly local: string
  readonly namespace: string
  /** Namespaces by prefix, within the element. */
  readonly namespaces: ReadonlyMap<string, string>
}

const noNamespaces: ReadonlyMap<string, string> = new Map()

export class XmlList {
  /** Null until the root element has been seen, and for XML that is no list. */
  form: XmlForm | null = null
  readonly #parser: Parser
  readonly #open: Open[] = []
  #level = 0
  #isTooDeep = false
  #isCut = false
  #entry: {
    readonly name: XmlEntry['name']
    readonly texts: Map<FieldName, string>
    readonly at: number
  } | null = null
  #into: FieldName | null = null

  constructor(take: (entry: XmlEntry) => void) {
    this.#parser = new Parser(
      {
        onopentagname: () => {
          this.#level += 1
          this.#isTooDeep ||= this.#level > mostLevels
        },
        onopentag: (name, attributes) => this.#opened(name, attributes),
        ontext: (text) => this.#add(text),
        onclosetag: (_name, isImplied) => {
          // The input has ended within: its entry may be cut in the middle of a URL.
          if (this.#isEnding && isImplied) {
            this.#isCut = true
            this.#entry = null
          }
          this.#closed(take)
        },
      },
      { xmlMode: true, decodeEntities: true },
    )
  }

  #isEnding = false

  /** False once it nests deeper than any list: nothing more is read. */
  write(piece: string): boolean {
    this.#parser.write(piece)
    return !this.#isTooDeep
  }

  /** Whether the list is whole: neither cut off nor nested without end. */
  end(): boolean {
    if (this.#isTooDeep) return false
    this.#isEnding = true
    this.#parser.end()
    return !this.#isCut
  }

  #opened(name: string, attributes: Readonly<Record<string, string>>): void {
    const namespaces = namespacesWithin(this.#open.at(-1)?.namespaces ?? noNamespaces, attributes)
    const local = localName(name)
    const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
    const element = { local, namespace: namespaces.get(prefix) ?? `prefix ${prefix}`, namespaces }
    this.#open.push(element)
    // Warnings of PHP may stand before the root element, so it is not always the first.
    if (this.#open.length === 1 && this.form === null) this.form = forms.get(local) ?? null
    if (this.form === null) return
    // The text of an element that was never closed ends where another begins.
    this.#into = null
    if (this.#entry !== null) this.#openedField(element, attributes)
    else if (isEntryOf(this.form, local)) {
      this.#entry = { name: local, texts: new Map(), at: this.#open.length }
      const about = attributes['rdf:about']
      if (about !== undefined) this.#entry.texts.set('about', about)
    }
  }

  #openedField({ local, namespace }: Open, attributes: Readonly<Record<string, string>>): void {
    const entry = this.#entry
    const field = fields.get(local)
    if (entry === null || field === undefined || this.#open.length !== entry.at + 1) return
    const own = this.#open[entry.at - 1]
    const { href, rel = 'alternate' } = attributes
    if (field === 'link' && href !== undefined) {
      // Of Atom, in RSS too: `self`, `edit` and `enclosure` lead elsewhere.
      if (rel === 'alternate') keep(entry.texts, 'link', href)
      return
    }
    if (namespace !== own?.namespace && !anyNamespace.has(local)) return
    if (field === 'guid' && attributes['isPermaLink'] === 'false') return
    if ((entry.texts.get(field) ?? '').trim() === '') this.#into = field
  }

  #add(text: string): void {
    const { texts } = this.#entry ?? {}
    if (this.#into === null || texts === undefined) return
    const before = texts.get(this.#into) ?? ''
    if (before.length < mostText) texts.set(this.#into, before + text.slice(0, mostText))
  }

  #closed(take: (entry: XmlEntry) => void): void {
    this.#level -= 1
    this.#open.pop()
    this.#into = null
    const entry = this.#entry
    if (entry === null || this.#open.length >= entry.at) return
    this.#entry = null
    take(entry)
  }
}

function keep(texts: Map<FieldName, string>, field: FieldName, text: string): void {
  if ((texts.get(field) ?? '').trim() === '') texts.set(field, text)
}

function namespacesWithin(
  outer: ReadonlyMap<string, string>,
  attributes: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const declared = Object.entries(attributes).filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'))
  if (declared.length === 0) return outer
  // The default namespace has the prefix ''.
  return new Map([...outer, ...declared.map(([key, uri]) => [key.slice('xmlns:'.length), uri] as const)])
}

/** `urlset` from `sm:urlset`. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

function isEntryOf(form: XmlForm, local: string): local is XmlEntry['name'] {
  return form === 'sitemap' ? local === 'url' || local === 'sitemap' : local === 'item' || local === 'entry'
}
