/** Maps a schema.org Question to the fields of the record. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Answer, Person } from '../../model/question-page.ts'
import { joinBlocks } from '../html/blocks.ts'
import { parseHtml } from '../html/document.ts'
import { blocksOfDocument, type HtmlBlocks } from '../html/html-blocks.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import { resolveLink } from '../links/links.ts'
import { largestCount } from '../text/fold.ts'
import { instantOf } from './instants.ts'
import { allThings, hasType, isThing, shortTextOf, type Thing, textOf, things } from './thing.ts'

/** The fields of the record that a Question gives. */
export interface SchemaQuestion {
  readonly identifier: string | null
  readonly title: string
  readonly body: string
  readonly asker: Person | null
  readonly postedAt: string | null
  readonly answerCount: number | null
  readonly thanksCount: number | null
  readonly answers: readonly Answer[]
  readonly imageUrls: readonly string[]
  /** Number of times without an offset. */
  readonly zoneless: number
  /** Dates and numbers that cannot be stored: `answerCount -1`. */
  readonly leftOut: readonly string[]
}

/** What the mapping needs to know about the page. */
export interface SchemaContext {
  readonly base: string
  readonly $: CheerioAPI
  readonly html: HtmlBlocks
  readonly japanese: boolean
}

/**
 * The one Question that a page is about: the main entity of its QAPage, or the only Question. Null for an FAQPage, a
 * forum posting, and a page with several questions.
 */
export function findQuestion(roots: readonly Thing[]): Thing | null {
  const all = allThings(roots)
  const page = all.find((thing) => hasType(thing, 'QAPage'))
  if (page !== undefined) {
    const main = ['mainEntity', 'mainEntityOfPage']
      .flatMap((property) => things(page, property))
      .filter(isQuestion)
    const questions = main.length > 0 ? main : all.filter(isQuestion)
    return only(questions)
  }
  if (all.some((thing) => hasType(thing, 'FAQPage') || hasType(thing, 'DiscussionForumPosting'))) return null
  return only(all.filter(isQuestion))
}

function isQuestion(thing: Thing): boolean {
  return hasType(thing, 'Question')
}

function only(questions: readonly Thing[]): Thing | null {
  return questions.length === 1 ? (questions[0] ?? null) : null
}

/** Reads the Question and its answers. */
export function readSchemaQuestion(question: Thing, context: SchemaContext): SchemaQuestion {
  const values = new Values(context.japanese)
  const texts = new Texts(context)
  const accepted = new Set(things(question, 'acceptedAnswer'))
  const found = answersOf(question, context.html)
  assertWithin(found.length, pageLimits.answers, 'answers')
  const answers = found.map((thing, at) => answerOf(thing, at, accepted.has(thing), context, texts, values))
  const body = texts.body(question)
  return {
    identifier: identifierOf(question),
    title: plainText(textOf(question, 'name') ?? textOf(question, 'headline') ?? '').replaceAll('\n', ' '),
    body,
    asker: texts.person(question),
    postedAt: values.time(question),
    answerCount: values.number(question, 'answerCount', 0),
    thanksCount: values.number(question, 'upvoteCount', -largestCount),
    answers: withoutTwins(answers),
    imageUrls: imagesOf(question, context),
    zoneless: values.zoneless,
    leftOut: values.leftOut,
  }
}

/** The answers in page order, each once: an element may be both suggested and accepted. */
export function answersOf(question: Thing, html: HtmlBlocks): readonly Thing[] {
  const found = new Set([...things(question, 'acceptedAnswer'), ...things(question, 'suggestedAnswer')])
  return inPageOrder([...found], html)
}

/** An answer's key: the site's own id, else its position on the page, from 1. */
export function answerKeyOf(answer: Thing, at: number): string {
  return identifierOf(answer) ?? `${at + 1}`
}

/** Microdata has the visible order of the page; JSON-LD keeps its own, with the accepted answer first. */
function inPageOrder(answers: readonly Thing[], html: HtmlBlocks): readonly Thing[] {
  const startOf = (thing: Thing) =>
    thing.element === null ? 0 : (html.extents.get(thing.element)?.first ?? 0)
  return [...answers].sort((a, b) => startOf(a) - startOf(b))
}

/** Drops the suggested copy of an accepted answer, which JSON-LD often repeats. */
function withoutTwins(answers: readonly Answer[]): readonly Answer[] {
  const best = new Map<string, Set<string>>()
  for (const { isBest, key, body } of answers) {
    if (isBest) best.set(key, (best.get(key) ?? new Set()).add(body))
  }
  return answers.filter(({ isBest, key, body }) => isBest || best.get(key)?.has(body) !== true)
}

function answerOf(
  thing: Thing,
  at: number,
  isBest: boolean,
  context: SchemaContext,
  texts: Texts,
  values: Values,
): Answer {
  return {
    key: answerKeyOf(thing, at),
    number: null,
    isBest,
    author: texts.person(thing),
    body: texts.body(thing),
    postedAt: values.time(thing),
    thanksCount: values.number(thing, 'upvoteCount', -largestCount),
    imageUrls: imagesOf(thing, context),
    replies: [],
  }
}

/** The site's own id: declared, in the URL (`/a/123/5`, `#123`, `#answer-123`), or in the element's id. */
function identifierOf(thing: Thing): string | null {
  const declared = shortTextOf(thing, 'identifier')
  if (declared !== null) return declared.trim()
  const data = thing.element?.attribs['data-answerid'] ?? thing.element?.attribs['data-questionid']
  if (data !== undefined && data !== '') return data
  if (hasType(thing, 'Question')) return null
  const urls = [shortTextOf(thing, 'url') ?? '', thing.id ?? '', thing.element?.attribs['id'] ?? '']
  for (const url of urls) {
    const found = /(?:#|\/a\/|answers?[-_/=]?|^a)[a-z_-]{0,16}(\d+)/i.exec(url)?.[1]
    if (found !== undefined) return found
  }
  return [thing.id, urls[0]].find((name) => name) ?? null
}

interface Named {
  readonly name: string
  readonly url: string | null
}

/** Texts and people of one page. Each is converted once, however many answers refer to it. */
class Texts {
  readonly #context: SchemaContext
  readonly #plain = new Map<string, string>()
  readonly #people = new Map<Thing, Named>()

  constructor(context: SchemaContext) {
    this.#context = context
  }

  body(thing: Thing): string {
    const text = textOf(thing, 'text') ?? textOf(thing, 'articleBody') ?? ''
    // Visible text needs no conversion; JSON-LD and content attributes may contain markup.
    const source = thing.sources.get('text')
    return source !== undefined && this.#context.html.extents.has(source) ? text : this.#plainText(text)
  }

  /** A page may name its author twice, once with the link to the profile. */
  person(thing: Thing): Person | null {
    const people = (thing.properties.get('author') ?? []).map((author) =>
      isThing(author) ? this.#named(author) : { name: this.#plainText(author), url: null },
    )
    const first = people.find((person) => person.name !== '')
    if (first === undefined) return null
    const linked = people.find((person) => person.name === first.name && person.url !== null)
    return { ...(linked ?? first), bestAnswerRate: null }
  }

  #named(author: Thing): Named {
    const known = this.#people.get(author)
    if (known !== undefined) return known
    const named = {
      name: this.#plainText(textOf(author, 'name') ?? ''),
      url: personUrl(author, this.#context),
    }
    this.#people.set(author, named)
    return named
  }

  #plainText(text: string): string {
    const known = this.#plain.get(text)
    if (known !== undefined) return known
    const plain = plainText(text)
    this.#plain.set(text, plain)
    return plain
  }
}

/** The declared URL, else the only link within the author's element. */
function personUrl(author: Thing, context: SchemaContext): string | null {
  const declared = shortTextOf(author, 'url') ?? shortTextOf(author, 'sameAs')
  if (declared !== null) return resolveLink(declared, context.base)
  const links = author.element === null ? [] : context.$(author.element).find('a[href]').toArray()
  const targets = new Set(links.map((link) => resolveLink(link.attribs['href'] ?? '', context.base)))
  return targets.size === 1 ? ([...targets][0] ?? null) : null
}

function imagesOf(thing: Thing, context: SchemaContext): readonly string[] {
  const source = thing.sources.get('text')
  const extent = source === undefined ? undefined : context.html.extents.get(source)
  if (extent === undefined) return []
  return context.html.blocks
    .slice(extent.first, extent.last + 1)
    .flatMap((block) => block.imageUrls)
    .map((url) => resolveLink(url, context.base))
    .filter((url) => url !== null)
}

/** The visible text of a string that may be HTML (Google allows HTML in JSON-LD). */
function plainText(text: string): string {
  if (!/<\/?[a-z][^<>]{0,500}>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,31});/i.test(text)) return text.trim()
  const tree = parseHtml(text)
  return tree.kind === 'tree' ? joinBlocks(blocksOfDocument(tree.document).blocks) : text.trim()
}

/** Dates and numbers of one page, and what was wrong with those that it leaves out. */
class Values {
  zoneless = 0
  readonly leftOut: string[] = []
  readonly #japanese: boolean

  constructor(japanese: boolean) {
    this.#japanese = japanese
  }

  time(thing: Thing): string | null {
    const written = shortTextOf(thing, 'dateCreated') ?? shortTextOf(thing, 'datePublished')
    const instant = instantOf(written, this.#japanese)
    if (instant.kind === 'zone-unknown') this.zoneless += 1
    if (instant.kind === 'impossible') this.leftOut.push(`date ${written}`)
    return instant.kind === 'instant' ? instant.postedAt : null
  }

  number(thing: Thing, property: string, least: number): number | null {
    const digits = shortTextOf(thing, property)?.replaceAll(/[,\s]/g, '') ?? ''
    if (!/^-?\d+$/.test(digits)) return null
    const number = Number(digits)
    if (number >= least && number <= largestCount) return number
    this.leftOut.push(`${property} ${digits}`)
    return null
  }
}
