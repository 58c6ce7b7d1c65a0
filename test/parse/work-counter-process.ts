/** The process of `workOfPages`: reads every hostile page at each size and posts how much work it was. */
import { Session } from 'node:inspector/promises'
import type { Counted } from './work-counter.ts'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { readPage } = await import('../../src/parse/read-page.ts')
const { hostilePages } = await import('./hostile-pages.ts')

const sizes = process.argv.slice(2).map(Number)
const counted: Record<string, Counted[]> = {}
for (const { name, html, url, contentType, sites } of hostilePages) {
  const read = (n: number) => readPage(html(n), { url, contentType, ...(sites && { sites }) }).outcome
  // Once before: what is made at the first call is not counted.
  read(10)
  const counts: Counted[] = []
  for (const n of sizes) {
    // Taking the coverage sets the counters to zero.
    await session.post('Profiler.takePreciseCoverage')
    const outcome = read(n)
    const { result } = await session.post('Profiler.takePreciseCoverage')
    const ranges = result.flatMap(({ functions }) => functions.flatMap((one) => one.ranges))
    counts.push({
      outcome: outcome.kind === 'rejected' ? outcome.reason : outcome.kind,
      steps: ranges.reduce((sum, { count }) => sum + count, 0),
    })
  }
  counted[name] = counts
}
process.send?.(counted, () => process.disconnect())
