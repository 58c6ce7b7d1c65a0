/** What is wrong with site definitions, each by itself and together: in words, before any page is read. */
import { MondoError } from '../../model/errors.ts'
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { filesSite } from './page-identity.ts'
import { byKey, type Fault, listOf, object, oneOf, type Shape, shown, someOf, value } from './shape.ts'
import { patternFault } from './url-pattern.ts'

const text: Shape = value((given) =>
  typeof given === 'string' && given.trim() !== '' ? null : `expected a text, not ${shown(given)}`,
)
const pattern: Shape = value((given) =>
  given instanceof RegExp ? null : `expected a regular expression, not ${shown(given)}`,
)
const word: Shape = (given, path) => (given instanceof RegExp ? [] : text(given, path))
const count: Shape = value((given) =>
  Number.isInteger(given) && Number(given) >= 0
    ? null
    : `expected a whole number from 0, not ${shown(given)}`,
)

const place: Shape = (given, path) =>
  typeof given === 'function'
    ? []
    : typeof given === 'string'
      ? text(given, path)
      : object({ select: text }, { attr: text, match: pattern })(given, path)
const places = someOf(place)
const body = byKey('at', object({ at: places }, { without: text }), places)
const person = byKey('name', object({ name: places }, { url: places, bestAnswerRate: places }), places)

const replyKinds = ['supplement', 'thanks', 'comment']
const replies = someOf(
  object(
    {
      each: text,
      kind: (given, path) =>
        typeof given === 'string'
          ? oneOf(...replyKinds)(given, path)
          : object({}, Object.fromEntries(replyKinds.map((kind) => [kind, place])))(given, path),
      body,
    },
    { author: person, postedAt: places },
  ),
)

const layout = object(
  {
    name: value((given) =>
      typeof given === 'string' && /^[a-z0-9][a-z0-9.-]*\/[\w.-]+$/.test(given)
        ? null
        : `expected NAME/ERA, as in goo/2020, not ${shown(given)}`,
    ),
    recognisedBy: place,
    question: object(
      { title: places },
      {
        body,
        asker: person,
        postedAt: places,
        status: object({}, { open: place, solved: place, closed: place }),
        categories: object({ each: text }, { skipFirst: count }),
        answerCount: places,
        thanksCount: places,
        images: text,
        replies,
      },
    ),
  },
  {
    main: text,
    noise: listOf(text),
    timeZone: zone(),
    answers: object(
      { each: text, body },
      {
        key: places,
        number: places,
        author: person,
        postedAt: places,
        best: place,
        thanksCount: places,
        replies,
      },
    ),
    related: object({ each: text, title: places }, { url: places, excerpt: places }),
    nextPage: places,
  },
)

const host: Shape = value((given) =>
  typeof given === 'string' &&
  URL.parse(`https://${given.replace(/^\*\./, '')}`)?.hostname === given.replace(/^\*\./, '')
    ? null
    : `expected a host in lower case, as in qa.example.com or *.example.com, not ${shown(given)}`,
)

const definition = object(
  {
    name: value((given) =>
      typeof given === 'string' && /^[a-z0-9][a-z0-9.-]*$/.test(given) && given !== filesSite
        ? null
        : `expected a name of a-z, 0-9, - and dots, not ${shown(given)}`,
    ),
    version: value((given) =>
      Number.isSafeInteger(given) && Number(given) > 0
        ? null
        : `expected a whole number from 1, not ${shown(given)}`,
    ),
    hosts: listOf(host, 1),
    timeZone: zone(),
    urls: object(
      { question: someOf(urlPath(true)) },
      { ids: pattern, page: text, lists: listOf(urlPath(false)), listNext: places },
    ),
    layouts: listOf(layout),
  },
  {
    mirrors: listOf(host),
    partners: listOf(object({ host, question: urlPath(true) }, { ids: pattern })),
    siteIs: oneOf('name', 'host'),
    words: (given, path) =>
      object({}, Object.fromEntries(Object.keys(given ?? {}).map((key) => [key, listOf(word)])))(given, path),
    notFound: place,
    wall: place,
    anonymous: listOf(word),
    readers: listOf(oneOf('layouts', 'landmarks', 'structured-data'), 1),
  },
)

function urlPath(needsId: boolean): Shape {
  return value((given) =>
    typeof given === 'string' ? patternFault(given, needsId) : `expected a path, not ${shown(given)}`,
  )
}

function zone(): Shape {
  return value((given) => {
    if (given === null || (typeof given === 'string' && isZone(given))) return null
    return `expected +09:00, UTC, a name such as Europe/Berlin, or null, not ${shown(given)}`
  })
}

function isZone(name: string): boolean {
  if (/^[+-]/.test(name)) return /^[+-](?:0\d|1[0-4]):[0-5]\d$/.test(name)
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** What is wrong with one definition, which may be anything; none if it is one. */
export function definitionFaults(given: unknown): readonly Fault[] {
  const faults = definition(given, '')
  if (faults.length > 0) return faults
  const { layouts, hosts, siteIs } = given as SiteDefinition
  const names = layouts.map(({ name }) => name)
  const doubled = names.findIndex((name, at) => names.indexOf(name) < at)
  if (doubled >= 0) {
    return [{ path: `layouts.${doubled}.name`, message: `a second layout is called ${names[doubled]}` }]
  }
  if (siteIs !== 'host' && hosts[0].startsWith('*')) {
    return [{ path: 'hosts.0', message: `${hosts[0]} cannot be the canonical host of one site` }]
  }
  return []
}

/** Two definitions that cannot stand beside each other. */
export interface Conflict {
  readonly message: string
  readonly hint: string
  /** The later one. */
  readonly name: string
}

/** The first two definitions of one name, or that claim one host; null where all stand beside each other. */
export function conflictOf(definitions: readonly SiteDefinition[]): Conflict | null {
  const byName = new Map<string, SiteDefinition>()
  const byHost = new Map<string, SiteDefinition>()
  for (const one of definitions) {
    const { name, hosts, mirrors = [] } = one
    if (byName.has(name)) {
      return { name, message: `two definitions are called ${name}`, hint: 'Rename one, or leave one out' }
    }
    byName.set(name, one)
    for (const claimed of [...hosts, ...mirrors]) {
      const other = byHost.get(claimed)
      if (other === one) return { name, message: `${claimed} stands twice in ${name}`, hint: 'Name it once' }
      if (other !== undefined) {
        const hint = `Leave the host out of one, or call yours ${other.name} to replace that one`
        return { name, message: `${claimed} is claimed by ${other.name} and by ${name}`, hint }
      }
      byHost.set(claimed, one)
    }
  }
  return null
}

/** @throws MondoError `usage` for the first fault */
export function assertDefinitions(definitions: readonly SiteDefinition[]): void {
  for (const one of definitions) {
    const [fault] = definitionFaults(one)
    if (fault !== undefined) throw wrong(`site ${nameOf(one)}: ${faultText(fault)}`)
  }
  const conflict = conflictOf(definitions)
  if (conflict !== null) throw wrong(conflict.message, conflict.hint)
}

export function faultText({ path, message }: Fault): string {
  return path === '' ? message : `${path}: ${message}`
}

function nameOf(given: unknown): string {
  const name: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'name') : undefined
  return typeof name === 'string' ? name : 'definition'
}

function wrong(message: string, hint = 'docs/add-a-site.md shows a site definition'): MondoError {
  return new MondoError('usage', message, { hint })
}
