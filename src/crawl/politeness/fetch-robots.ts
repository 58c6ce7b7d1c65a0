/** robots.txt over the network: what an answer means by RFC 9309, section 2.3.1. */
import { Cookies } from '../../fetch/cookies.ts'
import type { RedirectSource } from '../../fetch/private-hosts.ts'
import { redirectTarget } from '../../fetch/redirects.ts'
import { retryAfter } from '../../fetch/retry-after.ts'
import type { Clock } from '../../model/clock.ts'
import { inflatedBody } from '../../model/inflated-body.ts'
import { followRedirects, type RedirectAnswer } from './follow-redirects.ts'
import type { ExchangeAnswer, Interruption, PacedExchange } from './paced-exchange.ts'

/** `read`: the rules, empty where there are none. `failed`: they are unreachable, so nothing is allowed. */
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
  /** The address guard refuses the host: a later request would be refused too. */
  | { readonly kind: 'blocked'; readonly detail: string }
  | Interruption

const allowsAll = new Uint8Array()

/**
 * Requests the robots.txt of an origin under `hostGroup`. Where it redirects to another host, that host is asked under
 * its own group, which `groupOf` names.
 */
export async function fetchRobots(
  origin: string,
  hostGroup: string,
  exchange: PacedExchange,
  groupOf: (url: string) => string,
  clock: Clock,
): Promise<RobotsFetch> {
  // Not those of the visit, which asks for robots.txt only where it is not known yet.
  const cookies = new Cookies(clock)
  const send = async (
    url: string,
    _hop: number,
    redirectedFrom?: RedirectSource,
  ): Promise<ExchangeAnswer | RedirectAnswer> => {
    const isSameHost = new URL(url).origin === origin
    const request = { url, hostGroup: isSameHost ? hostGroup : groupOf(url), cookies }
    const answer = await exchange(redirectedFrom === undefined ? request : { ...request, redirectedFrom })
    if (answer.kind !== 'captured') return answer
    const to = redirectTarget(answer.capture)
    return to === null ? answer : { kind: 'redirect', to, from: answer.capture }
  }
  const answer = await followRedirects(new URL('/robots.txt', origin).href, send, () => true)
  switch (answer.kind) {
    case 'wait':
    case 'stopped':
      return answer
    case 'blocked':
      return { kind: 'blocked', detail: `robots.txt: ${answer.detail}` }
    case 'failed':
      return unreachable(answer.detail, answer.sentAt)
    case 'redirect':
      // RFC 9309, section 2.3.1.2: beyond five hops the file counts as unavailable, which allows.
      return { kind: 'read', status: 310, body: allowsAll }
    case 'captured':
      return classify(answer)
  }
}

function classify({ capture, sentAt, endedAt }: Extract<ExchangeAnswer, { kind: 'captured' }>): RobotsFetch {
  const { status } = capture
  if (status === 429 || status >= 500) {
    const inflated = inflatedBody(capture)
    return {
      ...unreachable(`HTTP status ${status}`, sentAt),
      status,
      body: inflated.kind === 'whole' ? inflated.bytes : null,
      retryAfter: retryAfter(capture, endedAt),
    }
  }
  // Unavailable (4xx), and a redirect without a usable target: no rules, so everything is allowed.
  if (status >= 300) return { kind: 'read', status, body: allowsAll }
  const inflated = inflatedBody(capture)
  // A file over the size limit counts up to the limit (RFC 9309 section 2.5); cut off for another reason it is not the file.
  if (capture.truncated !== null && capture.truncated !== 'length') {
    return unreachable(`broken off (${capture.truncated})`, sentAt)
  }
  if (inflated.kind !== 'whole') return unreachable(`${inflated.kind} body`, sentAt)
  return { kind: 'read', status, body: inflated.bytes }
}

function unreachable(detail: string, sentAt: Date) {
  return { kind: 'failed', status: null, detail, body: null, sentAt, retryAfter: null } as const
}
