/** Marks the words of a search in a text. Words are found as `qa.search` finds them. */
import { type Html, html } from '../page/markup.ts'

const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** What a search looks for: folded words. */
export interface SoughtWords {
  readonly words: readonly string[]
  /** ひらがな and カタカナ are alike. */
  readonly foldsKana: boolean
}

export const nothingSought: SoughtWords = { words: [], foldsKana: false }

const joined: Readonly<Record<string, string>> = { '〜': '~', '−': '-', '‖': '∥', 髙: '高' }

/** As `qa.ja_fold` folds; a test compares them. */
export function searchFold(text: string, foldsKana = false): string {
  const folded = text
    .replace(/[\n\r\t]/g, ' ')
    .normalize('NFKC')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[〜−‖髙]/g, (character) => joined[character] ?? character)
  return foldsKana
    ? folded.replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) + 0x60))
    : folded
}

/** Words of a query as `qa.search_words` reads them: parts between spaces, and phrases in double quotes. */
export function queryWords(query: string, foldsKana = false): SoughtWords {
  const words = [...searchFold(query, foldsKana).matchAll(/"([^"]*)"|([^ "]+)/g)].map(
    ([, phrase, word]) => phrase ?? word ?? '',
  )
  return { words: [...new Set(words)].filter((word) => word.trim() !== ''), foldsKana }
}

/** Texts longer than this are shown without marks. */
const longestMarked = 200_000

/** From and to of each place, in the text as it is given; they do not overlap. */
export function wordPlaces(
  text: string,
  { words, foldsKana }: SoughtWords,
): readonly (readonly [number, number])[] {
  if (words.length === 0 || text.length > longestMarked) return []
  // Folding may change how many characters there are (㌔ is キロ), but not across clusters (ｶﾞ is one).
  let all = ''
  const starts: number[] = []
  for (const { segment, index } of clusters.segment(text)) {
    const part = searchFold(segment, foldsKana)
    for (let i = 0; i < part.length; i++) starts.push(index)
    all += part
  }
  starts.push(text.length)
  const found: [number, number][] = []
  for (const word of words) {
    for (let at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + word.length)) {
      const from = starts[at] ?? 0
      // To the end of the cluster in which the word ends.
      let behind = at + word.length
      while (starts[behind] === starts[behind - 1]) behind++
      found.push([from, starts[behind] ?? text.length])
    }
  }
  return merged(found)
}

function merged(places: [number, number][]): readonly (readonly [number, number])[] {
  const inOrder = places.sort(([a], [b]) => a - b)
  const kept: [number, number][] = []
  for (const place of inOrder) {
    const last = kept.at(-1)
    if (last !== undefined && place[0] <= last[1]) last[1] = Math.max(last[1], place[1])
    else kept.push(place)
  }
  return kept
}

/** `plain` makes HTML of what stands between the marks. */
export function marked(text: string, words: SoughtWords, plain: (part: string) => Html = asText): Html {
  const parts: Html[] = []
  let at = 0
  for (const [from, to] of wordPlaces(text, words)) {
    if (from > at) parts.push(plain(text.slice(at, from)))
    parts.push(html`<mark>${text.slice(from, to)}</mark>`)
    at = to
  }
  if (at < text.length) parts.push(plain(text.slice(at)))
  return html`${parts}`
}

function asText(part: string): Html {
  return html`${part}`
}
