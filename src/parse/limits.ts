/**
 * Limits on the size of one page. Each is many times what the largest real page of the public suites has (0.7 MB, 14,000
 * nodes, 800 links); a page beyond one of them is an attack or a mistake, and is rejected as `too-large`.
 */
export const pageLimits = {
  bytes: 8 * 1024 * 1024,
  /** Elements, texts and comments of HTML; lines of a text rendition. */
  nodes: 300_000,
  /** The depths of all elements, added up: what asking each for an ancestor costs, 45 ns a level. Real pages have 0.1 million. */
  levels: 6_000_000,
  /** As many as a sitemap may name. */
  links: 50_000,
  answers: 20_000,
  /** Characters of a record: structured data can name one text a thousand times. */
  recordText: 16 * 1024 * 1024,
} as const

/** Thrown from wherever a page exceeds a limit; the boundary of the parser makes it a `too-large` outcome. */
export class PageTooLarge extends Error {
  override readonly name = 'PageTooLarge'
}

/** Throws `PageTooLarge` for more than `limit` of something. */
export function assertWithin(count: number, limit: number, of: string): void {
  if (count > limit) throw new PageTooLarge(`more than ${limit} ${of}`)
}
