import { describe, expect, it } from 'vitest'
import { routeGroups } from './misbehave/routes.ts'
import { startMisbehavingSite } from './misbehaving-site.ts'

const options: readonly Row[] = [
  ['`questions`', 'how many (120)'],
  ['`seed`', 'which ones (1)'],
  ['`port`', '0: a free one'],
  ['`evolving`', 'a clock by which questions are asked, answered and closed (below)'],
  ['`latency`', 'milliseconds before each answer (0)'],
  ['`redesign`', 'after so many question pages the others lose authors, dates, answers or known class names'],
  ['`respond`', 'a function that answers some paths in place of the site'],
  ['`intercept`', 'a function that takes some requests over, down to the socket'],
]

const evolving = `## A site that evolves

By default, every question is in its final state. With \`evolving\`, the site follows a simulated clock:

\`\`\`ts
const site = await startSampleSite({
  questions: 5_000,
  evolving: { now: () => clock.now(), from: new Date('2026-01-01'), to: new Date('2026-12-31') },
})
site.expected() // now
site.expected(new Date('2026-06-01')) // then
\`\`\`

The questions are asked evenly between \`from\` and \`to\`; a question that is not asked yet gives 404 and is in no list.
Answers arrive after delays with a heavy tail, some get a supplement or thanks, best answers are chosen, questions are
closed. Nothing is withdrawn, and a question that has ended gets no further answers. All of it depends only on the seed.

| question | share | answers | delay of an answer: median, 90 %, 99 % |
| -------- | ----- | ------- | -------------------------------------- |
| dead     | 25 %  | none    |                                        |
| usual    | 65 %  | 1-6     | 7 hours, 3 days, 6 weeks               |
| hot      | 10 %  | 8-30    | 28 hours, 12 days, 5 months            |

Half of the questions with answers get a best answer, at the median 19 hours after it was written. Three in five of the
others are closed two to thirteen weeks after they were asked; the rest stay open. At the median, a reply comes 9 hours
after the text it replies to. Beside a question's link, lists show \`回答数5\` and \`受付中\`, \`ベストアンサー\` or \`締切済み\`; the
sitemap has a \`lastmod\`. The sidebar's ranking shows other counts, as a trap.`

const intro = () => `# The sample site

\`src/sample-site\` is a small OKWAVE-like Q&A site on loopback. The demo crawls it, the tests break it, the benchmarks load
it. The same seed and number of questions always give the same bytes, and \`expected()\` returns the correct record of every
question.

\`\`\`ts
const site = await startSampleSite({
  questions: 300,
  seed: 7,
})
\`\`\`

${table(['option', 'does'], options)}

${evolving}

## Every way the web misbehaves

\`startMisbehavingSite\` in \`test/sample-site\` (it is not shipped) adds routes below \`/misbehave/\`, and its option \`instead\`
puts one in the place of any path:

\`\`\`ts
const site = await startMisbehavingSite({
  questions: 300,
  instead: { '/robots.txt': '/misbehave/robots?code=503' },
})
\`\`\`

No page of the site links there. Parameters go into the query; a number in parentheses is the default.
\`test/fetch/misbehaving-servers.test.ts\` requests every route and says how the client handles it.
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
  it('are documented', async () => {
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
    const site = await startMisbehavingSite({ questions: 3, instead })
    const robots = await fetch(`${site.url}/robots.txt`)
    const page = await fetch(`${site.url}/qa/q1000001.html`)
    expect([robots.status, await robots.text()]).toEqual([503, expect.stringContaining('User-agent')])
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('見つかりません')])
    expect(site.requests.map(({ status }) => status)).toEqual([503, 200])
    await site.close()
  })

  it('count for each site on its own', async () => {
    for (let i = 0; i < 2; i++) {
      const site = await startMisbehavingSite({ questions: 1 })
      expect((await fetch(`${site.url}/misbehave/recovers?after=1`)).status).toBe(500)
      expect((await fetch(`${site.url}/misbehave/recovers?after=1`)).status).toBe(200)
      await site.close()
    }
  })

  it('do not exist under other names', async () => {
    const site = await startMisbehavingSite({ questions: 1 })
    expect((await fetch(`${site.url}/misbehave/`)).status).toBe(404)
    expect((await fetch(`${site.url}/misbehave/no-such`)).status).toBe(404)
    await site.close()
  })

  it('are linked from no page of the site', async () => {
    const site = await startMisbehavingSite({ questions: 40 })
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
