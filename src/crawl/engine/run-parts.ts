/** What slices of one run are worked on with: its rules and budget, and the politeness that they share. */
import type { WarcWriter } from '../../archive/warc-writer.ts'
import type { Store } from '../../database/store.ts'
import type { Fetcher } from '../../fetch/fetcher.ts'
import type { Clock } from '../../model/clock.ts'
import type { SliceQueue } from '../../queue/slice-queue.ts'
import { defaultLoss } from '../drift/drift-test.ts'
import { observedFetcher } from '../observed-fetcher.ts'
import type { CrawlObserver } from '../observer.ts'
import type { CrawlOptions } from '../options.ts'
import { hostScopeOf, ofScopes } from '../politeness/host-group.ts'
import { HostGate } from '../politeness/rate-limiter.ts'
import { RobotsCache } from '../politeness/robots-cache.ts'
import type { Recovery } from '../recovery/recover.ts'
import type { Territory } from '../scope/crawl-scope.ts'
import type { IdSource } from '../scope/id-source.ts'
import { hostsOf } from '../scope/territory-hosts.ts'
import type { Budget } from './budget.ts'
import type { NextSliceParts } from './next-slice.ts'
import type { SliceParts } from './slice.ts'

export interface RunParts extends SliceParts, NextSliceParts {
  readonly gate: HostGate
  /** Seconds until every visited page is due again, in place of the revisit rule; null: the rule. */
  readonly revisitAfter: number | null
  /** Share of a scope's pages that may lose a field before the parse gate stops it. */
  readonly lossOf: (scope: string) => number
}

export interface RunSurroundings {
  readonly store: Store
  readonly fetcher: Pick<Fetcher, 'fetch'>
  readonly archive: Pick<WarcWriter, 'write' | 'sync'>
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  readonly queue: SliceQueue
  readonly recovery: Recovery | null
  /** Whether `clock` tells real time, rather than a test's. */
  readonly isRealTime?: boolean
  readonly onVisited?: SliceParts['onVisited']
  readonly observer?: CrawlObserver
}

export function runParts(
  options: CrawlOptions,
  run: {
    readonly runId: string
    readonly territory: Territory
    readonly budget: Budget
    readonly ids: IdSource | null
  },
  { store, fetcher, onVisited, ...surroundings }: RunSurroundings,
): RunParts {
  const { hostScopes, maxCrawlDelay, rate, concurrency, revisitAfter, gateLoss = defaultLoss } = options
  const { clock, random, recovery, observer, isRealTime = false } = surroundings
  const { territory } = run
  const { db } = store
  const rateOf = ofScopes(hostScopes, 'rate')
  const delays = ofScopes(hostScopes, 'maxCrawlDelay')
  const losses = ofScopes(hostScopes, 'gateLoss')
  const scopeOf = (url: string) =>
    territory.scopeByHost.get(new URL(url).host) ?? hostScopeOf(url, hostScopes)
  const gate = new HostGate({ db, clock, random, rate, rateOf, isRealTime })
  const robots = new RobotsCache({
    db,
    gate,
    clock,
    maxCrawlDelay: (name) => delays.get(name) ?? maxCrawlDelay,
    scopeOf,
  })
  return {
    ...surroundings,
    ...run,
    fetcher: observer === undefined ? fetcher : observedFetcher(fetcher, { observer, clock, scopeOf }),
    db,
    gate,
    robots,
    lossOf: (name) => losses.get(name) ?? gateLoss,
    revisitAfter,
    lanesOf: (name) => (rate === 'unlimited' && !rateOf.has(name) ? concurrency : 1),
    hasLeft: (scope) => recovery?.has(hostsOf(territory, scope)) ?? false,
    ...(onVisited === undefined ? {} : { onVisited }),
  }
}
