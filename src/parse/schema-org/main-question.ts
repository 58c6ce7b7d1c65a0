/** Finds the one Question that a page is about. */
import { fold } from '../text/fold.ts'
import { bodyProperties, titleProperties } from './texts.ts'
import { allThings, hasType, reachedFrom, type Thing, textOf, texts, things } from './thing.ts'

/** `several`: the page lists questions, but none is its main one; `because` names the kind of list. */
export type MainQuestion =
  | { readonly kind: 'one'; readonly question: Thing }
  | { readonly kind: 'several'; readonly because: string }
  | { readonly kind: 'none' }

/**
 * The main entity of the QAPage, else the only Question that is not inside another Question, a list, an FAQPage or another
 * subject such as a product. Questions inside the main one are related to it. Of several Questions, one with a text or
 * answers outranks bare links.
 */
export function mainQuestionOf(roots: readonly Thing[]): MainQuestion {
  const all = allThings(roots)
  if (!all.some((thing) => isQuestion(thing) || hasType(thing, 'QAPage'))) return { kind: 'none' }
  const main = distinct(all.filter((thing) => hasType(thing, 'QAPage')).flatMap(mainEntities))
  if (main.length > 0) return oneOf(main, 'main entities of the QAPage')
  const { free, listed, isFaq } = placesOf(all)
  if (free.length > 0) return oneOf(distinct(free), 'Questions of equal rank')
  if (isFaq) return { kind: 'several', because: 'an FAQPage' }
  return listed === 0 ? { kind: 'none' } : { kind: 'several', because: `a list of ${listed} Questions` }
}

function isQuestion(thing: Thing): boolean {
  return hasType(thing, 'Question')
}

/** The Questions of a QAPage. Some pages omit the type of the main entity. */
function mainEntities(page: Thing): readonly Thing[] {
  const entities = ['mainEntity', 'mainEntityOfPage'].flatMap((name) => things(page, name))
  const questions = entities.filter(isQuestion)
  if (questions.length > 0) return questions
  if (isQuestion(page)) return [page]
  return entities.filter((one) => one.types.length === 0 && isFull(one))
}

function oneOf(questions: readonly Thing[], of: string): MainQuestion {
  const [first] = questions
  if (first !== undefined && questions.length === 1) return { kind: 'one', question: first }
  const full = questions.filter(isFull)
  const [only] = full
  if (only !== undefined && full.length === 1) return { kind: 'one', question: only }
  return { kind: 'several', because: `${questions.length} ${of}` }
}

/** Whether it has more than a name and a link. */
function isFull(question: Thing): boolean {
  const answers = ['acceptedAnswer', 'suggestedAnswer'].some(
    (name) => (question.properties.get(name)?.length ?? 0) > 0,
  )
  return answers || bodyProperties.some((name) => textOf(question, name) !== null)
}

/** If two scripts of a page describe the same question, keeps the one with more answers. */
function distinct(questions: readonly Thing[]): readonly Thing[] {
  const byName = new Map<string, Thing>()
  for (const question of new Set(questions)) {
    const name = fold(
      (titleProperties.map((name) => textOf(question, name)).find((title) => title !== null) ?? '').slice(
        0,
        1_000,
      ),
    )
    const known = byName.get(name)
    if (known === undefined || weightOf(question) > weightOf(known)) byName.set(name, question)
  }
  return [...byName.values()]
}

function weightOf(question: Thing): number {
  const answers = ['acceptedAnswer', 'suggestedAnswer'].flatMap((name) => question.properties.get(name) ?? [])
  return answers.length * 2 + (texts(question, 'text').length > 0 ? 1 : 0)
}

/** Groups questions by their place. A question that is reached in several ways belongs to the lowest-ranking place. */
function placesOf(all: readonly Thing[]) {
  const faqs = all.filter((thing) => hasType(thing, 'FAQPage'))
  const inFaq = reachedFrom(faqs)
  const inList = reachedFrom(all.filter(isList))
  const inOther = reachedFrom(all.filter(isOtherSubject), 'mainEntity')
  const inQuestion = reachedFrom(all.filter(isQuestion))
  const questions = all.filter((thing) => isQuestion(thing) && !inFaq.has(thing) && !inOther.has(thing))
  const unlisted = questions.filter((thing) => !inList.has(thing))
  const outermost = unlisted.filter((thing) => !inQuestion.has(thing))
  // Questions that name each other as related are of equal rank.
  const free = outermost.length > 0 ? outermost : unlisted
  return { free, listed: questions.filter((thing) => inList.has(thing)).length, isFaq: faqs.length > 0 }
}

/** Other subjects of a page. A question inside one is about it, as on the page of a product. */
const otherSubject =
  /(?:Article|BlogPosting|JobPosting|Product|Recipe|Service|Event|Course|Application|HowTo|VideoObject|Book|Quiz|Organization)$/i

function isOtherSubject(thing: Thing): boolean {
  return thing.types.some((type) => otherSubject.test(type))
}

function isList(thing: Thing): boolean {
  return ['ItemList', 'CollectionPage', 'SearchResultsPage'].some((type) => hasType(thing, type))
}
