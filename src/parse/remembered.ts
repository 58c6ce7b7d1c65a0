/** Remembers what a function gave for a text, for functions that depend on nothing else. */
import { ownText } from './own-text.ts'

/** @param most With as many results all are forgotten; unlimited where the function lives no longer than a page. */
export function remembered<Result>(
  read: (text: string) => Result,
  most = Number.POSITIVE_INFINITY,
): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= most) known.clear()
    const kept = most === Number.POSITIVE_INFINITY ? text : ownText(text)
    const result = read(kept)
    known.set(kept, result)
    return result
  }
}
