/** What a worker has done: a line of the log each minute, and one at its end. */
import type { CrawlObserver } from '../../crawl/observer.ts'
import type { Log } from '../../model/log.ts'

const logEveryMs = 60_000

export interface WorkProgress extends Disposable {
  readonly observer: CrawlObserver
  /** Called when the worker starts to take jobs. */
  begin(): void
}

/** Logs the work of a worker. Disposing of it logs the final line, if the worker has begun. */
export function logWork(log: Log): WorkProgress {
  const done = { slices: 0, visits: 0, requests: 0, bytes: 0, found: 0, rejected: 0 }
  /** By host group, those that have a slice now. */
  const working = new Set<string>()
  const facts = (): object => ({ ...done, hosts: [...working].sort() })
  let timer: NodeJS.Timeout | null = null
  return {
    begin() {
      timer = setInterval(() => log.info(facts(), 'working'), logEveryMs)
      timer.unref()
    },
    observer: {
      exchanged({ bytes }) {
        done.requests += 1
        done.bytes += bytes
      },
      committed({ hostGroup, visits, added }) {
        working.delete(hostGroup)
        done.slices += 1
        done.visits += visits.length
        done.found += added
        done.rejected += visits.filter(({ outcome }) => outcome.kind === 'rejected').length
      },
      hostIs(hostGroup, activity) {
        if (activity.kind === 'working') working.add(hostGroup)
        else working.delete(hostGroup)
      },
    },
    [Symbol.dispose]() {
      if (timer === null) return
      clearInterval(timer)
      log.info({ ...done }, 'work ended')
    },
  }
}
