/** `mondo fetch` against the sample site, and the archive it leaves through `parse`, `load` and `sql`. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const data = `${folder.path}/data`
const mine = ['--data', data, '--allow-private', '--rate', 'unlimited']

let site: SampleSite

beforeAll(async () => {
  site = await startSampleSite({
    questions: 5,
    intercept: ({ url }, response) => {
      if (url !== '/cut') return false
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' })
      response.write('<p>so far', () => response.destroy())
      return true
    },
    respond: (path) => {
      if (path === '/closed') return { status: 503, headers: { 'retry-after': '120' }, body: '' }
      const location = new URL(path, 'http://127.0.0.1').searchParams.get('to')
      return location === null ? undefined : { status: 302, headers: { location }, body: '' }
    },
  })
})
afterAll(() => site.close())

describe('mondo fetch', () => {
  test('requests robots.txt first and archives every page; the archive can be parsed and loaded', async () => {
    const questions = site.expected().slice(0, 2)
    const urls = questions.map(({ url }) => site.url + new URL(url).pathname)
    const fetched = await runMondo(['fetch', ...urls, ...mine])
    expect(fetched).toMatchObject({ exitCode: 0, stderr: '' })
    expect(fetched.stdout).toMatch(
      new RegExp(`^200 ${urls[0]} \\S+\\.warc\\.gz#\\d+\n200 ${urls[1]} \\S+#\\d+\n$`),
    )
    expect(site.requests.map(({ url }) => url)).toEqual([
      '/robots.txt',
      ...urls.map((url) => new URL(url).pathname),
    ])

    const parsed = await runMondo(['parse', `${data}/archive`, '--site', 'sample'])
    expect(parsed.exitCode).toBe(0)
    const outcomes = parsed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(outcomes.map(({ source }) => source)).toEqual([
      expect.stringMatching(/\.warc\.gz#\d+$/),
      expect.stringMatching(/\.warc\.gz#\d+$/),
    ])
    expect(outcomes.map(({ page }) => page.title)).toEqual(questions.map(({ title }) => title))

    await runMondo(['load', '-', '--data', data], parsed.stdout)
    const titles = await runMondo([
      'sql',
      'select title from qa.question order by title',
      '--data',
      data,
      '--json',
    ])
    expect(JSON.parse(titles.stdout)).toEqual(
      questions
        .map(({ title }) => ({ title }))
        .sort((a, b) => Buffer.compare(Buffer.from(a.title), Buffer.from(b.title))),
    )
  })

  test('says how long a host asks for a pause, exit 5, and keeps to it in the next process', async () => {
    const said = await runMondo(['fetch', `${site.url}/closed`, ...mine, '--json'])
    expect(said.exitCode).toBe(5)
    const pause = JSON.parse(said.stdout)
    expect(pause).toMatchObject({ kind: 'wait', url: `${site.url}/closed`, detail: 'HTTP status 503' })

    const before = site.requests.length
    const again = await runMondo(['fetch', `${site.url}/closed`, ...mine, '--json'])
    expect(again.exitCode).toBe(5)
    const kept = JSON.parse(again.stdout)
    expect(kept.kind).toBe('wait')
    // The database keeps it; each process tells it by its own clock, which it compares with the database's anew.
    expect(Math.abs(Date.parse(kept.until) - Date.parse(pause.until))).toBeLessThan(5_000)
    expect(site.requests).toHaveLength(before)
  })

  test('refuses loopback without --allow-private, exit 2, and sends no request', async () => {
    const before = site.requests.length
    const said = await runMondo(['fetch', `${site.url}/`, '--data', `${folder.path}/other`])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: 127\.0\.0\.1:\d+ is a private or loopback address\. [^\n]+\n$/)
    expect(site.requests).toHaveLength(before)
  })

  test('follows a redirect to another port of this machine, and none to the metadata of a cloud', async () => {
    const other = await startSampleSite({ questions: 1 })
    const place = ['--data', `${folder.path}/redirects`]
    const away = `${other.url}/qa/q1000001.html`
    const said = await runMondo(['fetch', `${site.url}/r?to=${away}`, ...mine, ...place, '--json'])
    await other.close()
    expect(JSON.parse(said.stdout)).toMatchObject({ kind: 'captured', url: away })

    const secret = 'http://169.254.169.254/latest/meta-data/'
    const refused = await runMondo(['fetch', `${site.url}/r?to=${secret}`, ...mine, ...place, '--json'])
    expect(refused.exitCode).toBe(5)
    expect(JSON.parse(refused.stdout)).toMatchObject({ kind: 'skipped', url: secret, by: 'address-guard' })
  })

  test('refuses a public host without a contact, exit 2', async () => {
    const said = await runMondo(['fetch', 'https://okwave.jp/', '--data', data])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: no contact, and okwave\.jp is a public host\. [^\n]+\n$/)
  })

  test('closes the database when the archive cannot be opened', async () => {
    const other = await mkdtemp(`${folder.path}/`)
    const inTheWay = join(other, 'archive')
    await writeFile(inTheWay, 'no folder')
    const fetching = ['fetch', `${site.url}/`, '--allow-private', '--data', other]
    expect((await runMondo(fetching)).exitCode).toBe(1)
    const said = await runMondo(['sql', 'select 1 as one', '--data', other, '--csv'])
    expect(said).toEqual({ exitCode: 0, stdout: 'one\r\n1\r\n', stderr: '' })
  })

  test('says that a body did not come whole, and archives what came', async () => {
    const url = `${site.url}/cut`
    const said = await runMondo(['fetch', url, ...mine, '--data', `${folder.path}/cut`])
    expect(said.exitCode).toBe(0)
    expect(said.stdout).toMatch(/^200 \S+ \S+#\d+ truncated: the connection ended within the body\n$/)
    const again = await runMondo(['fetch', url, ...mine, '--data', `${folder.path}/cut`, '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({ kind: 'captured', status: 200, truncated: 'disconnect' })
  })
})
