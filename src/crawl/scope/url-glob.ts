/**
 * Globs over the path and query of a URL, for `--include` and `--exclude`: `*` matches any run of characters, anything
 * else itself, and the whole must match. Not regular expressions: no pattern may stall a crawl by backtracking.
 */
export type UrlGlob = (path: string) => boolean

/**
 * @example urlGlob('/qa/*.html')('/qa/q8165099.html') // true
 */
export function urlGlob(pattern: string): UrlGlob {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return (path) => path === pattern
  return (path) => {
    if (!path.startsWith(head)) return false
    let end = head.length
    // Each literal is searched once: the leftmost match is as good as any later one, so the cost is linear.
    for (const literal of rest) {
      const found = path.indexOf(literal, end)
      if (found < 0) return false
      end = found + literal.length
    }
    return path.length - tail.length >= end && path.endsWith(tail)
  }
}
