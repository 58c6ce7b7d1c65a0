/** `mondo fixture add URL`: along the polite path of a crawl, through the archive, into the fixtures folder. */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let site: SampleSite

beforeAll(async () => {
  site = await startSampleSite({ questions: 3 })
})
afterAll(() => site.close())

test('fixture add requests robots.txt first, saves the page unchanged, and drafts its record', async () => {
  const [question] = site.expected()
  const path = new URL(question?.url ?? '').pathname
  const added = await runMondo([
    ...['fixture', 'add', site.url + path, '--site', 'sample', '--name', 'sample/first', '--json'],
    ...['--dir', `${folder.path}/fixtures`, '--data', `${folder.path}/data`],
    ...['--allow-private', '--rate', 'unlimited'],
  ])
  expect(added).toMatchObject({ exitCode: 0, stderr: '' })
  expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt', path])
  const said = JSON.parse(added.stdout)
  expect(said).toMatchObject({
    page: `${folder.path}/fixtures/sample/first.html`,
    outcome: { kind: 'question', page: { title: question?.title } },
  })
  expect(readFileSync(said.page).includes(question?.title ?? '?')).toBe(true)
  expect(JSON.parse(readFileSync(said.record, 'utf8'))).toMatchObject({
    read: false,
    source: { url: site.url + path, site: 'sample', capturedAt: expect.stringMatching(/^\d{4}-/) },
  })
})

test('a missing page makes no fixture, exit 2', async () => {
  const dir = `${folder.path}/none`
  const said = await runMondo([
    ...['fixture', 'add', `${site.url}/qa/q99999999.html`, '--dir', dir, '--data', `${folder.path}/data`],
    ...['--allow-private', '--rate', 'unlimited'],
  ])
  expect(said).toMatchObject({ exitCode: 2, stdout: '' })
  expect(said.stderr).toMatch(/^mondo: \S+ came with status 404 and is no whole page\. [^\n]+\n$/)
  const checked = await runMondo(['fixture', 'check', '--dir', dir])
  expect(checked.stderr).toMatch(/^mondo: cannot read \S+none: /)
})

describe('fixture add is as polite as a crawl', () => {
  let polite: SampleSite
  let data: string
  let config: string
  let firstTwo: readonly string[]
  /** Long enough that a request without the rate limit is seen, short enough for a test. */
  const gapMs = 250

  beforeAll(async () => {
    polite = await startSampleSite({
      questions: 3,
      respond: (path) => {
        if (path === '/robots.txt') return text('User-agent: *\nDisallow: /private')
        return path === '/busy' ? { ...text('', 503), headers: { 'retry-after': '120' } } : undefined
      },
    })
    data = `${folder.path}/polite`
    config = `${folder.path}/rates.json`
    firstTwo = polite
      .expected()
      .slice(0, 2)
      .map(({ url }) => new URL(url).pathname)
    const { host } = new URL(polite.url)
    writeFileSync(config, JSON.stringify({ hostGroups: { slow: { hosts: [host], rate: 1000 / gapMs } } }))
  })
  afterAll(() => polite.close())

  const text = (body: string, status = 200) => ({
    status,
    headers: { 'content-type': 'text/plain' },
    body,
  })
  const add = (path: string) =>
    runMondo([
      ...['fixture', 'add', polite.url + path, '--site', 'sample', '--config', config],
      ...['--dir', `${folder.path}/fixtures`, '--data', data, '--allow-private', '--rate', 'unlimited'],
    ])

  test('two requests to one host keep its configured rate, from one process to the next', async () => {
    for (const path of firstTwo) expect(await add(path)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(polite.requests.map(({ url }) => url)).toEqual(['/robots.txt', ...firstTwo])
    const at = polite.requests.map((request) => request.at.getTime())
    const gaps = at.slice(1).map((time, before) => time - (at[before] ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(gapMs)
  })

  test('a page that robots.txt forbids is not requested, and the error names the line, exit 2', async () => {
    const before = polite.requests.length
    const said = await add('/private/1')
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(
      /^mondo: \S+\/private\/1 was not fetched: forbidden by robots\.txt, line 2: Disallow: \/private\. [^\n]+\n$/,
    )
    expect(polite.requests).toHaveLength(before)
  })

  test('a pause that a host asked for holds for the next process too', async () => {
    const said = await add('/busy')
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: \S+\/busy was not fetched: HTTP status 503; not before \d{4}-/)
    const before = polite.requests.length
    const again = await add(firstTwo[0] ?? '')
    expect(again).toMatchObject({ exitCode: 2, stdout: '' })
    expect(again.stderr).toMatch(/ was not fetched: waiting for backoff; not before \d{4}-/)
    expect(polite.requests).toHaveLength(before)
  })
})
