/**
 * A text without the page that it was cut out of. V8 makes a slice of what is cut out of a string, and a slice keeps the whole string in
 * memory.
 */

/** The same text. V8 joins the two into characters of their own before it can cut the first one off: a third of the time of a `Buffer`. */
export function ownText(text: string): string {
  return text.length < shortestSlice ? text : ` ${text}`.slice(1)
}

/** V8 copies what is shorter: `SlicedString::kMinLength`. */
const shortestSlice = 13
