/**
 * Reads common markup as htmlparser2 does, in leaps from tag to tag where htmlparser2 looks at every character. What is not common
 * is left to htmlparser2, which begins again: the two give the same events, as a test holds.
 */
import { nameAt } from '../remembered-names.ts'
import { codes, isLetter, isSpaceOrEnd, isSpaceSlashOrEnd } from '../text/markup-characters.ts'
import { isSpace } from '../text/white-space.ts'
import { CharacterReferences } from './character-references.ts'
import { foreignRoots } from './elements.ts'
import { integrationPoints, rulesOf, type TagRules, voidElements } from './htmlparser2-rules.ts'

/** Hears of tags and texts in page order, as a handler of htmlparser2 does. */
export interface MarkupEvents {
  /** Whether reading may stop: after the next start tag nobody asks for more. */
  readonly isDone: boolean
  /** An end tag whose name stands at [from, to); not where it ends the innermost element and nothing stands behind its name. */
  endTag(from: number, to: number): void
  onopentag(name: string, attributes: Attributes): void
  onclosetag(name: string, isImplied: boolean): void
  ontext(data: string): void
  oncomment(data: string): void
  oncommentend(): void
  onprocessinginstruction(name: string, data: string): void
  onend(): void
}

const { exclamation, slash, equals, greater, question } = codes

type Attributes = { [name: string]: string }

/** A start tag by itself. */
interface Tag {
  readonly name: string
  readonly attributes: Attributes
  readonly isSelfClosing: boolean
  readonly rules: TagRules
}

/** False for markup that is left to htmlparser2; what was heard until then is worth nothing. */
export function readMarkup(text: string, events: MarkupEvents): boolean {
  return new MarkupReader(text, events).read()
}

class MarkupReader {
  readonly #text: string
  readonly #events: MarkupEvents
  readonly #references = new CharacterReferences()
  /** The names of the open elements. */
  readonly #open: string[] = []
  readonly #isForeign: boolean[] = []
  /** The attributes of the tag that is read: how many, and their names and values. */
  #attributes = 0
  readonly #names: string[] = []
  readonly #values: string[] = []
  /** Behind what was read last. */
  #at = 0

  constructor(text: string, events: MarkupEvents) {
    this.#text = text
    this.#events = events
  }

  read(): boolean {
    const text = this.#text
    let from = 0
    for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
      const code = text.charCodeAt(at + 1)
      const isTag = isLetter(code)
      if (!isTag && code !== slash && code !== exclamation) {
        // NaN: nothing follows.
        if (code === question || Number.isNaN(code)) return false
        at += 1
        continue
      }
      if (at > from && !this.#texts(from, at)) return false
      if (!(isTag ? this.#startTag(at) : code === slash ? this.#endTag(at) : this.#declaration(at)))
        return false
      if (this.#events.isDone) return true
      at = this.#at
      from = at
    }
    if (from < text.length && !this.#texts(from, text.length)) return false
    for (let open = this.#open.pop(); open !== undefined; open = this.#open.pop())
      this.#events.onclosetag(open, true)
    this.#events.onend()
    return true
  }

  #texts(from: number, to: number): boolean {
    const data = this.#text.slice(from, to)
    if (!data.includes('&')) this.#events.ontext(data)
    else {
      const decoded = this.#references.inText(data, to === this.#text.length)
      if (decoded === null) return false
      this.#events.ontext(decoded)
    }
    return true
  }

  #startTag(at: number): boolean {
    const tag = this.#readTag(at)
    if (tag === null) return false
    this.#opened(tag)
    if (this.#events.isDone) return true
    return !tag.rules.isRawText || this.#content(tag)
  }

  /** The text of an element that holds no tags. */
  #content({ name, isSelfClosing }: Tag): boolean {
    if (isSelfClosing) return false
    const text = this.#text
    const from = this.#at
    for (let at = text.indexOf('</', from); at >= 0; at = text.indexOf('</', at + 2)) {
      const behind = at + 2 + name.length
      if (!isSpaceOrEnd(text.charCodeAt(behind)) || text.slice(at + 2, behind).toLowerCase() !== name)
        continue
      const data = text.slice(from, at)
      // htmlparser2 takes the one for `<` and the other for `/` where it looks for `</script`.
      if (data.includes('\x1c') || data.includes('\x0f')) return false
      if (name === 'title' && data.includes('&')) {
        if (data.includes('<') || !this.#texts(from, at)) return false
      } else if (data !== '') this.#events.ontext(data)
      return this.#endTag(at)
    }
    return false
  }

  #opened({ name, attributes, isSelfClosing, rules }: Tag): void {
    const open = this.#open
    const { ends, isVoid, isForeign } = rules
    if (ends !== undefined) {
      for (let top = open.at(-1); top !== undefined && ends.has(top); top = open.at(-1)) {
        open.pop()
        this.#events.onclosetag(top, true)
      }
    }
    if (!isVoid) {
      open.push(name)
      if (isForeign !== undefined) this.#isForeign.push(isForeign)
    }
    this.#events.onopentag(name, attributes)
    if (isVoid) this.#events.onclosetag(name, true)
    else if (isSelfClosing && this.#isForeign.at(-1) === true) {
      open.pop()
      this.#events.onclosetag(name, true)
    }
  }

  #endTag(at: number): boolean {
    const text = this.#text
    const from = at + 2
    const top = this.#open.at(-1)
    // Nearly all: the end tag of the innermost element, with nothing behind its name.
    if (
      top !== undefined &&
      text.charCodeAt(from + top.length) === greater &&
      text.startsWith(top, from) &&
      !outermost.has(top)
    ) {
      this.#at = from + top.length + 1
      if (this.#isForeign.length > 0) this.#leftForeign(top)
      this.#open.pop()
      this.#events.onclosetag(top, false)
      return true
    }
    if (!isLetter(text.charCodeAt(from))) return false
    let to = from + 1
    while (!isSpaceOrEnd(text.charCodeAt(to))) if (++to > text.length) return false
    const end = text.indexOf('>', to)
    if (end < 0) return false
    this.#at = end + 1
    this.#events.endTag(from, to)
    this.#closed(text.slice(from, to).toLowerCase())
    return true
  }

  #closed(name: string): void {
    this.#leftForeign(name)
    if (voidElements.has(name)) {
      if (name !== 'br') return
      this.#events.onopentag(name, {})
      this.#events.onclosetag(name, false)
      return
    }
    const place = this.#open.lastIndexOf(name)
    if (place >= 0) {
      while (this.#open.length > place)
        this.#events.onclosetag(this.#open.pop() ?? '', this.#open.length > place)
    } else if (name === 'p') {
      this.#opened({ name, attributes: {}, isSelfClosing: false, rules: rulesOf(name) })
      this.#open.pop()
      this.#events.onclosetag(name, false)
    }
  }

  #leftForeign(name: string): void {
    if (foreignRoots.has(name) || integrationPoints.has(name)) this.#isForeign.pop()
  }

  #declaration(at: number): boolean {
    const text = this.#text
    if (text.startsWith('--', at + 2)) {
      // From the first dash on: `<!-->` is a comment.
      const end = text.indexOf('-->', at + 2)
      if (end < 0) return false
      this.#at = end + 3
      this.#events.oncomment(text.slice(at + 4, end))
      this.#events.oncommentend()
      return true
    }
    const first = text[at + 2]
    const end = text.indexOf('>', at + 3)
    if (first === '-' || first === '[' || end < 0) return false
    this.#at = end + 1
    const value = text.slice(at + 2, end)
    const name = value.slice(0, value.search(/[\s/]|$/)).toLowerCase()
    this.#events.onprocessinginstruction(`!${name}`, `!${value}`)
    return true
  }

  /** Null for a tag without end. The states are those of htmlparser2's tokenizer. */
  #readTag(start: number): Tag | null {
    const text = this.#text
    let at = start + 2
    while (!isSpaceSlashOrEnd(text.charCodeAt(at))) if (++at >= text.length) return null
    const name = nameAt(text, start + 1, at)
    this.#attributes = 0
    let isSelfClosing = false
    for (;;) {
      while (isSpace(text.charCodeAt(at))) at += 1
      let code = text.charCodeAt(at)
      if (code === slash) {
        at += 1
        while (isSpace(text.charCodeAt(at))) at += 1
        code = text.charCodeAt(at)
        isSelfClosing = code === greater
        if (code === slash) continue
      }
      if (code === greater) break
      at = this.#readAttribute(at)
      if (at < 0) return null
    }
    this.#at = at + 1
    return { name, attributes: this.#attributesRead(), isSelfClosing, rules: rulesOf(name) }
  }

  #attributesRead(): Attributes {
    const attributes: Attributes = {}
    for (let at = 0; at < this.#attributes; at += 1) {
      const name = this.#names[at] ?? ''
      // The first of a name counts. A few names are compared faster than looked up; a tag may have a hundred thousand.
      const isFirst = at < few ? this.#names.indexOf(name) === at : !Object.hasOwn(attributes, name)
      if (isFirst) attributes[name] = this.#values[at] ?? ''
    }
    return attributes
  }

  /** The place behind the attribute; -1 where the text ends before. */
  #readAttribute(start: number): number {
    const text = this.#text
    let at = start + 1
    for (
      let code = text.charCodeAt(at);
      code > greater || (code !== equals && !isSpaceSlashOrEnd(code));
      code = text.charCodeAt(at)
    )
      if (++at >= text.length) return -1
    const name = nameAt(text, start, at)
    while (isSpace(text.charCodeAt(at))) at += 1
    let value = ''
    if (text.charCodeAt(at) === equals) {
      at += 1
      while (isSpace(text.charCodeAt(at))) at += 1
      const quote = text[at] ?? ''
      let to = at
      if (quote === '"' || quote === "'") {
        to = text.indexOf(quote, at + 1)
        if (to < 0) return -1
        value = text.slice(at + 1, to)
        at = to + 1
      } else {
        while (!isSpaceOrEnd(text.charCodeAt(to))) if (++to >= text.length) return -1
        value = text.slice(at, to)
        at = to
      }
      if (value.includes('&')) value = this.#references.inValue(value, quote)
    }
    this.#names[this.#attributes] = name
    this.#values[this.#attributes] = value
    this.#attributes += 1
    return at >= text.length ? -1 : at
  }
}

const few = 8
const outermost: ReadonlySet<string> = new Set(['html', 'body'])
