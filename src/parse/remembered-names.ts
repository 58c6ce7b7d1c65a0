/**
 * The names of tags and attributes, remembered across pages, which all have the same few. A name is found again by its letters: that
 * costs less than to cut it out of the page and to make a key of an object of it.
 */

/** A name as it is written and in lower case. */
interface Name {
  readonly written: string
  readonly lower: string
}

/** A power of two. A name that meets another one in its place takes the place. */
const places = 1_024
const known: (Name | undefined)[] = new Array<undefined>(places).fill(undefined)

/** The name at [from, to) of a text, in lower case. */
export function nameAt(text: string, from: number, to: number): string {
  let hash = to - from
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  const place = (hash ^ (hash >>> 10)) & (places - 1)
  const before = known[place]
  if (before !== undefined && isAt(text, from, to, before.written)) return before.lower
  const written = text.slice(from, to)
  const lower = written.toLowerCase()
  // A longer name would be a slice of its page for V8, and keep the page.
  if (written.length <= longest) known[place] = { written, lower }
  return lower
}

const longest = 12

function isAt(text: string, from: number, to: number, name: string): boolean {
  if (name.length !== to - from) return false
  for (let at = 0; at < name.length; at += 1)
    if (text.charCodeAt(from + at) !== name.charCodeAt(at)) return false
  return true
}
