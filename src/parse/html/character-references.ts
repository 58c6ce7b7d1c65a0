/** Decodes character references as htmlparser2 does: the frequent ones by a table, all others by its tokenizer. */
import { Tokenizer } from 'htmlparser2'

const frequent: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['nbsp', '\u00a0'],
  ['#39', "'"],
])

const longest = 5

export class CharacterReferences {
  #source = ''
  #decoded = ''
  readonly #tokenizer: Tokenizer

  constructor() {
    const data = (from: number, to: number) => {
      this.#decoded += this.#source.slice(from, to)
    }
    const entity = (codePoint: number) => {
      this.#decoded += String.fromCodePoint(codePoint)
    }
    const ignored = () => {}
    this.#tokenizer = new Tokenizer(
      {},
      {
        ontext: data,
        ontextentity: entity,
        onattribdata: data,
        onattribentity: entity,
        onattribend: ignored,
        onattribname: ignored,
        oncdata: ignored,
        onclosetag: ignored,
        oncomment: ignored,
        ondeclaration: ignored,
        onend: ignored,
        onopentagend: ignored,
        onopentagname: ignored,
        onprocessinginstruction: ignored,
        onselfclosingtag: ignored,
      },
    )
  }

  /** @param isLast Whether the page ends with it: null then where the end may matter. */
  inText(text: string, isLast: boolean): string | null {
    return byTable(text) ?? (isLast ? null : this.#byTokenizer(`${text}<`))
  }

  /** @param quote What stands around the value, if it is a quote. */
  inValue(value: string, quote: string): string {
    const written = quote === '"' || quote === "'" ? quote : ''
    return byTable(value) ?? this.#byTokenizer(`<a b=${written}${value}${written}>`)
  }

  #byTokenizer(source: string): string {
    this.#source = source
    this.#decoded = ''
    this.#tokenizer.reset()
    this.#tokenizer.write(source)
    return this.#decoded
  }
}

/** Null where the table does not have all. */
function byTable(text: string): string | null {
  let decoded = ''
  let from = 0
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at)
    const found = end < 0 || end - at > longest ? undefined : frequent.get(text.slice(at + 1, end))
    if (found === undefined) return null
    decoded += text.slice(from, at) + found
    from = end + 1
  }
  return decoded + text.slice(from)
}
