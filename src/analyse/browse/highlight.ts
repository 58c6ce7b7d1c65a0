/** Marks the words of a search in a text. Words are found as `qa.search` finds them: half and full width are alike. */
import { type Html, html } from '../page/markup.ts'

const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** As `qa.ja_fold` folds: NFKC, and A to Z as a to z. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\n\r\t]/g, ' ')
}

/** Words of a query as `qa.search_words` reads them: parts between spaces, and phrases in double quotes. */
export function queryWords(query: string): readonly string[] {
  const words = [...folded(query).matchAll(/"([^"]*)"|([^ "]+)/g)].map(
    ([, phrase, word]) => phrase ?? word ?? '',
  )
  return [...new Set(words)].filter((word) => word.trim() !== '')
}

/** Texts longer than this are shown without marks. */
const longestMarked = 200_000

/** From and to of each place, in the text as it is given; they do not overlap. */
export function wordPlaces(text: string, words: readonly string[]): readonly (readonly [number, number])[] {
  if (words.length === 0 || text.length > longestMarked) return []
  // Folding may change how many characters there are (㌔ is キロ), but not across clusters (ｶﾞ is one).
  let all = ''
  const starts: number[] = []
  for (const { segment, index } of clusters.segment(text)) {
    const part = folded(segment)
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
export function marked(text: string, words: readonly string[], plain: (part: string) => Html = asText): Html {
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
