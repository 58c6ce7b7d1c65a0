/** The ids that a site itself gives to questions and answers, as far as their structured data tells. */
import { shortTextOf, type Thing, textOf, things } from './thing.ts'

/** Attributes in which sites keep the id of a post. */
const idAttributes =
  'data-answerid data-questionid data-answer-id data-question-id data-aid data-qid data-postid data-post-id'.split(
    ' ',
  )

/** The id of a question: declared, or in an attribute of its element. */
export function declaredQuestionId(question: Thing): string | null {
  return declaredId(question) ?? attributeId(question)
}

/**
 * The ids of answers: declared, in an attribute, in the URL (`/a/123/5`, `#123`, `#answer-123`), in the element's id, else
 * the URL itself. A URL that is the question's, or that two answers have, names no answer.
 */
export function answerIdsOf(
  question: Thing,
  answers: readonly Thing[],
  ownUrls: readonly string[],
): ReadonlyMap<Thing, string> {
  const own = new Set([...ownUrls, shortTextOf(question, 'url'), question.id])
  const ids = new Map<Thing, string>()
  const byUrl = new Map<string, Thing[]>()
  for (const answer of answers) {
    const id = declaredId(answer) ?? attributeId(answer)
    if (id !== null) ids.set(answer, id)
    else
      for (const url of urlsOf(answer))
        if (!own.has(url)) byUrl.set(url, [...(byUrl.get(url) ?? []), answer].slice(0, 2))
  }
  for (const answer of answers) {
    if (ids.has(answer)) continue
    const urls = urlsOf(answer).filter((url) => byUrl.get(url)?.length === 1)
    const element = answer.element?.attribs['id'] ?? ''
    const inUrl = urls.map((url) => urlId(url)).find((id) => id !== null) ?? null
    const id = inUrl ?? elementId(element) ?? urls[0] ?? null
    if (id !== null) ids.set(answer, id)
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

function attributeId({ element }: Thing): string | null {
  const values = idAttributes.map((name) => element?.attribs[name]?.trim() ?? '')
  return values.find((value) => value !== '') ?? null
}

function urlsOf(answer: Thing): readonly string[] {
  const urls = [shortTextOf(answer, 'url'), answer.id].filter((url) => url !== null).map((url) => url.trim())
  return [...new Set(urls)].filter((url) => url !== '')
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

/** `answer-123`, `a123`, `post_123`: the anchor of a post. */
function elementId(id: string): string | null {
  return /^(?:a|p|(?:js-)?(?:answer|post|reply|msg|message|comment)s?)[-_]?(\d+)$/i.exec(id)?.[1] ?? null
}
