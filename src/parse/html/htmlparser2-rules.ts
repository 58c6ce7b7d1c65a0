/** How htmlparser2 nests elements, as its Parser.js has it: the same tables, because it does not export them. */

import { foreignRoots } from './elements.ts'

const named = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Elements that never have content. */
export const voidElements = named(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr',
)

/** Elements inside `<svg>` and `<math>` whose content is HTML again. */
export const integrationPoints = named('mi mo mn ms mtext annotation-xml foreignobject desc title')

const paragraph = named('p')
const controls = named('input option optgroup select button datalist textarea')
const terms = named('dd dt')
const ruby = named('rt rp')
const sections = named('thead tbody')

/** By start tag, the innermost elements that it ends. */
const impliedEndsOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['tr', named('tr th td')],
  ['th', named('th')],
  ['td', named('thead th td')],
  ['body', named('head link script')],
  ['li', named('li')],
  ['option', named('option')],
  ['optgroup', named('optgroup option')],
  ...['select', 'input', 'output', 'button', 'datalist', 'textarea'].map((name) => [name, controls] as const),
  ...['dd', 'dt'].map((name) => [name, terms] as const),
  ...['rt', 'rp'].map((name) => [name, ruby] as const),
  ...['tbody', 'tfoot'].map((name) => [name, sections] as const),
  ...'p h1 h2 h3 h4 h5 h6 address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul'
    .split(' ')
    .map((name) => [name, paragraph] as const),
])

/** Elements whose content htmlparser2 reads as text, without tags. */
const rawText = named('script style title textarea xmp')

/** How htmlparser2 handles a start tag, by its name. */
export interface TagRules {
  readonly ends: ReadonlySet<string> | undefined
  readonly isVoid: boolean
  readonly isRawText: boolean
  /** True if its content is SVG or MathML, false if it is HTML again; undefined if the element changes neither. */
  readonly isForeign: boolean | undefined
}

function madeRules(name: string): TagRules {
  return {
    ends: impliedEndsOf.get(name),
    isVoid: voidElements.has(name),
    isRawText: rawText.has(name),
    isForeign: foreignRoots.has(name) ? true : integrationPoints.has(name) ? false : undefined,
  }
}

const rules = new Map(
  [...impliedEndsOf.keys(), ...voidElements, ...rawText, ...foreignRoots, ...integrationPoints].map(
    (name) => [name, madeRules(name)],
  ),
)
const noRules = madeRules('')

export function rulesOf(name: string): TagRules {
  return rules.get(name) ?? noRules
}
