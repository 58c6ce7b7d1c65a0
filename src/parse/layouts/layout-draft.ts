/** Reads the question of a page by one layout, with its answers, replies and related questions. */
import type { Answer, Person, QuestionStatus, RelatedQuestion, Reply } from '../../model/question-page.ts'
import type { SiteLayout } from '../../sites/site-definition.ts'
import { answerKeys } from '../answer-keys.ts'
import type { Element } from '../html/nodes.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import type { RecordContent } from '../record.ts'
import { guarded, type LayoutContext } from './layout-context.ts'
import { outermost } from './page-view.ts'
import { holds, visibleText } from './place.ts'
import { type FoundReply, type Scope, type Scopes, scopesOf, wholeElement, wholePage } from './scopes.ts'
import { linkOf, readBodyText, readCount, readLine, readLink, readPerson, readTime } from './values.ts'

/** What a layout gives of the record; links are as written. */
export interface LayoutDraft extends RecordContent {
  /** The link to more answers of the question. */
  readonly next: string | null
  /** Whether the page calls the question solved, whatever its answers. */
  readonly isMarkedSolved: boolean
  readonly guessedKeys: number
  /** How many answers have no text. */
  readonly emptyAnswers: number
}

/** The URL of a link, and the question's id where it leads to one; null for what is no link. */
export type RelatedTarget = (
  href: string,
) => { readonly questionId: string | null; readonly url: string } | null

/** Throws `LayoutFault` for what the definition does wrong. */
export function readLayout(context: LayoutContext, targetOf: RelatedTarget): LayoutDraft {
  const { view, layout } = context
  const scopes = scopesOf(view, layout)
  assertWithin(scopes.answers.length, pageLimits.answers, 'answers')
  const { question: parts } = layout
  const scope = scopes.question
  const title = readLine(context, scope, 'title', parts.title) ?? ''
  const body = readBodyText(context, scope, 'body', parts.body)
  const asker = readPerson(context, scope, 'asker', parts.asker)
  const found = scopes.answers
    .map((answer, at) => readAnswer(context, answer, at + 1, scopes, asker))
    .filter((answer) => answer !== null)
  const keys = answerKeys(found.map(({ signs }) => signs))
  const answers = found.map(({ answer }, at) => ({ key: keys[at]?.key ?? '', ...answer }))
  const marked = markedStatus(context, wholePage(view))
  return {
    title,
    body: body?.text ?? '',
    // A chosen answer solves a question, whatever else the page calls it.
    status: answers.some(({ isBest }) => isBest) ? 'solved' : (marked ?? 'unknown'),
    categories: readCategories(context, scope),
    asker,
    postedAt: readTime(context, scope, 'postedAt', parts.postedAt),
    answerCount: readCount(context, scope, 'answerCount', parts.answerCount, 0),
    thanksCount: readCount(context, scope, 'thanksCount', parts.thanksCount),
    answers,
    replies: readReplies(context, scopes.repliesOf(null), 'question', asker),
    imageUrls: parts.images === undefined ? (body?.imageUrls ?? []) : readImages(scope, parts.images),
    related: readRelated(context, targetOf),
    next: readLink(context, wholePage(view), 'nextPage', layout.nextPage),
    isMarkedSolved: marked === 'solved',
    guessedKeys: keys.filter(({ guessed }) => guessed).length,
    emptyAnswers: answers.filter(({ body: text, imageUrls }) => text === '' && imageUrls.length === 0).length,
  }
}

function markedStatus(context: LayoutContext, page: Scope): QuestionStatus | null {
  const { solved, closed, open } = context.layout.question.status ?? {}
  // All are tried, so that each claims its text.
  const held = { solved, closed, open }
  const found = (['solved', 'closed', 'open'] as const).filter((status) =>
    holds(context, page, 'status', held[status]),
  )
  return found[0] ?? null
}

function readCategories(context: LayoutContext, scope: Scope): readonly string[] {
  const { categories } = context.layout.question
  if (categories === undefined) return []
  const elements = guarded('categories', () => scope.find(categories.each))
  for (const element of elements) {
    context.ledger.claims.push({ element, field: 'categories', place: categories.each, isWeak: false })
  }
  return elements
    .slice(categories.skipFirst ?? 0)
    .map((element) => visibleText(context, element).replaceAll('\n', ' ').trim())
    .filter((text) => text !== '')
}

function readImages(scope: Scope, selector: string): readonly string[] {
  const elements = guarded('images', () => scope.find(selector))
  return elements.flatMap(({ attribs }) => {
    const source = attribs['src'] ?? attribs['data-src'] ?? attribs['href'] ?? ''
    return source === '' || source.startsWith('data:') ? [] : [source]
  })
}

interface FoundAnswer {
  readonly answer: Omit<Answer, 'key'>
  readonly signs: Parameters<typeof answerKeys>[0][number]
}

type AnswerParts = NonNullable<SiteLayout['answers']>

/** Null for an element that only holds other answers. */
function readAnswer(
  context: LayoutContext,
  scope: Scope,
  place: number,
  scopes: Scopes,
  asker: Person | null,
): FoundAnswer | null {
  const { answers: parts } = context.layout
  const { element } = scope
  if (parts === undefined || element === null) return null
  const id = idOf(context, scope, parts, element)
  const number = readCount(context, scope, 'answer number', parts.number, 0)
  // The place names the answer to the reader of checks alone, never in the record.
  const name = `answer ${number ?? id ?? `at ${place}`}`
  const body = readBodyText(context, scope, `${name} body`, parts.body)
  if (body === null && holdsAnother(context, scopes.answers[place], element)) return null
  const author = readPerson(context, scope, `${name} author`, parts.author)
  const postedAt = readTime(context, scope, `${name} postedAt`, parts.postedAt)
  return {
    signs: { number, id, authorName: author?.name ?? null, postedAt, body: body?.text ?? '' },
    answer: {
      number,
      isBest: holds(context, scope, `${name} best`, parts.best),
      author,
      body: body?.text ?? '',
      postedAt,
      thanksCount: readCount(context, scope, `${name} thanksCount`, parts.thanksCount),
      imageUrls: body?.imageUrls ?? [],
      replies: readReplies(context, scopes.repliesOf(element), name, asker),
    },
  }
}

function idOf(context: LayoutContext, scope: Scope, { key }: AnswerParts, element: Element): string | null {
  if (key !== undefined) return readLine(context, scope, 'answer key', key)
  const own = element.attribs['id']?.trim() ?? ''
  return own === '' ? null : own
}

/** @param next The answer that comes after it in page order. */
function holdsAnother({ view }: LayoutContext, next: Scope | undefined, element: Element): boolean {
  const extent = view.positionOf(element)
  const inner = next?.element == null ? null : view.positionOf(next.element)
  return extent !== null && inner !== null && inner.start <= extent.end
}

function readReplies(
  context: LayoutContext,
  found: readonly FoundReply[],
  owner: string,
  asker: Person | null,
): readonly Reply[] {
  return found.flatMap(({ scope, rule }, at): Reply[] => {
    const field = `${owner} reply ${at + 1}`
    const kind = kindOf(context, scope, field, rule.kind)
    const { element } = scope
    if (kind === null || element === null) return []
    const body = readBodyText(context, scope, `${field} body`, rule.body)
    if (body === null || body.text === '') {
      const text = visibleText(context, element, scope.isOther)
      if (text !== '') context.ledger.withoutValue.push({ field: `${field} body`, text })
      return []
    }
    const byAsker = kind === 'comment' ? null : asker
    return [
      {
        kind,
        author:
          rule.author === undefined ? byAsker : readPerson(context, scope, `${field} author`, rule.author),
        body: body.text,
        postedAt: readTime(context, scope, `${field} postedAt`, rule.postedAt),
      },
    ]
  })
}

function kindOf(
  context: LayoutContext,
  scope: Scope,
  field: string,
  kind: FoundReply['rule']['kind'],
): Reply['kind'] | null {
  if (typeof kind === 'string') return kind
  const kinds = ['supplement', 'thanks', 'comment'] as const
  return kinds.find((one) => holds(context, scope, `${field} kind`, kind[one])) ?? null
}

function readRelated(context: LayoutContext, targetOf: RelatedTarget): readonly RelatedQuestion[] {
  const { related } = context.layout
  if (related === undefined) return []
  const { view } = context
  const found = outermost(
    view,
    guarded('related', () => view.all(related.each)),
  )
  const entries = found.flatMap((element) => {
    const scope = wholeElement(view, element)
    const title = readLine(context, scope, 'related title', related.title)
    if (title === null) return []
    const href =
      related.url === undefined
        ? linkOf(element, scope)
        : readLink(context, scope, 'related url', related.url)
    const target = href === null ? null : targetOf(href)
    const excerpt = readLine(context, scope, 'related excerpt', related.excerpt)
    return [{ questionId: target?.questionId ?? null, url: target?.url ?? null, title, excerpt }]
  })
  return entries.map((entry, at) => ({ rank: at + 1, ...entry }))
}
