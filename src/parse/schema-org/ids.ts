/** Finds the site's own ids of questions and answers in the structured data. */
import { type Element, isElement } from '../html/nodes.ts'
import { shortTextOf, type Thing, textOf, things } from './thing.ts'

/** Attributes that contain the id of a post. Answers may have those of questions too: that of the question they answer. */
const ofPosts = ['data-postid', 'data-post-id']
const ofQuestions = ['data-questionid', 'data-question-id', 'data-qid', ...ofPosts]
const ofAnswers = ['data-answerid', 'data-answer-id', 'data-aid', ...ofPosts]

/** The id of a question: the declared one, or one from an attribute of its element. */
export function declaredQuestionId(question: Thing): string | null {
  return declaredId(question) ?? attributeId(question.element, ofQuestions)
}

/**
 * The ids of answers. The first of these that exists: the declared id, an attribute, a number in the URL (`/a/123/5`, `#123`,
 * `#answer-123`), the id of the element or of its parent, the URL itself. URLs of the question, or of two answers, do not count.
 */
export function answerIdsOf(
  question: Thing,
  answers: readonly Thing[],
  ownUrls: readonly string[],
): ReadonlyMap<Thing, string> {
  const own = new Set([...ownUrls, shortTextOf(question, 'url'), question.id])
  const counts = new Map<unknown, number>()
  for (const answer of answers) {
    for (const place of [...urlsOf(answer), answer.element?.parent])
      counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const ids = new Map<Thing, string>()
  for (const answer of answers) {
    const urls = urlsOf(answer).filter((url) => counts.get(url) === 1 && !own.has(url))
    const { element } = answer
    const around = element?.parent ?? null
    const id =
      declaredId(answer) ??
      attributeId(element, ofAnswers) ??
      urls.map((url) => urlId(url)).find((found) => found !== null) ??
      elementId(element) ??
      (around !== null && isElement(around) && counts.get(around) === 1
        ? (attributeId(around, ofAnswers) ?? elementId(around))
        : null) ??
      urls[0]
    if (id !== undefined) ids.set(answer, id)
  }
  return ids
}

/** `identifier` may be a PropertyValue. */
function declaredId(thing: Thing): string | null {
  const [item] = things(thing, 'identifier')
  const declared =
    shortTextOf(thing, 'identifier') ?? (item === undefined ? null : shortTextOf(item, 'value'))
  return declared === null || textOf(thing, 'identifier') === textOf(thing, 'name') ? null : declared.trim()
}

function attributeId(element: Element | null, names: readonly string[]): string | null {
  const values = names.map((name) => element?.attribs[name]?.trim() ?? '')
  return values.find((value) => value !== '') ?? null
}

/** `answer-123`, `a123`, `post_123`: the anchor of a post. */
function elementId(element: Element | null): string | null {
  const id = element?.attribs['id'] ?? ''
  return /^(?:a|p|(?:js-)?(?:answer|post|reply|msg|message|comment)s?)[-_]?(\d+)$/i.exec(id)?.[1] ?? null
}

/** URLs like `#acceptedAnswer` and `#suggestedAnswer1` of Google's example do not count: they move with the best answer. */
function urlsOf(answer: Thing): readonly string[] {
  const urls = [shortTextOf(answer, 'url'), answer.id].filter((url) => url !== null).map((url) => url.trim())
  return [...new Set(urls)].filter((url) => url !== '' && !/#(?:accepted|suggested|best)/i.test(url))
}

const idPatterns: readonly RegExp[] = [
  /#\/?(?:[a-z_-]{0,16}[-_/=]?)(\d+)$/i,
  /\/(?:a|answers?|replies|reply|posts?|comments?)\/(\d+)(?=[/?#]|$)/i,
  /[?&](?:a|aid|answer|answer_?id|pid|p|reply)=(\d+)(?=[&#]|$)/i,
  /(?:^|[/?&])answers?[-_=]?(\d+)(?=[/?#&]|$)/i,
]

function urlId(url: string): string | null {
  for (const pattern of idPatterns) {
    const id = pattern.exec(url)?.[1]
    if (id !== undefined) return id
  }
  return null
}
