/** Progress of a crawl: a bar and a line a host on a terminal, a log line every minute elsewhere. */
import type { CrawlProgress, HostActivity } from '../../crawl/observer.ts'
import type { Log } from '../../model/log.ts'
import type { Terminal } from '../output/terminal.ts'
import { CrawlState, type CrawlStateOptions, hostsShown, sortedHosts } from './crawl-state.ts'
import { progressBar } from './progress-bar.ts'
import { remainingText } from './remaining-time.ts'

/** Disposing of it ends it: a bar that is not ended leaves the terminal without its cursor. */
export interface ProgressDisplay extends Disposable {
  readonly progressed: (progress: CrawlProgress) => void
  readonly hostIs: (hostGroup: string, activity: HostActivity) => void
  /** May be called more than once. */
  readonly end: () => void
}

const logEveryMs = 60_000

export function showProgress(terminal: Terminal, log: Log, options: CrawlStateOptions): ProgressDisplay {
  const state = new CrawlState(options)
  const shown = terminal.stderrIsTTY ? progressBar(terminal, state, options.maxPages) : logLines(state, log)
  return {
    progressed(progress) {
      state.note(progress)
      shown.begin?.()
    },
    hostIs(hostGroup, activity) {
      state.hostIs(hostGroup, activity)
      shown.begin?.()
    },
    end: shown.end,
    [Symbol.dispose]: shown.end,
  }
}

/** By the clock, not by visits, so that the log also says when every host waits. */
function logLines(state: CrawlState, log: Log): { readonly begin?: undefined; readonly end: () => void } {
  const timer = setInterval(() => log.info(progressFacts(state), 'crawling'), logEveryMs)
  timer.unref()
  return { end: () => clearInterval(timer) }
}

function progressFacts({ progress, pagesPerSecond, remaining, hosts, now }: CrawlState): object {
  const shown = sortedHosts(hosts).slice(0, hostsShown)
  const facts = shown.map(([hostGroup, activity]) => ({ hostGroup, ...activityFacts(activity, now) }))
  return {
    ...progress,
    // Redirects and pages of other workers are visited without having been counted before.
    known: Math.max(progress.known, progress.visited),
    pagesPerSecond: pagesPerSecond === null ? null : Number(pagesPerSecond.toFixed(2)),
    remaining: remainingText(remaining),
    hosts: facts,
    ...(hosts.size > shown.length ? { moreHosts: hosts.size - shown.length } : {}),
  }
}

/** A time that has passed is no wait any more: the host waits for its turn. */
function activityFacts(activity: HostActivity, now: Date): object {
  if (activity.kind === 'waiting' && activity.until <= now) return { state: 'waiting', because: 'turn' }
  const { kind: state, ...rest } = activity
  return { state, ...rest }
}
