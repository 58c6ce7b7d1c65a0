/**
 * Finds the JSON values in a script that is not plain JSON. Leaves out comments, CDATA marks and other text that templates add,
 * and tells whether the rest was cut off. One pass in linear time.
 */

/** The JSON values of a script, and what was wrong with it. */
export interface ScriptScan {
  /** The values at the outermost level, without text that is not JSON. The last may be unfinished. */
  readonly values: readonly string[]
  /** Whether every string is closed, and every bracket by a matching one. */
  readonly isClosed: boolean
  /** Whether a string follows another one or a bare word. A quote is then missing or not escaped, so string ends are uncertain. */
  readonly hasOddQuotes: boolean
  /** Whether more than comments and marks was changed: commas, quotes, escapes, or words around the values. */
  readonly isAltered: boolean
  /** How many places need a guess to be repaired. */
  readonly faults: number
  readonly deepest: number
}

/**
 * Text that is left out between tokens: comments, the marks of HTML comments and CDATA sections in all their forms, tags that
 * an editor has inserted, and unusual white space. `//` before a mark hides it from JavaScript.
 */
const noJson: readonly RegExp[] = [
  /\/\/[ \t]*(?=<!--|--+>|--+&gt;|<!\[CDATA\[|\]\]>|\]\]&gt;|><!--|<!\]\]>)/iy,
  /(?<!:)\/\/[^\r\n]*/y,
  // A comment that contains words, and not the JSON itself.
  /<!--(?:(?!-->)[^{["]){0,200}-->/y,
  /<!--|&lt;!--|--+!?>|--+&gt;/iy,
  /<!\[CDATA\[|&lt;!\[CDATA\[|<!\]\]>|>/iy,
  /<\/?(?:p|br|div|span|strong|em|pre|code|script)(?:\s[^<>]{0,500})?\/?>/iy,
  /&nbsp;|&#160;|[^\S \t\r\n]+|[\u0000-\u0008\u000e-\u001f\u200b\u2060]+/iy,
]
const endOfSection = /\]\](?:>|&gt;)/y
const blanks = /[ \t\r\n]+/y
const bareWord = /[^\s"“”,:[\]{}<>&/\u0000-\u001f\u200b\u2060\ufeff]+|[&</]/y
const unescaped = /\\u[\da-f]{4}|\\x[\da-f]{2}|\\[\s\S]|\\$|["\u0000-\u001f]/gi
const controls: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', ''],
  ['\t', '\\t'],
])

type Token = 'start' | 'open' | 'comma' | 'colon' | 'string' | 'word' | 'closed'

/** Scans a script. */
export function scanScript(text: string): ScriptScan {
  const scan = new Scan(text)
  while (!scan.isAtEnd) scan.next()
  return scan.finish()
}

class Scan {
  readonly #text: string
  readonly #values: string[] = []
  readonly #open: ('{' | '[')[] = []
  #parts: string[] = []
  #at = 0
  #before: Token = 'start'
  #isClosed = true
  #hasOddQuotes = false
  #isAltered = false
  #faults = 0
  #deepest = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  next(): void {
    const character = this.#text[this.#at] ?? ''
    if (this.#take(blanks) !== null) this.#parts.push(' ')
    else if (character === '"' || character === '“' || character === '”') this.#string(character)
    else if (character === "'" && this.#before !== 'word') this.#string(character)
    else if (character === '{' || character === '[') this.#opening(character)
    else if (character === '}' || character === ']') this.#closing(character)
    else if (character === ',') this.#comma()
    else if (character === ':') {
      this.#before = 'colon'
      this.#keep(1)
    } else if (this.#text.startsWith('/*', this.#at)) this.#block()
    else if (!noJson.some((pattern) => this.#take(pattern) !== null)) this.#word()
  }

  finish(): ScriptScan {
    if (this.#open.length > 0) {
      this.#isClosed = false
      this.#values.push(this.#parts.join(''))
    }
    return {
      values: this.#values,
      isClosed: this.#isClosed,
      hasOddQuotes: this.#hasOddQuotes,
      isAltered: this.#isAltered,
      faults: this.#faults,
      deepest: this.#deepest,
    }
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const taken = pattern.exec(this.#text)?.[0] ?? null
    if (taken !== null) this.#at += taken.length
    return taken
  }

  /** Copies characters of the script. Outside all values they are dropped. */
  #keep(length: number): void {
    this.#write(this.#text.slice(this.#at, this.#at + length))
    this.#at += length
  }

  #write(token: string): void {
    if (this.#open.length > 0) this.#parts.push(token)
  }

  /** A comma is written only with the token after it. Before a closing bracket or another comma it is dropped. */
  #comma(): void {
    if (this.#open.length > 0 && this.#before !== 'comma' && this.#before !== 'open') this.#before = 'comma'
    else if (this.#open.length > 0) this.#isAltered = true
    this.#at += 1
  }

  /** Called before every token except a comma or a closing bracket. */
  #writeComma(): void {
    if (this.#before === 'comma') this.#write(',')
  }

  #opening(bracket: '{' | '['): void {
    if (this.#open.length === 0) this.#parts = []
    else if (isValue(this.#before)) this.#faults += 1
    this.#writeComma()
    this.#open.push(bracket)
    this.#deepest = Math.max(this.#deepest, this.#open.length)
    this.#before = 'open'
    this.#keep(1)
  }

  #closing(bracket: '}' | ']'): void {
    if (this.#open.length === 0) {
      // The end of a CDATA section, or a superfluous bracket.
      if (this.#take(endOfSection) !== null) return
      this.#isAltered = true
      this.#at += 1
      return
    }
    if (this.#before === 'comma') this.#isAltered = true
    this.#before = 'closed'
    this.#keep(1)
    if (this.#open.pop() !== (bracket === '}' ? '{' : '[')) this.#isClosed = false
    if (this.#open.length > 0) return
    this.#values.push(this.#parts.join(''))
    this.#before = 'start'
    this.#parts = []
  }

  #string(quote: string): void {
    this.#besideValue()
    this.#writeComma()
    this.#before = 'string'
    const end = endOfString(this.#text, this.#at, quote)
    if (end === null) this.#isClosed = false
    const inner = this.#text.slice(this.#at + 1, (end ?? this.#text.length + 1) - 1)
    this.#at = end ?? this.#text.length
    if (this.#open.length === 0 || quote !== '"') this.#isAltered = true
    if (this.#open.length > 0)
      this.#write(`"${inner.replace(unescaped, (written) => this.#escape(written))}"`)
  }

  /** Escapes raw line breaks, which templates leave in strings: their meaning is clear. Converts escapes of JavaScript. */
  #escape(written: string): string {
    if (written >= '\u0000' && written <= '\u001f') return controls.get(written) ?? ' '
    const [, letter = ''] = written
    if (written.length > 2 && letter === 'u') return written
    if (written.length === 2 && '"\\/bfnrt'.includes(letter)) return written
    this.#isAltered = true
    if (written === '"') return '\\"'
    if (written.length === 4) return `\\u00${written.slice(2)}`
    if (written === "\\'") return "'"
    if (letter < ' ') return '\\n'
    return `\\\\${written.slice(1)}`
  }

  #word(): void {
    this.#besideValue()
    this.#writeComma()
    this.#before = 'word'
    bareWord.lastIndex = this.#at
    const word = bareWord.exec(this.#text)?.[0] ?? this.#text[this.#at] ?? ''
    if (this.#open.length === 0 && word !== ';') this.#isAltered = true
    this.#keep(word.length)
  }

  #besideValue(): void {
    if (this.#open.length === 0 || !isValue(this.#before)) return
    this.#faults += 1
    if (this.#before !== 'closed') this.#hasOddQuotes = true
  }

  #block(): void {
    const end = this.#text.indexOf('*/', this.#at + 2)
    if (end === -1 && this.#open.length > 0) this.#isClosed = false
    this.#at = end === -1 ? this.#text.length : end + 2
  }
}

function isValue(token: Token): boolean {
  return token === 'string' || token === 'word' || token === 'closed'
}

const singleQuoteOrEscape = /'(?=\s{0,100}(?:[,:}\]]|$))|\\/g

/** The index after the closing quote; null if the text ends before it. */
function endOfString(text: string, start: number, quote: string): number | null {
  const closing = quote === '"' ? /["\\]/g : quote === "'" ? singleQuoteOrEscape : /[“”\\]/g
  closing.lastIndex = start + 1
  for (let found = closing.exec(text); found !== null; found = closing.exec(text)) {
    if (found[0] !== '\\') return found.index + 1
    closing.lastIndex = found.index + 2
  }
  return null
}
