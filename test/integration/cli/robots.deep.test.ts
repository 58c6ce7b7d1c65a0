/** `mondo robots`, and the ways in of `mondo crawl`, through the command line. */
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const mine = ['--data', `${folder.path}/data`, '--allow-private']
const robotsTxt =
  'User-agent: *\nDisallow: /x\n\nUser-agent: mondo\nCrawl-delay: 1\nDisallow: /qa/private\nSitemap: /s.xml\n'

let site: SampleSite
let isDown = false

beforeAll(async () => {
  mkdirSync(`${folder.path}/data`)
  site = await startSampleSite({
    questions: 5,
    respond: (path) => {
      if (path !== '/robots.txt') return undefined
      return isDown ? { status: 503 } : { status: 200, body: robotsTxt }
    },
  })
})
afterAll(() => site.close())

describe('mondo robots', () => {
  test('names the deciding line and group after one request', async () => {
    const explain = async (path: string, ...more: string[]) =>
      JSON.parse((await runMondo(['robots', site.url + path, '--json', ...mine, ...more])).stdout)
    expect(await explain('/qa/private/1')).toMatchObject({
      allowed: false,
      group: 'mondo',
      line: 6,
      rule: 'Disallow: /qa/private',
      crawlDelay: 1,
      sitemaps: ['/s.xml'],
      status: 200,
      failure: null,
      isNew: true,
    })
    expect(await explain('/x')).toMatchObject({ allowed: true, line: null, group: 'mondo', isNew: false })
    expect(await explain('/x', '--agent', 'otherbot')).toMatchObject({
      allowed: false,
      group: '*',
      line: 2,
      crawlDelay: null,
    })
    expect(site.requests).toHaveLength(1)
  })

  test('prints a report for people without --json', async () => {
    const { stdout, exitCode } = await runMondo(['robots', `${site.url}/qa/private/1`, ...mine])
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      `forbidden: ${site.url}/qa/private/1`,
      'agent: mondo, group mondo',
      'line 6: Disallow: /qa/private',
      'Crawl-delay: 1 s',
      'Sitemap: /s.xml',
    ])
  })

  test('exits with 5 if robots.txt is out of reach', async () => {
    isDown = true
    const elsewhere = ['--data', `${folder.path}/other`, '--allow-private']
    const { stdout, exitCode } = await runMondo(['robots', `${site.url}/`, ...elsewhere])
    isDown = false
    expect(exitCode).toBe(5)
    expect(stdout).toMatch(
      /^not allowed while robots\.txt is out of reach.*\n.*\nlast answer: robots\.txt: HTTP status 503, not before /,
    )
  })
})

describe('mondo crawl', () => {
  const asked = () => site.requests.map(({ url }) => url).filter((url) => url !== '/robots.txt')

  test('reads URLs from a file, ids into a template, and filters from a configuration file', async () => {
    const config = `${folder.path}/mondo.config.json`
    const { host } = new URL(site.url)
    await writeFile(
      config,
      JSON.stringify({ follow: [], hostGroups: { own: { hosts: [host], rate: 100, maxPages: 3 } } }),
    )
    await writeFile(`${folder.path}/urls.txt`, `${site.url}/list/new_question\n`)
    const data = [
      '--data',
      `${folder.path}/ways`,
      '--allow-private',
      '--site',
      'sample',
      '--config',
      config,
      '--json',
    ]
    isDown = false
    const before = asked().length
    const listed = await runMondo([
      'crawl',
      '--urls',
      `${folder.path}/urls.txt`,
      '--rate',
      'unlimited',
      ...data,
    ])
    expect(JSON.parse(listed.stdout)).toMatchObject({
      result: 'done',
      hosts: [{ group: 'own' }],
      outcomes: { links: 1 },
    })
    const ids = await runMondo([
      'crawl',
      `${site.url}/qa/q{id}.html`,
      '--ids',
      '2000003-2000009',
      '--rate',
      'unlimited',
      ...data,
    ])
    expect(JSON.parse(ids.stdout)).toMatchObject({ result: 'budget', outcomes: { gone: 2, loaded: 1 } })
    expect(asked().slice(before)).toEqual([
      '/list/new_question',
      ...[3, 4, 5].map((id) => `/qa/q200000${id}.html`),
    ])
  })

  test('reports an error of the configuration in one line that names the key', async () => {
    const config = `${folder.path}/wrong.json`
    await writeFile(config, JSON.stringify({ hostGroups: { own: { hosts: ['a.example'], rate: 'fast' } } }))
    const { exitCode, stderr } = await runMondo(['crawl', `${site.url}/`, '--config', config, ...mine])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^mondo: .*wrong\.json: hostGroups\.own\.rate: expected number, received string\. docs\/configuration\.md.*\n$/,
    )
  })
})
