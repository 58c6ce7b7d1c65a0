/** Elements by the parts they play when a browser builds a tree (HTML standard, 13.2.4 to 13.2.6). */

const named = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Those whose end tag may be left out: that one is missing is no mistake. */
export const endsByItself = named(
  'html head body p li dt dd rt rp rb rtc optgroup option colgroup caption thead tbody tfoot tr td th',
)

/** A browser ends them before it looks for the element that an end tag names. */
export const impliedEnds = named('dd dt li optgroup option p rb rp rt rtc')

/** A browser opens them again behind an end tag that closed them too. */
export const formatting = named('a b big code em font i nobr s small strike strong tt u')

export const headings = named('h1 h2 h3 h4 h5 h6')

/** No end tag of an element around them that is not itself special closes them. */
export const special = named(
  'address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script search section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp',
)

/** An end tag does not reach through them. */
export const scopes = named('applet caption html table td th marquee object template')

/** Formatting elements that are open around them end at them. */
export const markers = named('applet object marquee template td th caption')

/** Their start tag ends an open `<p>`. */
export const endsParagraph = named(
  'address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp',
)

/** What may stand in `<head>`; anything else begins the body. */
export const headContent = named(
  'base basefont bgsound link meta title noscript noframes style script template head',
)

/** The parts of a table, and the elements that each may stand in. */
export const tableParents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
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

/** Text and elements that stand in these go before the table, except for `strayInTables`. */
export const tableFrames = named('table thead tbody tfoot tr colgroup')

export const strayInTables = named('script style template')

/** End tags of a table: they end the cells within, and the formatting in them. */
export const tableEnds = named('table thead tbody tfoot tr td th caption')

/** A browser takes the content of these for text. */
export const rawText = named('iframe noembed noframes plaintext')

/** Roots of another vocabulary. */
export const foreignRoots = named('svg math')

/** Elements of other vocabularies whose content is HTML. */
export const htmlWithin = named('foreignobject desc title annotation-xml mi mo mn ms mtext')

/** HTML that ends an `<svg>` or `<math>`. */
export const endsForeign = named(
  'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var font',
)

/** Special elements that other vocabularies have too. */
export const alsoForeign = named('title style script')

/** htmlparser2 ends these at the start tag of any control, a browser does not. */
export const controls = named('button select datalist')

/** What a `<select>` may contain in every browser. */
export const selectContent = named('option optgroup hr script template')

/** Elsewhere browsers do not end an option as htmlparser2 does. */
export const optionParents = named('select optgroup datalist')

/** Elements that show nothing: behind an end tag that came too early they change nothing. */
export const showsNothing = named('script style noscript template')
