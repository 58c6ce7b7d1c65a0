/** Finds selectors of a site definition that Cheerio cannot compile: before any page is read, and not by the first that needs one. */
import { load } from 'cheerio/slim'
import { MondoError } from '../../model/errors.ts'
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { type Fault, shown } from './shape.ts'

/** A selector, and where it stands: `layouts.0.question.title`. */
interface SelectorAt {
  readonly path: string
  readonly selector: string
}

/** The selectors of a definition whose shape is right; those that its functions use are not known. */
function selectorsOf({ urls, notFound, wall, layouts }: SiteDefinition): readonly SelectorAt[] {
  return [
    ...selectorsIn(urls.listNext, 'urls.listNext'),
    ...selectorsIn(notFound, 'notFound'),
    ...selectorsIn(wall, 'wall'),
    ...layouts.flatMap(({ name: _name, timeZone: _zone, ...layout }, at) =>
      selectorsIn(layout, `layouts.${at}`),
    ),
  ]
}

/** In a layout every text is a selector, apart from the names of attributes and the kinds of replies. */
function selectorsIn(given: unknown, path: string): readonly SelectorAt[] {
  if (typeof given === 'string') return [{ path, selector: given }]
  if (typeof given !== 'object' || given === null || given instanceof RegExp) return []
  return Object.entries(given).flatMap(([key, inner]) =>
    key === 'attr' || (key === 'kind' && typeof inner === 'string')
      ? []
      : selectorsIn(inner, `${path}.${key}`),
  )
}

/** Selectors of a definition that are none, in its order. */
export function selectorFaults(definition: SiteDefinition): readonly Fault[] {
  return selectorsOf(definition).flatMap(({ path, selector }) => {
    const why = whyNoSelector(selector)
    if (why === null) return []
    const message = `${shown(selector)} is not a valid CSS selector: ${why}`
    return [{ path, message, text: selector, hint: hintFor(selector, why) }]
  })
}

/** Filters that count what was found before: what stands behind one is compiled only when it has found something. */
const counting = /:(?:first|last|even|odd)(?![-\w])|:(?:eq|nth|gt|lt)\([^()]*\)/g

// Unknown pseudo-classes are noticed only when there is an element to try.
const paragraph = load('<p>')('p')

function whyNoSelector(selector: string): string | null {
  if (/[>+~]\s{0,99}(?:,|$)/.test(selector)) return 'nothing stands behind its last > + or ~'
  try {
    paragraph.filter(selector.replace(counting, ':root'))
    return null
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error)
  }
}

/** What people write who come from other tools. */
function hintFor(selector: string, why: string): string {
  if (/::(?:text|attr)/.test(selector)) {
    return 'Leave it out: the text is read anyway, and { select, attr } reads an attribute'
  }
  if (/^\.?\/|\[@/.test(selector)) {
    return 'Write CSS instead of XPath: .answer a[href] for //*[@class="answer"]//a[@href]'
  }
  const unknown = /Unknown pseudo-class (:\S+)/.exec(why)?.[1]
  if (unknown !== undefined && /[.#][\w-]+$/.test(selector.split(unknown, 1)[0] ?? '')) {
    return 'If the colon belongs to the class name, write \\\\: for it, or choose another class'
  }
  return 'Correct it, and see what it reads with mondo parse PAGE --sites FILE --explain'
}

/**
 * For definitions that come as objects.
 *
 * @throws MondoError `usage` for the first selector that is none
 */
export function assertSelectors(definitions: readonly SiteDefinition[]): void {
  if (proven.has(definitions)) return
  for (const one of definitions) {
    const [fault] = selectorFaults(one)
    if (fault === undefined) continue
    const { path, message, hint = '' } = fault
    throw new MondoError('usage', `site ${one.name}: ${path}: ${message}`, { hint })
  }
  proven.add(definitions)
}

const proven = new WeakSet<readonly SiteDefinition[]>()
