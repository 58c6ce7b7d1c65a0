/** Headers and cookies of a host in `mondo.config.json`, and cookies that a site asks for: fetch, crawl and work. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { workIn } from '../../../src/app/open-work.ts'
import { configuredAccess } from '../../../src/app/settings/host-access.ts'
import { scheduledCrawlOf } from '../../../src/cli/options/scheduled-settings.ts'
import { openStore } from '../../../src/database/store.ts'
import { Schedule } from '../../../src/queue/schedule.ts'
import { sampleQuestion } from '../../../src/sample-site/question.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshUrl } from '../stores.ts'

const sites: SampleSite[] = []
const question = new URL(sampleQuestion({ seed: 1, questions: 3 }, 0).page.url).pathname
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const site of sites.splice(0)) await site.close()
})

/** Every page sets a cookie and redirects to itself until it comes back. `members`: and wants a login besides. */
async function cookieWall({ members = false } = {}) {
  const asked: IncomingMessage[] = []
  const site = await startSampleSite({
    questions: 3,
    intercept: (request, response) => {
      asked.push(request)
      if (request.url === '/robots.txt') return false
      const { cookie = '', authorization } = request.headers
      if (members && !(cookie.includes('sid=s3cret') && authorization === 'Bearer s3cret')) {
        response.writeHead(403).end()
        return true
      }
      if (cookie.includes('seen=1')) return false
      response.writeHead(302, { 'set-cookie': 'seen=1; Path=/', location: request.url }).end()
      return true
    },
  })
  sites.push(site)
  return { site, asked }
}

async function configured(site: SampleSite, group: object): Promise<{ data: string; config: string }> {
  const data = await temporaryFolder()
  const config = join(data, 'mondo.config.json')
  const sample = { hosts: [new URL(site.url).host], ...group }
  await writeFile(config, JSON.stringify({ hostGroups: { sample } }))
  return { data, config }
}
const login = { headers: { Authorization: { env: 'MONDO_TOKEN' } }, cookies: { sid: { env: 'MONDO_SID' } } }
const mine = ['--allow-private', '--rate', 'unlimited']
const crawling = [...mine, '--site', 'sample']

function stubSecrets(): void {
  vi.stubEnv('MONDO_TOKEN', 'Bearer s3cret')
  vi.stubEnv('MONDO_SID', 's3cret')
}

/** Everything below a folder, gzip members inflated. */
async function bytesBelow(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = files
    .filter((file) => file.isFile())
    .map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name))
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')
    })
  return (await Promise.all(texts)).join('\n')
}

test('a site that sets a cookie and redirects to itself is fetched and crawled', async () => {
  const { site, asked } = await cookieWall()
  const data = await temporaryFolder()
  const fetched = await runMondo(['fetch', site.url + question, '--data', data, ...mine])
  expect(fetched).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`200 ${site.url}${question}`),
  })
  expect(asked.map(({ url, headers }) => [url, headers.cookie])).toEqual([
    ['/robots.txt', undefined],
    [question, undefined],
    [question, 'seen=1'],
  ])
  const crawled = await runMondo(['crawl', `${site.url}/`, '--data', data, ...crawling, '--json'])
  expect(JSON.parse(crawled.stdout)).toMatchObject({ exitCode: 0, questions: 3 })
  const visits = asked.slice(3).filter(({ headers }) => headers.cookie === undefined)
  expect(visits.length).toBeGreaterThan(4)
  expect(await bytesBelow(join(data, 'archive'))).toMatch(/^Cookie: \[redacted\]\r$/m)
})

test('its cookie stays until the process ends where the configuration keeps cookies', async () => {
  const { site, asked } = await cookieWall()
  const { data, config } = await configured(site, { cookies: 'keep' })
  const crawled = await runMondo([
    'crawl',
    `${site.url}/`,
    '--data',
    data,
    '--config',
    config,
    ...mine,
    '--json',
  ])
  expect(JSON.parse(crawled.stdout)).toMatchObject({ exitCode: 0, questions: 3 })
  const without = asked.filter(({ headers, url }) => url !== '/robots.txt' && headers.cookie === undefined)
  expect(without).toHaveLength(1)
})

test('a site that never lets anybody in ends as a redirect loop', async () => {
  const site = await startSampleSite({
    respond: (path) =>
      path === question
        ? { status: 302, headers: { location: path, 'set-cookie': 'seen=0' }, body: '' }
        : undefined,
  })
  sites.push(site)
  const data = await temporaryFolder()
  const fetched = await runMondo(['fetch', site.url + question, '--data', data, ...mine])
  expect(fetched).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('redirected again') })
  expect(site.requests).toHaveLength(7)
})

describe('a login from the environment', () => {
  test('is used by fetch and crawl; output, log, archive and database never hold it', async () => {
    stubSecrets()
    const { site, asked } = await cookieWall({ members: true })
    const { data, config } = await configured(site, login)
    const options = ['--data', data, '--config', config, ...mine]
    const said = [
      await runMondo(['fetch', site.url + question, ...options, '--json']),
      await runMondo(['crawl', `${site.url}/`, ...options, '--site', 'sample', '--verbose', '--json']),
      await runMondo(['status', '--data', data, '--json']),
      await runMondo(['robots', site.url + question, '--data', data, '--config', config, '--allow-private']),
    ]
    expect(said.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
    expect(JSON.parse(said[1]?.stdout ?? '')).toMatchObject({ questions: 3 })
    expect(asked.every(({ headers }) => headers.authorization === 'Bearer s3cret')).toBe(true)
    expect(JSON.stringify(said)).not.toMatch(/s3cret/)
    const kept = await bytesBelow(data)
    expect(kept).toMatch(/^Authorization: \[redacted\]\r$/m)
    expect(kept).toMatch(/^Cookie: \[redacted\]\r$/m)
    expect(kept).not.toMatch(/s3cret/)
  })

  test('is lost by a redirect to another host, and not sent to a host beside it', async () => {
    stubSecrets()
    const other = await startSampleSite()
    const asked: IncomingMessage[] = []
    const stranger = await startSampleSite({
      intercept: (request) => asked.push(request) === 0,
    })
    const site = await startSampleSite({
      respond: (path) =>
        path === question
          ? { status: 302, headers: { location: stranger.url + question }, body: '' }
          : undefined,
    })
    sites.push(other, stranger, site)
    const { data, config } = await configured(site, login)
    const options = ['--data', data, '--config', config, ...mine]
    await runMondo(['fetch', site.url + question, stranger.url + question, ...options])
    expect(asked.length).toBeGreaterThan(1)
    for (const { headers } of asked) {
      expect(headers).not.toHaveProperty('cookie')
      expect(headers).not.toHaveProperty('authorization')
    }
  })

  test.each(['fetch', 'crawl', 'work'])(
    'that is not set ends mondo %s before any request, exit 2',
    async (command) => {
      vi.stubEnv('MONDO_TOKEN', 'Bearer s3cret')
      const { site } = await cookieWall({ members: true })
      const { data, config } = await configured(site, login)
      const options = ['--data', data, '--config', config, '--allow-private']
      const args = command === 'work' ? [command, ...options] : [command, `${site.url}/`, ...options]
      const said = await runMondo(args)
      expect(said).toMatchObject({ exitCode: 2, stdout: '' })
      expect(said.stderr).toContain(
        'hostGroups.sample.cookies.sid: the environment variable MONDO_SID is not set',
      )
      expect(said.stderr).not.toContain('s3cret')
      expect(site.requests).toEqual([])
    },
  )

  test('is used by a worker from its own configuration', async () => {
    stubSecrets()
    const { site, asked } = await cookieWall({ members: true })
    const { data, config } = await configured(site, login)
    const databaseUrl = await freshUrl('postgres 15')
    const store = await openStore(databaseUrl)
    const stop = new AbortController()
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
    try {
      const schedule = await Schedule.open({ store, log })
      const args = [
        'crawl',
        `${site.url}${question}`,
        '--site',
        'sample',
        '--rate',
        'unlimited',
        '--follow',
        'none',
      ]
      await schedule.queue.enqueueMissing([{ name: 'nightly', args, definitions: [] }], store.db)
      await schedule.close()
      const working = workIn(
        {
          databaseUrl,
          archiveFolder: join(data, 'archive'),
          contact: '',
          allowPrivate: true,
          accessFor: configuredAccess(config),
          concurrency: 1,
          maxTime: null,
          minFree: null,
        },
        { log, signal: stop.signal, crawlOf: scheduledCrawlOf },
      )
      const loaded = () => store.db.selectFrom('crawl.visit').select('outcome').execute()
      await expect.poll(loaded, { timeout: 20_000, interval: 100 }).toEqual([{ outcome: 'loaded' }])
      stop.abort()
      await working
      expect(asked.every(({ headers }) => headers.authorization === 'Bearer s3cret')).toBe(true)
      const rows = await store.db.selectFrom('crawl.run').selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain('s3cret')
    } finally {
      stop.abort()
      await store.close()
    }
  })
})
