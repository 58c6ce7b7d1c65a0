/** Builds the politeness of a crawl from its options: one rate limiter and one robots.txt cache for all its requests. */
import type { CrawlOptions } from '../options.ts'
import { hostGroupOf, settingByGroup } from './host-group.ts'
import { LenientHosts } from './lenient-hosts.ts'
import { RateLimiter, type RateLimiterOptions } from './rate-limiter.ts'
import { RobotsCache, type RobotsCacheOptions } from './robots-cache.ts'

export type PolitenessOptions = Omit<RateLimiterOptions, 'rate' | 'rateOf'> &
  Pick<RobotsCacheOptions, 'reader' | 'groupOf'>

export function politenessOf(
  { hostGroups, rate, maxCrawlDelay }: Pick<CrawlOptions, 'hostGroups' | 'rate' | 'maxCrawlDelay'>,
  options: PolitenessOptions,
): { readonly rateLimiter: RateLimiter; readonly robots: RobotsCache; readonly lenientHosts: LenientHosts } {
  const rateLimiter = new RateLimiter({ ...options, rate, rateOf: settingByGroup(hostGroups, 'rate') })
  const delays = settingByGroup(hostGroups, 'maxCrawlDelay')
  const robots = new RobotsCache({
    groupOf: (url) => hostGroupOf(url, hostGroups),
    ...options,
    rateLimiter,
    maxCrawlDelay: (hostGroup) => delays.get(hostGroup) ?? maxCrawlDelay,
  })
  return { rateLimiter, robots, lenientHosts: new LenientHosts(options) }
}
