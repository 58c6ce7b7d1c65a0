/** Converts a string of structured data to visible text. It may be plain text or HTML, which Google allows in JSON-LD. */
import { Parser } from 'htmlparser2'
import { joinBlocks } from '../html/blocks.ts'
import { parseHtml } from '../html/document.ts'
import { blocksOfDocument } from '../html/html-blocks.ts'

/** Elements that occur in texts of users (HTML standard, 4.4 to 4.9 and obsolete ones). Other names do not count as tags. */
const elements: ReadonlySet<string> = new Set(
  'a abbr acronym address article aside b bdi bdo big blockquote br center cite code dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li main mark nobr ol p pre q rp rt ruby s samp script section small span strike strong style sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr'.split(
    ' ',
  ),
)

/** Elements whose end tag may be missing. */
const unclosed: ReadonlySet<string> = new Set(
  'br hr img wbr p li dd dt td th tr tbody thead tfoot rp rt'.split(' '),
)

/** Elements that break lines. */
const breaking: ReadonlySet<string> = new Set(
  'address article aside blockquote br center dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul'.split(
    ' ',
  ),
)

const tag = /<(\/?)([a-z][a-z0-9]{0,10})((?:\s[^<>]{0,2000})?\/?)>/gi
const bareAmpersand = /&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});)/gi

/**
 * Text that only looks like a tag stays: `List<T>`, `cat <<EOF >> file`, `Map<String, Object>`. A tag has the name of an
 * element, all in lower or all in upper case. If the element needs an end tag, there is one in the text.
 */
export function plainText(text: string): string {
  const tags = tagsIn(text)
  if (tags.length === 0) return decodeReferences(text).trim()
  // If a text has only inline elements such as <b> and <code>, its line breaks are those of its author.
  const keepsLines = !tags.some(({ name }) => breaking.has(name))
  const between = (part: string) => (keepsLines ? literal(part).replaceAll('\n', '<br>') : literal(part))
  const parts: string[] = []
  let at = 0
  for (const { start, end } of tags) {
    parts.push(between(text.slice(at, start)), text.slice(start, end))
    at = end
  }
  const tree = parseHtml(parts.join('') + between(text.slice(at)))
  return tree.kind === 'tree' ? joinBlocks(blocksOfDocument(tree.document).blocks) : text.trim()
}

/** Decodes the character references of a text without markup. Without a semicolon they stay as text (`?a=1&copy=2`). */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  const decoded: string[] = []
  const parser = new Parser({ ontext: (data) => decoded.push(data) }, { decodeEntities: true })
  parser.end(literal(text))
  return decoded.join('')
}

interface Tag {
  readonly name: string
  readonly start: number
  readonly end: number
}

function tagsIn(text: string): readonly Tag[] {
  if (!text.includes('<')) return []
  const found = [...text.matchAll(tag)].flatMap((match) => {
    const [whole, slash = '', written = '', attributes = ''] = match
    const name = written.toLowerCase()
    // Names of types and components begin with a capital (`List<Object>`, `<Button>`); old markup is all in capitals.
    const isElement = elements.has(name) && (written === name || written === written.toUpperCase())
    if (!isElement || !isPlausible(attributes)) return []
    return [{ name, slash, attributes, start: match.index, end: match.index + whole.length }]
  })
  const closed = new Set(found.filter(({ slash }) => slash !== '').map(({ name }) => name))
  const opened = new Set(found.filter(({ slash }) => slash === '').map(({ name }) => name))
  return found.filter(({ name, slash }) =>
    slash === '' ? unclosed.has(name) || closed.has(name) : opened.has(name),
  )
}

/** Whether this can be a list of attributes: not in `<b, c>` and `<b && c>`. */
function isPlausible(attributes: string): boolean {
  return /^(?:\s*\/?|\s+[\w:@-]+(?:[\s=].*|\/)?)$/s.test(attributes)
}

/** Escapes the text between tags, so that it is parsed as text. */
function literal(text: string): string {
  return text.replaceAll('<', '&lt;').replace(bareAmpersand, '&amp;')
}
