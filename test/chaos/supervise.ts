/** What a supervisor does: starts again what has failed, until every crawl has come to its end. */
import type { Crawler } from './crawler.ts'

/** Gives what cannot be brought to an end. */
export async function finish(crawlers: readonly Crawler[]): Promise<string[]> {
  const faults: string[] = []
  for (const crawler of crawlers) {
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
