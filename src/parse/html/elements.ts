/** Groups elements by their role when a browser builds a tree (HTML standard, 13.2.4 to 13.2.6). */

const named = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Elements whose end tag is optional. */
export const endsByItself = named(
  'html head body p li dt dd rt rp rb rtc optgroup option colgroup caption thead tbody tfoot tr td th',
)

/** At any end tag, a browser first ends these elements. */
export const impliedEnds = named('dd dt li optgroup option p rb rp rt rtc')

/** If the end tag of another element closes them, a browser opens them again. */
export const formatting = named('a b big code em font i nobr s small strike strong tt u')

export const headings = named('h1 h2 h3 h4 h5 h6')

/** The end tag of an element around them closes them only if that element is special too. */
export const special = named(
  'address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script search section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp',
)

/** An end tag inside them does not close elements outside. */
export const scopes = named('applet caption html table td th marquee object template')

/** Formatting elements that are open around them do not continue inside. */
const markers = named('applet object marquee template td th caption')

/** Their start tag ends an open `<p>`. */
const endsParagraph = named(
  'address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp',
)

/** Elements allowed in `<head>`; any other element begins the body. */
const headContent = named(
  'base basefont bgsound link meta title noscript noframes style script template head',
)

/** The parts of a table, and the parents that each may have. */
const tableParents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['caption', named('table')],
  ['colgroup', named('table')],
  ['col', named('colgroup table')],
  ['thead', named('table')],
  ['tbody', named('table')],
  ['tfoot', named('table')],
  ['tr', named('table thead tbody tfoot')],
  ['td', named('tr')],
  ['th', named('tr')],
])

/** A browser moves text and other elements inside these before the table, except for `strayInTables`. */
const tableFrames = named('table thead tbody tfoot tr colgroup')

export const strayInTables = named('script style template')

/** End tags of a table: they also end the cells inside, and the formatting in those cells. */
export const tableEnds = named('table thead tbody tfoot tr td th caption')

/** A browser treats the content of these as text. */
export const rawText = named('iframe noembed noframes plaintext')

/** Elements whose content is not HTML. */
export const foreignRoots = named('svg math')

/** Elements of SVG and MathML whose content is HTML. */
export const htmlWithin = named('foreignobject desc title annotation-xml mi mo mn ms mtext')

/** HTML elements whose start tag ends an `<svg>` or `<math>`. */
export const endsForeign = named(
  'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var font',
)

/** Special elements that also exist in SVG. */
export const alsoForeign = named('title style script')

/** htmlparser2 ends these at the start tag of any form control; a browser does not. */
export const controls = named('button select datalist')

/** Elements that every browser allows in a `<select>`. */
export const selectContent = named('option optgroup hr script template')

/** Inside other parents, browsers do not end an option where htmlparser2 does. */
export const optionParents = named('select optgroup datalist')

/** Elements that end the search for an open item. */
const itemEnds: ReadonlySet<string> = new Set(
  [...special].filter((name) => name !== 'address' && name !== 'div' && name !== 'p'),
)
/** Elements that are of a kind themselves, or end more than items. */
const limiting: ReadonlySet<string> = new Set([
  ...['p', 'li', 'dt', 'dd', 'button', 'form', 'a', 'nobr', 'template', 'noscript'],
  ...[...headings, ...scopes, ...markers, ...foreignRoots],
])
/** Elements with surroundings of their own. */
const marking: ReadonlySet<string> = new Set([...itemEnds, ...limiting])

/** Elements without visible content: after an end tag that came too early they change nothing. */
export const showsNothing = named('script style noscript template')

/** What is asked of the name of every start tag, looked up at once. */
export interface ElementKind {
  readonly isRawText: boolean
  readonly isHeadContent: boolean
  readonly isHeading: boolean
  readonly isTableFrame: boolean
  readonly tableParents: ReadonlySet<string> | undefined
  readonly endsParagraph: boolean
  /** Whether its start tag may end an open element of its kind. */
  readonly endsItsLike: boolean
  readonly isLimiting: boolean
  readonly isMarking: boolean
  readonly isScope: boolean
  readonly isMarker: boolean
  readonly isForeignRoot: boolean
  readonly endsItems: boolean
}

const endsItsLike = named('li dt dd a nobr button form option optgroup h1 h2 h3 h4 h5 h6')

function madeKind(name: string): ElementKind {
  return {
    isRawText: rawText.has(name),
    isHeadContent: headContent.has(name),
    isHeading: headings.has(name),
    isTableFrame: tableFrames.has(name),
    tableParents: tableParents.get(name),
    endsParagraph: endsParagraph.has(name),
    endsItsLike: endsItsLike.has(name),
    isLimiting: limiting.has(name),
    isMarking: marking.has(name),
    isScope: scopes.has(name),
    isMarker: markers.has(name),
    isForeignRoot: foreignRoots.has(name),
    endsItems: itemEnds.has(name),
  }
}

const sets = [rawText, headContent, headings, tableFrames, endsParagraph, endsItsLike, limiting, marking]
const kinds = new Map(
  [...tableParents.keys(), ...sets.flatMap((names) => [...names])].map((name) => [name, madeKind(name)]),
)
const plain = madeKind('')

export function kindOf(name: string): ElementKind {
  return kinds.get(name) ?? plain
}
