/** Maps a schema.org Question to the fields of the record. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Answer, Person, RelatedQuestion, Reply } from '../../model/question-page.ts'
import { type AnswerSigns, answerKeys } from '../answer-keys.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import { resolveLink } from '../links/links.ts'
import { answersOf, commentsOf, type FoundAnswers } from './answers.ts'
import { zonedTimes } from './clocks.ts'
import { endsInEllipsis, mayBeCut, ShownTexts } from './cut-texts.ts'
import { answerIdsOf, declaredQuestionId } from './ids.ts'
import { bodyProperties, imagesOf, type Texts, titleProperties } from './texts.ts'
import { hasType, reachedFrom, shortTextOf, type Thing } from './thing.ts'
import { Values } from './values.ts'

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
  readonly replies: readonly Reply[]
  /** The key of each answer, by its item. */
  readonly keys: ReadonlyMap<Thing, string>
  readonly accepted: ReadonlySet<Thing>
  /** Number of answers whose key comes from the beginning of their text. */
  readonly guessedKeys: number
  /** Ids that two answers have. */
  readonly sharedIds: readonly string[]
  readonly imageUrls: readonly string[]
  readonly related: readonly RelatedQuestion[]
  /** Number of times without an offset. */
  readonly zoneless: number
  /** Dates and numbers that cannot be stored: `answerCount -1`. */
  readonly leftOut: readonly string[]
  /** Texts that end in `…`, and for which the page shows no longer text. */
  readonly cut: readonly string[]
  /** Ends of texts that end like a sentence, and of which the page shows more. */
  readonly shortened: readonly string[]
  /** Number of comments that are counted but not included. */
  readonly missingComments: number
  readonly isAcceptedMissing: boolean
  /** Whether it comes from a script that was not valid JSON and was repaired. */
  readonly isRepaired: boolean
}

/** What the mapping needs to know about the page. */
export interface SchemaContext {
  readonly base: string
  readonly $: CheerioAPI
  readonly html: HtmlBlocks
  readonly capturedAt: Date | undefined
  /** The time zone of times without an offset; null if unknown. */
  readonly zone: string | null
  /** URLs that all show the question. */
  readonly ownUrls: readonly string[]
  /** The id of the question that a URL names. */
  readonly idOf: (url: string) => string | null
  /** Answers of the page that belong to no Question. */
  readonly strays: readonly Thing[]
  /** Those of them that the page itself calls accepted. */
  readonly acceptedStrays: ReadonlySet<Thing>
  readonly texts: Texts
}

/** Reads the Question and its answers. */
export function readSchemaQuestion(question: Thing, context: SchemaContext): SchemaQuestion {
  const reader = new Reader(context)
  const found = answersOf(question, context.html, context)
  assertWithin(found.answers.length, pageLimits.answers, 'answers')
  const ids = answerIdsOf(question, found.answers, context.ownUrls)
  const read = withoutTwins(found.answers.map((thing) => reader.answer(thing, ids.get(thing) ?? null, found)))
  const keys = answerKeys(read.map(({ signs }) => signs))
  const keyAt = (at: number) => keys[at]?.key ?? ''
  const { values } = reader
  return {
    identifier: declaredQuestionId(question),
    title: reader.title(question),
    body: reader.body(question),
    asker: context.texts.person(question),
    postedAt: values.time(question),
    answerCount: values.number(question, 'answerCount', 0),
    thanksCount: values.votes(question),
    answers: read.map(({ answer }, at) => ({ ...answer, key: keyAt(at) })),
    replies: reader.comments(question),
    keys: new Map(read.map(({ thing }, at) => [thing, keyAt(at)])),
    accepted: found.accepted,
    guessedKeys: keys.filter(({ guessed }) => guessed).length,
    sharedIds: sharedIn(read.flatMap(({ signs }) => (signs.id === null ? [] : [signs.id]))),
    imageUrls: imagesOf(question, context.html, context.base),
    related: relatedOf(question, found, context),
    zoneless: values.zoneless,
    leftOut: values.leftOut,
    cut: reader.cut,
    shortened: reader.shortened,
    missingComments: reader.missingComments,
    isAcceptedMissing: found.isAcceptedMissing,
    isRepaired: [question, ...found.answers].some((thing) => thing.isRepaired),
  }
}

interface ReadAnswer {
  readonly thing: Thing
  readonly answer: Omit<Answer, 'key'>
  readonly signs: AnswerSigns
}

/** Drops the suggested copy of an accepted answer, which JSON-LD often repeats. */
function withoutTwins(answers: readonly ReadAnswer[]): readonly ReadAnswer[] {
  const best = new Map(
    answers.filter(({ answer }) => answer.isBest).map((one) => [one.signs.body, one.signs]),
  )
  return answers.filter(({ answer, signs }) => {
    const twin = best.get(signs.body)
    if (answer.isBest || twin === undefined || twin.authorName !== signs.authorName) return true
    return twin.id !== null && signs.id !== null && twin.id !== signs.id
  })
}

function sharedIn(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return ids.filter((id) => seen.size === seen.add(id).size)
}

/** Reads the items of one page. */
class Reader {
  readonly values: Values
  readonly cut: string[] = []
  readonly shortened: string[] = []
  missingComments = 0
  readonly #context: SchemaContext
  #shownTexts: ShownTexts | null = null
  #comments = 0

  constructor(context: SchemaContext) {
    this.#context = context
    this.values = new Values(context.zone, zonedTimes(context.$), context.capturedAt)
  }

  answer(thing: Thing, id: string | null, { accepted }: FoundAnswers): ReadAnswer {
    const { html, base, texts } = this.#context
    const answer = {
      number: null,
      isBest: accepted.has(thing),
      author: texts.person(thing),
      body: this.body(thing),
      postedAt: this.values.time(thing),
      thanksCount: this.values.votes(thing),
      imageUrls: imagesOf(thing, html, base),
      replies: this.comments(thing),
    }
    const { number, author, body, postedAt } = answer
    const signs = { number, id, authorName: author?.name ?? null, postedAt, body }
    return { thing, answer, signs }
  }

  title(thing: Thing): string {
    const title = this.#textOf(thing, titleProperties)
    return (endsInEllipsis(title) ? this.#whole(title) : title).replaceAll('\n', ' ')
  }

  body(thing: Thing): string {
    const text = this.#textOf(thing, bodyProperties)
    const isDeclared = thing.element === null
    if (isDeclared && !endsInEllipsis(text) && !mayBeCut(text) && this.#shown().goesOn(text)) {
      this.shortened.push(text.slice(-40))
    }
    return endsInEllipsis(text) || (isDeclared && mayBeCut(text)) ? this.#whole(text) : text
  }

  /** The comments on a question or answer. Also adds to `missingComments`. */
  comments(thing: Thing): readonly Reply[] {
    const found = commentsOf(thing)
    this.#comments += found.length
    assertWithin(this.#comments, pageLimits.answers, 'comments')
    const replies = found
      .map((comment) => ({
        kind: 'comment' as const,
        author: this.#context.texts.person(comment),
        body: this.body(comment),
        postedAt: this.values.time(comment),
      }))
      .filter(({ body }) => body !== '')
    const declared = this.values.number(thing, 'commentCount', 0) ?? 0
    this.missingComments += Math.max(0, declared - replies.length)
    return replies
  }

  /** Text that looks like markup is plain text if the page shows it as written: a question about `<div>` and `</div>`. */
  #textOf(thing: Thing, properties: readonly string[]): string {
    const { texts } = this.#context
    const text = texts.of(thing, properties)
    const written = texts.written(thing, properties)
    const isPlain = written === null || !written.includes('<') || written.trim() === text
    return !isPlain && this.#shown().begins(written) ? written.trim() : text
  }

  #shown(): ShownTexts {
    this.#shownTexts ??= new ShownTexts(this.#context.html)
    return this.#shownTexts
  }

  #whole(text: string): string {
    const shown = this.#shown().whole(text)
    if (shown.kind === 'unknown' && endsInEllipsis(text)) this.cut.push(text.slice(-40))
    return shown.kind === 'whole' ? shown.text : text
  }
}

/** Questions inside the question, except those inside an answer. */
function relatedOf(
  question: Thing,
  { answers }: FoundAnswers,
  context: SchemaContext,
): readonly RelatedQuestion[] {
  const inAnswers = reachedFrom(answers)
  const titled = [...reachedFrom([question])]
    .filter((thing) => thing !== question && hasType(thing, 'Question') && !inAnswers.has(thing))
    .map((thing) => ({ thing, title: context.texts.of(thing, titleProperties).replaceAll('\n', ' ') }))
    .filter(({ title }) => title !== '')
  return titled.map(({ thing, title }, at) => {
    const link = shortTextOf(thing, 'url') ?? thing.id ?? linkOf(thing)
    const url = link === null ? null : resolveLink(link, context.base)
    const questionId = declaredQuestionId(thing) ?? (url === null ? null : context.idOf(url))
    return { rank: at + 1, questionId, url, title, excerpt: null }
  })
}

/** The target, if its name is a link. */
function linkOf(thing: Thing): string | null {
  return thing.sources.get('name')?.attribs['href'] ?? null
}
