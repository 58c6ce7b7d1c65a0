/** robots.txt over the network: what an answer means by RFC 9309, section 2.3.1. */
import { maxRedirects, redirectTarget } from '../../fetch/redirects.ts'
import { retryAfter } from '../../fetch/retry-after.ts'
import { inflatedBody } from '../../model/inflated-body.ts'
import type { ExchangeAnswer, Interruption, PoliteExchange } from './polite-fetch.ts'

/** `read`: the rules, empty where there are none. `failed`: they cannot be had, so nothing is allowed. */
export type RobotsFetch =
  | { readonly kind: 'read'; readonly status: number; readonly body: Uint8Array }
  | {
      readonly kind: 'failed'
      readonly status: number | null
      readonly detail: string
      readonly body: Uint8Array | null
      readonly sentAt: Date
      readonly retryAfter: Date | null
    }
  /** The address guard refuses the host: asking again, or waiting, would not change it. */
  | { readonly kind: 'blocked'; readonly detail: string }
  | Interruption

const allowsAll = new Uint8Array()

/** `host group` is the origin's; another host that robots.txt is moved to is asked under its own, which `groupOf` names. */
export async function fetchRobots(
  origin: string,
  hostGroup: string,
  exchange: PoliteExchange,
  groupOf: (url: string) => string,
): Promise<RobotsFetch> {
  let url = new URL('/robots.txt', origin).href
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const sameHost = new URL(url).origin === origin
    const answer: ExchangeAnswer = await exchange({ url, hostGroup: sameHost ? hostGroup : groupOf(url) })
    if (answer.kind === 'wait' || answer.kind === 'stopped') return answer
    if (answer.kind === 'blocked') return { kind: 'blocked', detail: `robots.txt: ${answer.detail}` }
    if (answer.kind === 'failed') return unreachable(answer.detail, answer.sentAt)
    const { capture } = answer
    const target = redirectTarget(capture)
    if (target !== null) {
      url = target
      continue
    }
    const { status } = capture
    if (status === 429 || status >= 500) {
      const inflated = inflatedBody(capture)
      return {
        ...unreachable(`HTTP status ${status}`, answer.sentAt),
        status,
        body: inflated.kind === 'whole' ? inflated.bytes : null,
        retryAfter: retryAfter(capture, answer.endedAt),
      }
    }
    // Unavailable (4xx), and a redirect that leads nowhere: no rules, so everything is allowed.
    if (status >= 300) return { kind: 'read', status, body: allowsAll }
    const inflated = inflatedBody(capture)
    // Too long is read as far as it goes (RFC 9309 section 2.5); broken off earlier it is not the file.
    if (capture.truncated !== null && capture.truncated !== 'length') {
      return unreachable(`broken off (${capture.truncated})`, answer.sentAt)
    }
    if (inflated.kind !== 'whole') return unreachable(`${inflated.kind} body`, answer.sentAt)
    return { kind: 'read', status, body: inflated.bytes }
  }
  // RFC 9309, section 2.3.1.2: beyond the hops the file counts as unavailable, which allows.
  return { kind: 'read', status: 310, body: allowsAll }
}

function unreachable(detail: string, sentAt: Date) {
  return { kind: 'failed', status: null, detail, body: null, sentAt, retryAfter: null } as const
}
