import { describe, expect, it } from 'vitest'
import { routeGroups } from '../../src/sample-site/misbehave/routes.ts'
import { startSampleSite } from '../../src/sample-site/server.ts'

const options: readonly Row[] = [
  ['`questions`', 'how many (120)'],
  ['`seed`', 'which ones (1)'],
  ['`port`', '0: a free one'],
  ['`evolving`', 'a clock by which questions are asked, answered and closed (below)'],
  ['`latency`', 'milliseconds before each answer (0)'],
  ['`instead`', 'paths that misbehave, each as a route below'],
  ['`redesign`', 'after so many question pages the others lose authors, dates, answers or known class names'],
  ['`respond`', 'a function that answers in place of the site, for what no route does'],
]

const evolving = `## A site that evolves

Without a word about it, every question is as it will be in the end. With \`evolving\`, the site follows a simulated clock:

\`\`\`ts
const site = await startSampleSite({
  questions: 5_000,
  evolving: { now: () => clock.now(), from: new Date('2026-01-01'), to: new Date('2026-12-31') },
})
site.expected() // now
site.expected(new Date('2026-06-01')) // then
\`\`\`

The questions are asked evenly between \`from\` and \`to\`; one that is not asked yet is answered with 404 and stands in no
list. Answers arrive after delays with a heavy tail, some get a supplement or thanks, a best answer is chosen, questions
are closed. Nothing is taken back, and nobody answers a question that has ended. By the seed, as everything else.

| question | share | answers | delay of an answer: median, 90 %, 99 % |
| -------- | ----- | ------- | -------------------------------------- |
| dead     | 25 %  | none    |                                        |
| usual    | 65 %  | 1-6     | 7 hours, 3 days, 6 weeks               |
| hot      | 10 %  | 8-30    | 28 hours, 12 days, 5 months            |

Half of the questions with answers get a best one, 19 hours after it at the median; of the others three in five are
closed two to thirteen weeks after they were asked, and the rest stay open. A reply comes 9 hours after what it replies
to, at the median. Beside a question's link, lists show \`回答数5\` and \`受付中\`, \`ベストアンサー\` or \`締切済み\`; the
sitemap has a \`lastmod\`. The sidebar's ranking goes on naming counts of its own, as a trap.`

const intro = () => `# The sample site

\`src/sample-site\` is a small OKWAVE-like Q&A site on loopback. The demo crawls it, tests break it, benchmarks load it. The
same seed and number of questions give the same bytes, and \`expected()\` is the record of every question as the
generator knows it.

\`\`\`ts
const site = await startSampleSite({
  questions: 300,
  seed: 7,
  instead: { '/robots.txt': '/misbehave/robots?code=503' },
})
\`\`\`

${table(['option', 'does'], options)}

${evolving}

## Every way the web misbehaves

Routes below \`/misbehave/\`. No page of the site links there. Parameters stand in the query; a number in parentheses is
what holds without one. \`test/fetch/misbehaving-servers.test.ts\` asks for every one of them and says what the client
makes of it.
`

type Row = readonly [string, string]

/** Aligned, as the formatter would have it. */
function table(head: Row, rows: readonly Row[]): string {
  const width = (column: 0 | 1) => Math.max(...[head, ...rows].map((row) => row[column].length))
  const [left, right] = [width(0), width(1)]
  const rule: Row = ['-'.repeat(left), '-'.repeat(right)]
  return [head, rule, ...rows].map(([a, b]) => `| ${a.padEnd(left)} | ${b.padEnd(right)} |`).join('\n')
}

/** Written by `npx vitest -u`, so that the doc and the routes cannot part. */
function doc(): string {
  const groups = routeGroups.map(({ title, routes }) => {
    const rows = routes.map(({ name, does }) => [`\`${name}\``, does] as const)
    return `### ${title}\n\n${table(['route', 'what a client meets'], rows)}\n`
  })
  return [intro(), ...groups].join('\n')
}

describe('the misbehaving routes', () => {
  it('are documented as they are', async () => {
    await expect(doc()).toMatchFileSnapshot('../../docs/sample-site.md')
  })

  it('have names of their own', () => {
    const names = routeGroups.flatMap(({ routes }) => routes.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(40)
  })

  it('stand in for any path of the site', async () => {
    const instead = {
      '/robots.txt': '/misbehave/robots?code=503',
      '/qa/q1000001.html': '/misbehave/soft-404',
    }
    const site = await startSampleSite({ questions: 3, instead })
    const robots = await fetch(`${site.url}/robots.txt`)
    const page = await fetch(`${site.url}/qa/q1000001.html`)
    expect([robots.status, await robots.text()]).toEqual([503, expect.stringContaining('User-agent')])
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('見つかりません')])
    expect(site.requests.map(({ status }) => status)).toEqual([503, 200])
    await site.close()
  })

  it('count for each site on its own', async () => {
    for (let i = 0; i < 2; i++) {
      const site = await startSampleSite({ questions: 1 })
      expect((await fetch(`${site.url}/misbehave/recovers?after=1`)).status).toBe(500)
      expect((await fetch(`${site.url}/misbehave/recovers?after=1`)).status).toBe(200)
      await site.close()
    }
  })

  it('do not exist under names that are none', async () => {
    const site = await startSampleSite({ questions: 1 })
    expect((await fetch(`${site.url}/misbehave/`)).status).toBe(404)
    expect((await fetch(`${site.url}/misbehave/no-such`)).status).toBe(404)
    await site.close()
  })

  it('are linked from no page of the site', async () => {
    const site = await startSampleSite({ questions: 40 })
    const seen = new Set<string>()
    const queue = ['/', '/robots.txt', '/sitemap.xml']
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path)) continue
      seen.add(path)
      const text = await (await fetch(`${site.url}${path}`)).text()
      expect(text).not.toContain('misbehave')
      for (const [, found = ''] of text.matchAll(/href="(\/[^"]*)"/g))
        queue.push(found.replaceAll('&amp;', '&'))
    }
    expect(seen.size).toBeGreaterThan(40)
    await site.close()
  })
})
