/** Collaborators of a run's slices: options and budget, and the rate limiter and robots cache that they share. */
import type { WarcWriter } from '../../archive/warc-writer.ts'
import type { Store } from '../../database/store.ts'
import type { CrawlClient } from '../../fetch/fetcher.ts'
import { forOwnHosts } from '../../fetch/for-own-hosts.ts'
import type { Clock } from '../../model/clock.ts'
import type { SliceQueue } from '../../queue/slice-queue.ts'
import type { Reader } from '../../workers/tasks.ts'
import type { CrawlObserver } from '../observer.ts'
import type { CrawlOptions } from '../options.ts'
import { hostGroupOf, settingByGroup } from '../politeness/host-group.ts'
import { politenessOf } from '../politeness/politeness.ts'
import type { RateLimiter } from '../politeness/rate-limiter.ts'
import type { Recovery } from '../recovery/recover.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { hostsOf } from '../scope/crawl-scope.ts'
import type { IdSource } from '../scope/id-source.ts'
import { AnswersSeen } from '../visit/answers-seen.ts'
import type { Budget } from './budget.ts'
import type { NextSliceDeps } from './next-slice.ts'
import type { SliceDeps } from './slice.ts'

export interface RunDeps extends SliceDeps, NextSliceDeps {
  readonly rateLimiter: RateLimiter
  /** Seconds until a visited page is due again; null: by the revisit rule. */
  readonly revisitAfter: number | null
  /** Share of a host group's pages that may lose a field before the quality gate stops it. */
  readonly maxFieldLoss: (hostGroup: string) => number
  /** `--accept-layout`: vanished questions are marked gone and do not trip the outcome breaker. */
  readonly acceptLayout: boolean
}

export interface RunContext {
  readonly store: Store
  readonly fetcher: CrawlClient
  readonly archive: Pick<WarcWriter, 'write' | 'sync'>
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  readonly queue: SliceQueue
  readonly recovery: Recovery | null
  /** Whether `clock` is real time, not a test's. */
  readonly isRealTime?: boolean
  readonly observer?: CrawlObserver
  /** Parses responses, in threads of its own. */
  readonly reader: Reader
}

/** What belongs to one run alone. */
export interface RunParts {
  readonly runId: string
  readonly crawlScope: CrawlScope
  readonly budget: Budget
  readonly ids: IdSource | null
}

/** Builds the collaborators of a run's slices: one rate limiter and one robots cache for all of them. */
export function runDeps(
  options: CrawlOptions,
  run: RunParts,
  { store, ...surroundings }: RunContext,
): RunDeps {
  const { hostGroups, rate, concurrency, revisitAfter, gateLoss, acceptLayout } = options
  const { clock, random, recovery, reader, isRealTime = false } = surroundings
  const { crawlScope } = run
  const { db } = store
  const rateOf = settingByGroup(hostGroups, 'rate')
  const losses = settingByGroup(hostGroups, 'gateLoss')
  const groupOf = (url: string) =>
    crawlScope.groupByHost.get(new URL(url).host) ?? hostGroupOf(url, hostGroups)
  return {
    ...surroundings,
    ...run,
    fetcher: forOwnHosts(surroundings.fetcher, new Set(crawlScope.groupByHost.keys()), crawlScope.origins),
    db,
    ...politenessOf(options, { db, clock, random, isRealTime, reader, groupOf }),
    answersSeen: new AnswersSeen(),
    maxFieldLoss: (name) => losses.get(name) ?? gateLoss,
    acceptLayout,
    revisitAfter,
    maxConcurrency: (name) => (rate === 'unlimited' && !rateOf.has(name) ? concurrency : 1),
    hasUncommittedCaptures: (hostGroup) => recovery?.has(hostsOf(crawlScope, hostGroup)) ?? false,
  }
}
