/** Finds the `<meta http-equiv="refresh">` that a browser with scripts would follow. */
import type { CheerioAPI } from 'cheerio/slim'
import { type PageRefresh, readRefresh } from '../../model/refresh.ts'
import { select } from '../html/query.ts'

/**
 * The first that is valid; null where there is none. Those in `<noscript>` are for readers without scripts, who often
 * land on a page that says no more than that.
 *
 * @param base As `baseOf` gives it.
 */
export function metaRefresh($: CheerioAPI, url: string, base: string): PageRefresh | null {
  for (const element of select($, 'meta[http-equiv][content]')) {
    const { 'http-equiv': name = '', content = '' } = element.attribs
    if (name.trim().toLowerCase() !== 'refresh' || $(element).closest('noscript, template').length > 0)
      continue
    const refresh = readRefresh(content, url, base)
    if (refresh !== null) return refresh
  }
  return null
}
