/** Progress of a crawl: a bar on a terminal, a log line every minute elsewhere. */
import { SingleBar } from 'cli-progress'
import type { CrawlProgress } from '../crawl/crawl.ts'
import type { Log } from '../crawl/log.ts'
import type { Terminal } from './output.ts'

export interface ProgressDisplay {
  readonly update: (progress: CrawlProgress) => void
  /** May be called more than once. */
  readonly end: () => void
}

const logEveryMs = 60_000

export function showProgress(terminal: Terminal, maxPages: number | null, log: Log): ProgressDisplay {
  return terminal.stderrIsTTY ? bar(maxPages) : logLines(log)
}

function bar(maxPages: number | null): ProgressDisplay {
  const shown = new SingleBar({
    format: '{bar} {value}/{total} pages  {megabytes} MB  {duration_formatted}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    // The total grows with every page's links: an estimate from it would only mislead.
    etaBuffer: 1,
  })
  const total = (known: number) => Math.max(1, Math.min(known, maxPages ?? known))
  let running = false
  return {
    update({ visited, known, bytes }) {
      const megabytes = (bytes / 1e6).toFixed(1)
      if (!running) shown.start(total(known), visited, { megabytes })
      running = true
      shown.setTotal(Math.max(visited, total(known)))
      shown.update(visited, { megabytes })
    },
    end() {
      if (running) shown.stop()
      running = false
    },
  }
}

function logLines(log: Log): ProgressDisplay {
  let lastAt = performance.now()
  return {
    update(progress) {
      if (performance.now() - lastAt < logEveryMs) return
      lastAt = performance.now()
      log.info(progress, 'crawling')
    },
    end: () => undefined,
  }
}
