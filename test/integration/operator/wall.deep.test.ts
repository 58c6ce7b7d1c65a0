/** A site that shows a login page in place of every question: an operator learns it from the exit code, not by chance. */
import { expect, test } from 'vitest'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const login =
  '<html><title>ログイン</title><body><form action="/login"><input type="password" name="p"></form></body></html>'

test('ends with 5 and names the host; what was loaded stays, and the next crawl looks at a few pages first', async () => {
  let isWalled = false
  const site = await startSampleSite({
    questions: 24,
    respond: (path) =>
      isWalled && path.startsWith('/qa/')
        ? { status: 403, headers: { 'content-type': 'text/html' }, body: login }
        : undefined,
  })
  const data = ['--data', `${folder.path}/data`]
  const crawl = async () => {
    const rules = ['--allow-private', '--site', 'sample', '--rate', 'unlimited', '--revisit-after', '0s']
    const { exitCode, stdout } = await runMondo(['crawl', `${site.url}/`, ...rules, '--json', ...data])
    return { exitCode, summary: JSON.parse(stdout) }
  }
  try {
    const open = await crawl()
    expect(open.exitCode).toBe(0)
    isWalled = true
    const walled = await crawl()
    expect(walled).toMatchObject({
      exitCode: 5,
      summary: { result: 'parked', questions: open.summary.questions },
    })
    const { host } = new URL(site.url)
    expect(walled.summary.hosts).toMatchObject([{ group: host, state: 'parked' }])
    expect((await runMondo(['status', ...data])).stdout).toContain(`stopped host ${host}`)
    const runs = JSON.parse((await runMondo(['runs', '--json', ...data])).stdout)
    expect(runs).toMatchObject([{ exitCode: 5, result: 'parked' }, { exitCode: 0 }])
    expect(runs[0].statuses['403']).toBeGreaterThan(0)

    const before = site.requests.length
    expect((await crawl()).exitCode).toBe(5)
    const questions = site.requests.slice(before).filter(({ url }) => url.startsWith('/qa/'))
    expect(questions).toHaveLength(5)
  } finally {
    await site.close()
  }
})
