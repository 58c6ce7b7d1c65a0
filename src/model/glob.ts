/**
 * Globs: `*` matches any run of characters, anything else itself, and the whole must match. For `--include` and `--exclude`
 * and for the URL patterns of site definitions. Not regular expressions: no pattern may stall a crawl by backtracking.
 */
export type Glob = (text: string) => boolean

/**
 * @example glob('/qa/*.html')('/qa/q8165099.html') // true
 */
export function glob(pattern: string): Glob {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return (text) => text === pattern
  return (text) => {
    if (!text.startsWith(head)) return false
    let end = head.length
    // Each literal is searched once: the leftmost match is as good as any later one, so the cost is linear.
    for (const literal of rest) {
      const found = text.indexOf(literal, end)
      if (found < 0) return false
      end = found + literal.length
    }
    return text.length - tail.length >= end && text.endsWith(tail)
  }
}
