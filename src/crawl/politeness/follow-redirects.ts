/** Redirects hop by hop: each hop is a request of its own, through rate limiter, robots.txt and address guard. */
import type { RedirectSource } from '../../fetch/private-hosts.ts'
import { maxRedirects } from '../../fetch/redirects.ts'

export interface RedirectAnswer {
  readonly kind: 'redirect'
  /** Absolute URL, without fragment. */
  readonly to: string
  /** The response that redirects. */
  readonly from: RedirectSource
}

/**
 * Sends `url` and follows each redirect that `follow` accepts; resolves with the first answer that is not followed. The
 * answer to the last hop allowed is handed to `follow` with `isLast`, and is not followed whatever it says.
 */
export async function followRedirects<Answer extends { readonly kind: string }>(
  url: string,
  send: (url: string, hop: number, redirectedFrom?: RedirectSource) => Promise<Answer>,
  follow: (redirect: Extract<Answer, RedirectAnswer>, isLast: boolean) => boolean | Promise<boolean>,
): Promise<Answer> {
  let next = url
  let redirectedFrom: RedirectSource | undefined
  for (let hop = 0; ; hop += 1) {
    const answer = await send(next, hop, redirectedFrom)
    if (!isRedirectAnswer(answer)) return answer
    const isLast = hop === maxRedirects
    if (!(await follow(answer, isLast)) || isLast) return answer
    next = answer.to
    redirectedFrom = answer.from
  }
}

function isRedirectAnswer<Answer extends { readonly kind: string }>(
  answer: Answer,
): answer is Extract<Answer, RedirectAnswer> {
  return answer.kind === 'redirect'
}
