/** The sample site as a process of its own: the witness, which no kill reaches. Answers messages with what it saw. */
import { startSampleSite } from '../../src/sample-site/server.ts'
import type { Glance, SeenRequest } from './site.ts'

const [questions = 60, seed = 1] = process.argv.slice(2).map(Number)
const site = await startSampleSite({ questions, seed })

const requests = (): SeenRequest[] =>
  site.requests.map(({ at, url, status, userAgent }) => ({
    at: at.getTime(),
    url,
    status,
    by: /\(\+(.*)\)/.exec(userAgent)?.[1] ?? '',
  }))

const glance = (): Glance => {
  const seen = requests()
  const asked = new Set(seen.map(({ url }) => url).filter((url) => url.startsWith('/qa/')))
  return { requests: seen.length, last: seen.at(-1) ?? null, left: questions - asked.size }
}

process.on('message', (question) =>
  process.send?.(question === 'glance' ? glance() : { requests: requests(), expected: site.expected() }),
)
process.on('disconnect', () => process.exit())
process.send?.({ url: site.url })
