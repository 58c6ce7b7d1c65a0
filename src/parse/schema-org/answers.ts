/** Finds the answers and comments of a Question among its items. */
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { hasType, isThing, shortTextOf, type Thing, texts, textThing, things } from './thing.ts'

/** The answers of a question. */
export interface FoundAnswers {
  /** In page order, each once: an element may be both suggested and accepted. */
  readonly answers: readonly Thing[]
  readonly accepted: ReadonlySet<Thing>
  /** Whether the page names an accepted answer that it does not contain. */
  readonly isAcceptedMissing: boolean
}

/** Answers of a page that belong to no Question, and which of them the page calls accepted. */
interface Strays {
  readonly strays: readonly Thing[]
  readonly acceptedStrays: ReadonlySet<Thing>
}

/** Strays count if the Question has no answers: markup that closes too much leaves them outside. */
export function answersOf(
  question: Thing,
  html: HtmlBlocks,
  { strays, acceptedStrays }: Strays,
): FoundAnswers {
  const suggested = [...answersIn(question, 'suggestedAnswer'), ...otherAnswers(question)]
  const accepted = new Set<Thing>()
  let isAcceptedMissing = false
  const declared = answersIn(question, 'acceptedAnswer')
  const all = declared.length + suggested.length > 0 ? suggested : [...strays]
  const byName = namesOf(all)
  for (const one of declared) {
    const named = nameOnly(one)
    const target = named === null ? one : (byName.get(named) ?? (isAddress(named) ? undefined : one))
    if (target === undefined || target.properties.size === 0) isAcceptedMissing ||= named !== null
    else accepted.add(target)
  }
  if (all.length > 0 && declared.length + suggested.length === 0)
    for (const stray of strays) if (acceptedStrays.has(stray)) accepted.add(stray)
  const found = new Set([...accepted, ...all].filter((answer) => answer.properties.size > 0))
  return { answers: inPageOrder([...found], html), accepted, isAcceptedMissing }
}

/** The values of a property: items, items in lists, and plain texts. */
function answersIn(question: Thing, property: string): readonly Thing[] {
  const items = unlisted(things(question, property))
  const written = texts(question, property)
    .filter((text) => /\S/.test(text))
    .map((text) => textThing('Answer', text, question, property))
  return [...items, ...written]
}

/** How deep lists may nest; in practice an answer is at most two lists deep. */
const deepestList = 4

/** Each once: a list may hold itself a thousand times. */
function unlisted(items: readonly Thing[], levels = deepestList, seen = new Set<Thing>()): readonly Thing[] {
  return items.flatMap((thing) => {
    if (seen.has(thing)) return []
    seen.add(thing)
    if (levels === 0 || !['ItemList', 'ListItem'].some((type) => hasType(thing, type))) return [thing]
    const within = [...things(thing, 'itemListElement'), ...things(thing, 'item')]
    return unlisted(within, levels - 1, seen)
  })
}

/** Pages also use other properties for answers (`answer`, `hasPart`), so the type decides. */
function otherAnswers(question: Thing): readonly Thing[] {
  return [...question.properties].flatMap(([property, values]) =>
    property === 'acceptedAnswer' || property === 'suggestedAnswer'
      ? []
      : values.filter(isThing).filter((thing) => hasType(thing, 'Answer')),
  )
}

/** A reference to an answer that is described elsewhere: `{"@id": "#a1"}`, or its URL as a text. */
function nameOnly(answer: Thing): string | null {
  if (answer.properties.size === 0) return answer.id
  const text = answer.types.length === 1 && answer.properties.size === 1 ? shortTextOf(answer, 'text') : null
  return text?.trim() ?? null
}

function isAddress(name: string): boolean {
  return /^(?:https?:\/\/|[#/_])\S+$/.test(name)
}

function namesOf(answers: readonly Thing[]): ReadonlyMap<string, Thing> {
  const names = new Map<string, Thing>()
  for (const answer of answers) {
    for (const name of [answer.id, shortTextOf(answer, 'url'), shortTextOf(answer, 'identifier')]) {
      // A bare reference is not the answer itself.
      if (name !== null && answer.properties.size > 0 && !names.has(name)) names.set(name, answer)
    }
  }
  return names
}

/** Sorts microdata into the visible order of the page. JSON-LD keeps its own order, with the accepted answer first. */
function inPageOrder(answers: readonly Thing[], html: HtmlBlocks): readonly Thing[] {
  const startOf = (thing: Thing) =>
    thing.element === null ? 0 : (html.extents.get(thing.element)?.first ?? 0)
  return [...answers].sort((a, b) => startOf(a) - startOf(b))
}

/** Comments on comments count as comments up to this depth. */
const deepestComment = 10

/** The comments on a question or answer, each followed by the comments on it. */
export function commentsOf(thing: Thing): readonly Thing[] {
  const found = new Set<Thing>()
  const add = (owner: Thing, levels: number) => {
    if (levels === 0) return
    const written = texts(owner, 'comment').filter((text) => /\S/.test(text))
    for (const text of written) found.add(textThing('Comment', text, owner, 'comment'))
    for (const comment of unlisted(things(owner, 'comment'))) {
      // Under a question an item of type Answer is an answer, even in the property `comment`.
      if (found.has(comment) || (hasType(comment, 'Answer') && hasType(owner, 'Question'))) continue
      found.add(comment)
      add(comment, levels - 1)
    }
  }
  add(thing, deepestComment)
  return [...found].filter((comment) => comment.properties.size > 0)
}
