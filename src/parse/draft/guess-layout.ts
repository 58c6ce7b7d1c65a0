/** Guesses where the fields of a question stand on one page, for a person who writes a site definition. */
import type { Cheerio, CheerioAPI } from 'cheerio/slim'
import type { PageElement } from '../../sites/site-definition.ts'
import { parseDate } from '../text/dates.ts'
import { namesOf, selectorOf } from './selectors.ts'

/** Selectors; null where nothing on the page points to one. */
export interface GuessedLayout {
  readonly title: string | null
  readonly body: string | null
  readonly asker: string | null
  readonly postedAt: string | null
  readonly answers: GuessedAnswers | null
}

export interface GuessedAnswers {
  readonly each: string
  readonly count: number
  readonly body: string | null
  readonly author: string | null
  readonly postedAt: string | null
}

/** Elements whose text is no part of a question. */
const chrome = 'script, style, template, noscript, nav, header, footer, aside, form, select, [hidden]'

/** Elements looked at; a page has a few thousand. */
const mostElements = 20_000

export function guessLayout($: CheerioAPI): GuessedLayout {
  const page = $('body').length > 0 ? $('body') : $.root().children()
  const scope = page as Cheerio<PageElement>
  const shown = $('body *')
    .toArray()
    .slice(0, mostElements)
    .filter((one) => $(one).closest(chrome).length === 0)
  const answers = answersIn($, shown)
  const isInAnswer = (one: PageElement) => answers !== null && $(one).closest(answers.each).length > 0
  const own = shown.filter((one) => !isInAnswer(one) && !$(one).has(answers?.each ?? 'html').length)
  const title = own.find((one) => one.name === 'h1') ?? own.find((one) => /^h2$/.test(one.name))
  const texts = own.filter((one) => one !== title && !/^h[1-6]$/.test(one.name))
  return {
    title: title === undefined ? null : selectorOf($(title), scope),
    body: longestText($, texts, scope),
    asker: personIn($, texts, scope),
    postedAt: timeIn($, texts, scope),
    answers,
  }
}

const answerName = /answer|repl(?:y|ies)|response|kaito|回答/i

/** The elements that are called answers and have a text each, the outermost of each name; of several names the widest. */
function answersIn($: CheerioAPI, shown: readonly PageElement[]): GuessedAnswers | null {
  const byName = new Map<string, PageElement[]>()
  for (const element of shown) {
    for (const name of namesOf(element)) {
      if (name === element.name || !answerName.test(name) || name.startsWith('#')) continue
      byName.set(name, [...(byName.get(name) ?? []), element])
    }
  }
  const groups = [...byName]
    .map(([name, elements]) => ({ name, elements, length: textLength($, elements) }))
    .filter(({ name, elements }) => elements.every((one) => isItem($, one, name)))
    .sort((a, b) => b.elements.length - a.elements.length || b.length - a.length)
  const most = groups[0]?.elements.length ?? 0
  const chosen = groups
    .filter(({ elements }) => elements.length === most)
    .sort((a, b) => b.length - a.length)[0]
  if (chosen === undefined) return null
  const [first] = chosen.elements
  if (first === undefined) return null
  const inside = $(first).find('*').toArray()
  const scope = $(first)
  return {
    each: chosen.name,
    count: chosen.elements.length,
    body: longestText($, inside, scope),
    author: personIn($, inside, scope),
    postedAt: timeIn($, inside, scope),
  }
}

function isItem($: CheerioAPI, element: PageElement, name: string): boolean {
  return $(element).text().trim().length >= 10 && $(element).find(name).length === 0
}

function textLength($: CheerioAPI, elements: readonly PageElement[]): number {
  return elements.reduce((sum, one) => sum + $(one).text().trim().length, 0)
}

/** The smallest element that holds most of the text, where a selector names it. */
function longestText(
  $: CheerioAPI,
  elements: readonly PageElement[],
  scope: Cheerio<PageElement>,
): string | null {
  const named = elements
    .filter((one) => /^(?:div|p|section|article|span|td|dd|blockquote)$/.test(one.name))
    .map((one) => ({ one, own: ownText($, one) }))
    .sort((a, b) => b.own - a.own)
  for (const { one, own } of named.slice(0, 5)) {
    if (own < 10) continue
    const selector = selectorOf($(one), scope) ?? firstMatching($, one, scope)
    if (selector !== null) return selector
  }
  return null
}

/** Text that is the element's own or a paragraph's of it: what a body is made of. */
function ownText($: CheerioAPI, element: PageElement): number {
  const inline = 'p, br, b, i, em, strong, a, code, pre, ul, ol, li, blockquote, span'
  const isBody = $(element)
    .children()
    .toArray()
    .every((child) => $(child).is(inline))
  return isBody ? $(element).text().trim().length : 0
}

const personName = /user|author|name|asker|profile|投稿者|質問者/i

function personIn(
  $: CheerioAPI,
  elements: readonly PageElement[],
  scope: Cheerio<PageElement>,
): string | null {
  const people = elements.filter((one) => {
    const { length } = $(one).text().trim()
    const isLinked =
      one.name === 'a' && /\/(?:users?|profiles?|members?|mypage|u)[/?._-]/.test(one.attribs['href'] ?? '')
    return length > 0 && length <= 40 && (isLinked || namesOf(one).some((name) => personName.test(name)))
  })
  return firstSelector($, people, scope)
}

function timeIn($: CheerioAPI, elements: readonly PageElement[], scope: Cheerio<PageElement>): string | null {
  const times = elements.filter(
    (one) =>
      one.name === 'time' ||
      ($(one).children().length === 0 && parseDate($(one).text(), new Date(0)) !== null),
  )
  return firstSelector($, times, scope)
}

function firstSelector(
  $: CheerioAPI,
  elements: readonly PageElement[],
  scope: Cheerio<PageElement>,
): string | null {
  for (const one of elements.slice(0, 10)) {
    const selector = selectorOf($(one), scope) ?? firstMatching($, one, scope)
    if (selector !== null) return selector
  }
  return null
}

/** A selector whose first match is the element is enough: the first match is what a definition takes. */
function firstMatching($: CheerioAPI, element: PageElement, scope: Cheerio<PageElement>): string | null {
  return namesOf(element).find((name) => scope.find(name).first().is($(element))) ?? null
}
