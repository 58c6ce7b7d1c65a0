/** Finds the line of a key in the source of an object literal, for error messages: a search for words, no parser. */

/** Null where the first key is not found. @param keys From the outside, as in `['urls', 'question']`. */
export function lineOfKey(source: string, keys: readonly string[]): number | null {
  let at: number | null = null
  let from = 0
  for (const key of keys) {
    // Which of several elements is meant only a parser could tell.
    if (/^\d+$/.test(key)) {
      if (key !== '0') break
      continue
    }
    const found = indexOfKey(source, key, from)
    if (found < 0) break
    at = found
    from = found + key.length
  }
  return at === null ? null : source.slice(0, at).split('\n').length
}

function indexOfKey(source: string, key: string, from: number): number {
  for (let at = source.indexOf(key, from); at >= 0; at = source.indexOf(key, at + 1)) {
    const isWhole = !/[\w$]/.test(source[at - 1] ?? ' ')
    if (isWhole && /^['"]?\s{0,9}[:,(}]/.test(source.slice(at + key.length, at + key.length + 12))) return at
  }
  return -1
}
