/** Texts and people of one page's structured data. Each is converted only once, even if many answers refer to it. */

import type { CheerioAPI } from 'cheerio/slim'
import type { Person } from '../../model/question-page.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { select } from '../html/query.ts'
import { resolveLink } from '../links/links.ts'
import { plainText } from './plain-text.ts'
import { hasType, isThing, shortTextOf, type Thing, textOf } from './thing.ts'

interface Named {
  readonly name: string
  readonly url: string | null
  readonly isPerson: boolean
}

/** The properties that can hold a text, the most reliable first. */
export const bodyProperties = ['text', 'articleBody', 'description'] as const
/** The properties that can hold a title. */
export const titleProperties = ['name', 'headline'] as const
/** The properties that can name who wrote something. */
export const authorProperties = ['author', 'creator'] as const

export class Texts {
  readonly #$: CheerioAPI
  readonly #base: string
  readonly #plain = new Map<string, string>()
  readonly #people = new Map<Thing, Named>()

  /** @param base The URL that links are resolved against. */
  constructor($: CheerioAPI, base: string) {
    this.#$ = $
    this.#base = base
  }

  /** The text of the first property that has one. */
  of(thing: Thing, properties: readonly string[]): string {
    const property = writtenProperty(thing, properties)
    return property === null ? '' : this.#visible(thing, property)
  }

  /** The same text without conversion; null for visible text, which is never markup. */
  written(thing: Thing, properties: readonly string[]): string | null {
    const property = writtenProperty(thing, properties)
    return property === null || thing.shown.has(property) ? null : textOf(thing, property)
  }

  /** The author. A page may name the author twice, once with the link to the profile. The site's publisher is not an author. */
  person(thing: Thing): Person | null {
    const people = authorProperties.flatMap((property) => this.#namedBy(thing, property))
    const named = people.filter((person) => person.name !== '')
    const first = named.find((person) => person.isPerson) ?? named[0]
    if (first === undefined) return null
    const linked = named.find((person) => person.name === first.name && person.url !== null)
    const { name, url } = linked ?? first
    return { name, url, bestAnswerRate: null }
  }

  #namedBy(thing: Thing, property: string): readonly Named[] {
    return (thing.properties.get(property) ?? []).flatMap((author): readonly Named[] => {
      if (isThing(author)) return isOrganization(author) ? [] : [this.#named(author)]
      const isShown = thing.shown.has(property)
      const link = isShown ? thing.sources.get(property)?.attribs['href'] : undefined
      const url = link === undefined ? null : resolveLink(link, this.#base)
      const name = isShown ? author.trim() : this.plain(author)
      return isAddress(name) ? [] : [{ name: name.replaceAll('\n', ' '), url, isPerson: false }]
    })
  }

  #named(author: Thing): Named {
    const known = this.#people.get(author)
    if (known !== undefined) return known
    const named = {
      name: this.of(author, ['name', 'alternateName']).replaceAll('\n', ' '),
      url: this.#personUrl(author),
      isPerson: hasType(author, 'Person'),
    }
    this.#people.set(author, named)
    return named
  }

  /** The declared URL, else the only link inside the author's element. */
  #personUrl(author: Thing): string | null {
    const declared = shortTextOf(author, 'url') ?? shortTextOf(author, 'sameAs')
    if (declared !== null) return resolveLink(declared, this.#base)
    const links = author.element === null ? [] : select(this.#$, 'a[href]', author.element)
    const targets = new Set(links.map((link) => resolveLink(link.attribs['href'] ?? '', this.#base)))
    return targets.size === 1 ? ([...targets][0] ?? null) : null
  }

  /** Visible text needs no conversion; JSON-LD and content attributes may contain markup. */
  #visible(thing: Thing, property: string): string {
    const text = textOf(thing, property) ?? ''
    return thing.shown.has(property) ? text.trim() : this.plain(text)
  }

  plain(text: string): string {
    const known = this.#plain.get(text)
    if (known !== undefined) return known
    const plain = plainText(text)
    this.#plain.set(text, plain)
    return plain
  }
}

/** The first of the properties that has a text. */
function writtenProperty(thing: Thing, properties: readonly string[]): string | null {
  return properties.find((property) => textOf(thing, property) !== null) ?? null
}

function isOrganization(thing: Thing): boolean {
  if (thing.types.length === 0 || hasType(thing, 'Person')) return false
  return thing.types.some((type) => /(?:organization|corporation|business|brand|website)$/i.test(type))
}

/** Whether a name is only a link, so that the author has no name. */
export function isAddress(name: string): boolean {
  return /^https?:\/\/\S+$/i.test(name)
}

/** Absolute URLs of the pictures in the text of a question or answer. */
export function imagesOf(thing: Thing, html: HtmlBlocks, base: string): readonly string[] {
  const property = writtenProperty(thing, bodyProperties)
  const source = property === null ? undefined : thing.sources.get(property)
  const extent = source === undefined ? undefined : html.extents.get(source)
  if (extent === undefined) return []
  return html.blocks
    .slice(extent.first, extent.last + 1)
    .flatMap((block) => block.imageUrls)
    .map((url) => resolveLink(url, base))
    .filter((url) => url !== null)
}
