/** The keys of a host group for its headers, cookies and proxy, and what they may not say. */
import { z } from 'zod'

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/

const fromEnvironment = z.strictObject({
  env: z.string().regex(variableName, { message: 'expected the name of a variable' }),
})
const secret = z.union([z.string(), fromEnvironment], {
  error: 'expected a text, or { "env": "NAME" } for a variable of the environment',
})

/** A text, or the name of a variable of the environment that holds it. */
export type Secret = z.output<typeof secret>

/** A header or cookie name: RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const cookieSource = z.union([z.string(), fromEnvironment, z.record(z.string().regex(token), secret)])

export type CookieSource = z.output<typeof cookieSource>

/** Allowed in a host group only: at the top level they would go to every host. */
export const accessFields = {
  headers: z
    .record(z.string(), secret)
    .check(({ value, issues }) => {
      const seen = new Set<string>()
      for (const name of Object.keys(value)) {
        const refusal =
          refusedHeader(name) ?? (seen.has(name.toLowerCase()) ? 'a header that is there already' : null)
        seen.add(name.toLowerCase())
        if (refusal !== null) issues.push({ code: 'custom', path: [name], message: refusal, input: name })
      }
    })
    .exactOptional()
    .describe(
      'Headers of every request to these hosts, over the scheme of their seeds. A value is a text, or `{ "env": "NAME" }` for a variable of the environment.',
    ),
  cookies: z
    .union([cookieSource, z.tuple([z.literal('keep'), cookieSource])], {
      error: 'expected "keep", cookies, or an array of both',
    })
    .check(({ value, issues }) => {
      const source = Array.isArray(value) ? value[1] : value
      if (typeof source !== 'string' || (source === 'keep' && !Array.isArray(value)) || isCookieLine(source))
        return
      const message = 'expected "keep", or cookies as in "NAME=VALUE; NAME=VALUE"'
      issues.push({ code: 'custom', path: [], message, input: null })
    })
    .exactOptional()
    .describe(
      '`"keep"`: cookies that these hosts set stay until the process ends; otherwise each visit forgets them. Cookies to send: `"NAME=VALUE; NAME=VALUE"`, the same in a variable as `{ "env": "NAME" }`, or an object with a text or a variable for each name. `["keep", COOKIES]` does both.',
    ),
  proxy: secret
    .exactOptional()
    .describe(
      'Proxy for these hosts, in place of HTTP_PROXY, HTTPS_PROXY and NO_PROXY: `http://HOST:PORT` or `https://HOST:PORT`, with user and password if it asks for them, or `{ "env": "NAME" }`; `"none"` for a direct connection.',
    ),
}

/** The access keys of one host group. */
export type AccessSettings = z.output<z.ZodObject<typeof accessFields>>

export function isVariableName(text: string): boolean {
  return variableName.test(text)
}

/** `NAME=VALUE; NAME=VALUE`, as a browser shows it. */
export function isCookieLine(text: string): boolean {
  const pairs = text.split(';').filter((pair) => pair.trim() !== '')
  return (
    pairs.length > 0 &&
    pairs.every((pair) => pair.includes('=') && token.test(pair.slice(0, pair.indexOf('=')).trim()))
  )
}

/** Why a header cannot be configured; null when it can. */
function refusedHeader(name: string): string | null {
  if (!token.test(name)) return 'not the name of a header'
  const lower = name.toLowerCase()
  const known = refusedHeaders.get(lower)
  if (known !== undefined) return known
  return refusedPrefixes.find(([prefix]) => lower.startsWith(prefix))?.[1] ?? null
}

const ofConnection = 'mondo writes this header itself: it belongs to the connection'
const ofBody = 'mondo writes this header itself: its requests have no body'
const ofSender = 'this header would misstate who sends the request'

const refusedHeaders: ReadonlyMap<string, string> = new Map([
  ['user-agent', 'mondo names itself; set "contact" instead'],
  ['cookie', 'set "cookies" instead'],
  ['host', ofConnection],
  ['connection', ofConnection],
  ['keep-alive', ofConnection],
  ['upgrade', ofConnection],
  ['te', ofConnection],
  ['trailer', ofBody],
  ['transfer-encoding', ofBody],
  ['expect', ofBody],
  ['accept-encoding', 'mondo asks for the codings that it can read'],
  ['range', 'mondo requests whole pages'],
  ['forwarded', ofSender],
  ['via', ofSender],
  ['from', ofSender],
  ['x-real-ip', ofSender],
  ['x-client-ip', ofSender],
  ['true-client-ip', ofSender],
])

const refusedPrefixes: readonly (readonly [prefix: string, why: string])[] = [
  ['content-', ofBody],
  ['if-', 'mondo asks for changes itself'],
  ['proxy-', 'set "proxy" instead'],
  ['sec-', ofSender],
  ['x-forwarded-', ofSender],
  ['cf-', ofSender],
]
