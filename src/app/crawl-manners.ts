/** Rules checked before a crawl starts: public hosts need a contact, private addresses an explicit permission. */
import { refusedEvenIfOwn, refusedHost } from '../fetch/address-guard.ts'
import { userAgent } from '../fetch/user-agent.ts'
import { MondoError } from '../model/errors.ts'
import { assertContact } from './settings/contact.ts'

export interface CrawlManners {
  readonly allowPrivate: boolean
  readonly rate: number | 'unlimited'
  /** URLs of all hosts that the crawl starts from. */
  readonly asked: readonly string[]
  readonly contactFor: (url: string) => string
}

/** @throws MondoError `usage` with a hint at the option that is missing */
export function assertPolite({ allowPrivate, rate, asked, contactFor }: CrawlManners): void {
  // Throws for a contact that is not a valid header value.
  for (const url of asked) userAgent(contactFor(url))
  for (const url of asked) assertContact(contactFor(url))
  const unsigned = asked.find((url) => isPublic(url) && contactFor(url) === '')
  if (unsigned !== undefined) {
    throw new MondoError('usage', `no contact, and ${new URL(unsigned).host} is a public host`, {
      hint: 'Give --contact: a URL or mail address where its operator can reach you',
    })
  }
  const ownHost = asked.find((url) => !isPublic(url))
  if (ownHost !== undefined && !allowPrivate) {
    throw new MondoError('usage', `${new URL(ownHost).host} is a private or loopback address`, {
      hint: 'Give --allow-private to crawl hosts of your own',
    })
  }
  for (const url of asked) {
    const refusal = refusedHost(new URL(url).hostname, refusedEvenIfOwn)
    if (refusal === null) continue
    throw new MondoError('usage', `${refusal}, which is never requested`, {
      hint: 'Private and loopback addresses alone can be allowed',
    })
  }
  if (rate === 'unlimited' && (!allowPrivate || asked.some(isPublic))) {
    throw new MondoError('usage', 'rate unlimited is for hosts of your own', {
      hint: 'Give requests a second, as in 0.5; unlimited needs --allow-private and no public host',
    })
  }
}

/** Names count as public: the address they resolve to is checked when the connection is made. */
export function isPublic(url: string): boolean {
  return refusedHost(new URL(url).hostname) === null
}
