/** The sample site as a process of its own: the witness, which no kill reaches. Answers messages with what it saw. */
import { questionPath } from '../../src/sample-site/html.ts'
import type { SampleAnswer } from '../../src/sample-site/pages.ts'
import { startSampleSite } from '../../src/sample-site/server.ts'
import { questionIdOf } from '../../src/sample-site/world.ts'
import { poisonPage } from './poison.ts'
import type { Glance, SeenRequest, SiteLog, SiteOptions } from './site.ts'

const { questions, seed, poison } = JSON.parse(process.argv[2] ?? '') as SiteOptions
const headers = { 'content-type': 'text/html; charset=utf-8' }
const poisonIds = poison.map(({ index }) => questionIdOf({ questions, seed }, index))
const answers = new Map<string, SampleAnswer>()
for (const [at, { name }] of poison.entries()) {
  const body = poisonPage(name)
  if (body !== null) answers.set(questionPath(poisonIds[at] ?? ''), { status: 200, headers, body })
}
const site = await startSampleSite({ questions, seed, respond: (path) => answers.get(path) })

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

const siteLog = (): SiteLog => ({
  requests: requests(),
  expected: site.expected().filter(({ questionId }) => !poisonIds.includes(questionId)),
})

process.on('message', (question) => process.send?.(question === 'glance' ? glance() : siteLog()))
process.on('disconnect', () => process.exit())
process.send?.({ url: site.url })
