/**
 * "Prescan a byte stream to determine its encoding", HTML standard section 13.2.3.2, step by step.
 * https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
 */
import { normalizeEncoding } from '@exodus/bytes/encoding.js'

const prescanBytes = 1024

/** The encoding a `<meta>` within the first 1024 bytes declares (lower-case WHATWG name), or null. */
export function prescanEncoding(bytes: Uint8Array): string | null {
  return new Prescan(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, prescanBytes)).toString('latin1'),
  ).run()
}

/** The algorithm's "position" moves through the input in four of its steps: one small class with that one state. */
class Prescan {
  readonly #input: string
  #position = 0

  constructor(input: string) {
    this.#input = input
  }

  run(): string | null {
    while (this.#position < this.#input.length) {
      if (this.#startsWith('<!--')) {
        // The two hyphens may be those of `<!--` itself: `<!-->` is a whole comment.
        const end = this.#input.indexOf('-->', this.#position + 2)
        if (end === -1) return null
        this.#position = end + 3
      } else if (/^<meta[\t\n\f\r /]/i.test(this.#input.slice(this.#position, this.#position + 6))) {
        this.#position += 6
        const encoding = this.#readMeta()
        if (encoding !== null) return encoding
      } else if (/^<\/?[a-z]/i.test(this.#input.slice(this.#position, this.#position + 3))) {
        this.#skipTag()
      } else if (/^<[!/?]/.test(this.#input.slice(this.#position, this.#position + 2))) {
        const end = this.#input.indexOf('>', this.#position)
        if (end === -1) return null
        this.#position = end + 1
      } else {
        this.#position += 1
      }
    }
    return null
  }

  #readMeta(): string | null {
    const seen = new Set<string>()
    let gotPragma = false
    let needPragma: boolean | null = null
    let charset: string | null = null

    for (let attribute = this.#attribute(); attribute !== null; attribute = this.#attribute()) {
      if (seen.has(attribute.name)) continue
      seen.add(attribute.name)
      if (attribute.name === 'http-equiv') {
        if (attribute.value === 'content-type') gotPragma = true
      } else if (attribute.name === 'content' && charset === null) {
        charset = encodingOfContent(attribute.value)
        if (charset !== null) needPragma = true
      } else if (attribute.name === 'charset') {
        charset = normalizeEncoding(attribute.value)
        needPragma = false
      }
    }
    // Running out of bytes inside the tag means that nothing was declared.
    if (this.#position >= this.#input.length) return null
    if (needPragma === null || (needPragma && !gotPragma) || charset === null) return null
    if (charset === 'utf-16le' || charset === 'utf-16be') return 'utf-8'
    if (charset === 'x-user-defined') return 'windows-1252'
    return charset
  }

  #skipTag(): void {
    while (this.#position < this.#input.length && !/[\t\n\f\r >]/.test(this.#input.charAt(this.#position))) {
      this.#position += 1
    }
    while (this.#attribute() !== null) {
      // Each attribute is read only to find the tag's end.
    }
  }

  /** "Get an attribute": null at `>` or at the end of the bytes. Names and values come in lower case. */
  #attribute(): { readonly name: string; readonly value: string } | null {
    this.#skip(/[\t\n\f\r /]/)
    if (this.#position >= this.#input.length || this.#at('>')) return null

    const nameStart = this.#position
    // A leading `=` belongs to the name.
    if (this.#at('=')) this.#position += 1
    this.#skip(/[^=\t\n\f\r />]/)
    const name = this.#input.slice(nameStart, this.#position).toLowerCase()
    this.#skip(/[\t\n\f\r ]/)
    if (!this.#at('=')) return { name, value: '' }
    this.#position += 1
    this.#skip(/[\t\n\f\r ]/)

    const quote = this.#input.charAt(this.#position)
    if (quote === '"' || quote === "'") {
      const end = this.#input.indexOf(quote, this.#position + 1)
      const value = this.#input.slice(this.#position + 1, end === -1 ? undefined : end)
      this.#position = end === -1 ? this.#input.length : end + 1
      return end === -1 ? null : { name, value: value.toLowerCase() }
    }
    const valueStart = this.#position
    this.#skip(/[^\t\n\f\r >]/)
    return { name, value: this.#input.slice(valueStart, this.#position).toLowerCase() }
  }

  #skip(characters: RegExp): void {
    while (this.#position < this.#input.length && characters.test(this.#input.charAt(this.#position))) {
      this.#position += 1
    }
  }

  #at(character: string): boolean {
    return this.#input.charAt(this.#position) === character
  }

  #startsWith(text: string): boolean {
    return this.#input.startsWith(text, this.#position)
  }
}

/** "Extract a character encoding from a meta element", HTML standard section 2.4.6; also right for Content-Type headers. */
export function encodingOfContent(content: string): string | null {
  for (const found of content.matchAll(/charset[\t\n\f\r ]*=[\t\n\f\r ]*/gi)) {
    const rest = content.slice(found.index + found[0].length)
    const quote = rest.charAt(0)
    if (quote === '"' || quote === "'") {
      const end = rest.indexOf(quote, 1)
      return end === -1 ? null : normalizeEncoding(rest.slice(1, end))
    }
    return normalizeEncoding(/^[^\t\n\f\r ;]*/.exec(rest)?.[0] ?? '')
  }
  return null
}
