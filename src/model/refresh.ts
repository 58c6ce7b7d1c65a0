/**
 * Reads a refresh: the header `Refresh` and `<meta http-equiv="refresh">` have one syntax. By the steps of the HTML
 * Standard, "shared declarative refresh steps".
 */
import { longestUrl } from './stored-url.ts'

/** Where a page sends its reader on to, and when. */
export interface PageRefresh {
  /** Whole seconds, as browsers count them. */
  readonly seconds: number
  /** Absolute http or https URL, without fragment; the page's own where it only reloads. */
  readonly to: string
}

/**
 * Null where a browser would do nothing, and for a target that mondo does not request: another scheme, credentials, or
 * too long to be stored.
 *
 * @param content As in `0; url=/moved`.
 * @param url The page's own URL.
 * @param base What a relative URL is resolved against.
 * @example readRefresh("0; URL='/b'", 'https://a.example/', 'https://a.example/') // { seconds: 0, to: 'https://a.example/b' }
 */
export function readRefresh(content: string, url: string, base: string): PageRefresh | null {
  const [start = '', digits = ''] = /^[\t\n\f\r ]*(\d*)/.exec(content) ?? []
  const afterDigits = content.slice(start.length)
  if (digits === '' && !afterDigits.startsWith('.')) return null
  const rest = afterDigits.replace(/^[\d.]+/, '')
  if (rest !== '' && !/^[;,\t\n\f\r ]/.test(rest)) return null
  const written = writtenUrl(withoutBlanks(withoutBlanks(rest).replace(/^[;,]/, '')))
  const target = written === '' ? URL.parse(url) : URL.parse(written, base)
  if (target === null || !['http:', 'https:'].includes(target.protocol)) return null
  if (target.username !== '' || target.password !== '') return null
  target.hash = ''
  return target.href.length > longestUrl ? null : { seconds: Number(digits), to: target.href }
}

/** `url=` may be missing, and so may the second quote. */
function writtenUrl(text: string): string {
  const named = /^url[\t\n\f\r ]*=[\t\n\f\r ]*/i.exec(text)?.[0] ?? ''
  const [quote = '', ...rest] = text.slice(named.length)
  if (quote !== '"' && quote !== "'") return text.slice(named.length)
  const quoted = rest.join('')
  const end = quoted.indexOf(quote)
  return end < 0 ? quoted : quoted.slice(0, end)
}

function withoutBlanks(text: string): string {
  return text.replace(/^[\t\n\f\r ]+/, '')
}
