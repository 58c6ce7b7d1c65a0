/** Selectors that a person would write for an element: by id, by class, by the part of a class that a release keeps. */
import type { Cheerio } from 'cheerio/slim'
import type { PageElement } from '../../sites/site-definition.ts'

/** The shortest selector that matches just these elements within the scope; null where none does. */
export function selectorOf(elements: Cheerio<PageElement>, scope: Cheerio<PageElement>): string | null {
  const [first] = elements.toArray()
  if (first === undefined) return null
  return namesOf(first).find((name) => isJust(scope.find(name), elements)) ?? null
}

/** Candidates, the plainest first. */
export function namesOf({ name, attribs }: PageElement): readonly string[] {
  const id = attribs['id'] ?? ''
  const classes = (attribs['class'] ?? '').split(/\s+/).filter((one) => one !== '')
  const property = attribs['itemprop'] ?? ''
  return [
    ...(isPlain(id) ? [`#${id}`] : []),
    ...classes.filter(isPlain).map((one) => `.${one}`),
    ...classes.flatMap(stablePart),
    ...(isPlain(property) ? [`[itemprop="${property}"]`] : []),
    name,
    ...classes.filter(isPlain).map((one) => `${name}.${one}`),
  ]
}

/** Letters, digits of a serial number left out: `answer-123` names one answer, `a1B2c3` nothing. */
function isPlain(name: string): boolean {
  return /^[a-z][a-z_-]*(?:\d{1,2}[a-z_-]*)?$/i.test(name) && !/[a-z]\d[a-z]/i.test(name)
}

/** `QuestionItem__Text_` of `QuestionItem__Text__a1B2`: build tools add a hash that changes with each release. */
function stablePart(name: string): string[] {
  const [block = '', ...rest] = name.split('__')
  const element = /^[A-Za-z]+/.exec(rest.join('__'))?.[0]
  if (!/^[A-Za-z][\w-]*$/.test(block) || element === undefined) return []
  const stable = `${block}__${element}_`
  return name.startsWith(stable) && name.length > stable.length ? [`[class*="${stable}"]`] : []
}

function isJust(found: Cheerio<PageElement>, wanted: Cheerio<PageElement>): boolean {
  const [a, b] = [found.toArray(), new Set(wanted.toArray())]
  return a.length === b.size && a.every((one) => b.has(one))
}
