/** The sample site as a process of its own: the witness, which no kill reaches. Answers every message with its log. */
import { startSampleSite } from '../../src/sample-site/server.ts'

const [questions, seed] = process.argv.slice(2).map(Number)
const site = await startSampleSite({ questions: questions ?? 60, seed: seed ?? 1 })

process.on('message', (question) =>
  process.send?.(
    question === 'count'
      ? { count: site.requests.length }
      : {
          requests: site.requests.map(({ at, url, status }) => ({ at: at.getTime(), url, status })),
          expected: site.expected(),
        },
  ),
)
process.on('disconnect', () => process.exit())
process.send?.({ url: site.url })
