/** Restarts failed crawlers, as a supervisor would, until every crawl has ended. */
import type { Crawler } from './crawler.ts'

export const stoppedBySignal = 130

/** Returns the crawls that could not be completed. */
export async function finish(crawlers: readonly Crawler[]): Promise<string[]> {
  const faults: string[] = []
  for (const crawler of crawlers.filter(({ ends }) => ends)) {
    for (let tries = 1; ; tries += 1) {
      const { code, stderr } = await crawler.ended
      if (code === 0) break
      if (tries === 5) {
        faults.push(`a crawler that does not end well: exit ${code}\n${stderr.slice(-2_000)}`)
        break
      }
      crawler.startAgain()
    }
  }
  for (const worker of crawlers.filter(({ ends }) => !ends)) {
    worker.signal('SIGTERM')
    const { code, stderr } = await worker.ended
    // None: it had only just been started, and did not hear signals yet.
    if (code !== stoppedBySignal && code !== null) {
      faults.push(`a worker that does not end well: exit ${code}\n${stderr.slice(-2_000)}`)
    }
  }
  return faults
}

/** Once more over each archive: a machine that has lost its host to another loads what it has when it is started next. */
export async function settle(crawlers: readonly Crawler[]): Promise<string[]> {
  const faults: string[] = []
  for (const crawler of crawlers) {
    crawler.startAgain()
    faults.push(...(await finish([crawler])))
  }
  return faults
}
