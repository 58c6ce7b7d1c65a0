/** One folder, crawled once, and what an operator does with it: in this order, as one would. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { mondoIn } from './mondo.ts'

const folder = temporaryFolder()
let site: SampleSite
/** Paths that were asked for with the header of the configuration. */
const keyed: string[] = []
beforeAll(async () => {
  site = await startSampleSite({
    questions: 8,
    intercept: ({ url = '', headers }) => {
      if (headers['x-key'] === 'secret') keyed.push(url)
      return false
    },
  })
})
afterAll(() => site.close())

// In this process, where that makes no difference: a new one takes a second to start.
const mondo = (...args: readonly string[]) => runMondo([...args, '--data', `${folder.path}/mondo-data`])
const crawl = (...args: readonly string[]) =>
  mondo('crawl', `${site.url}/`, '--allow-private', '--site', 'sample', '--rate', '50', ...args)

describe('an operator', () => {
  test('sees what a crawl would do, before there is anything', async () => {
    const { exitCode, stdout, stderr } = await crawl('--dry-run', '--json')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const { host: group } = new URL(site.url)
    const hosts = [{ group, rate: 50, blocked: null, seeds: 1, due: 0, next: [`${site.url}/`] }]
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, pages: 1, refused: [], hosts, requests: 1 })
    expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt'])
    expect(existsSync(`${folder.path}/mondo-data`)).toBe(false)
  })

  test('crawls, gets the new questions as a file, and is told the end by a hook', async () => {
    const hook = await folder.file('hook.sh', '#!/bin/sh\ncat > told.json\nenv > told.env\necho seen\n')
    chmodSync(hook, 0o755)
    const { host } = new URL(site.url)
    const paths = [{ path: '/qa/*', headers: { 'X-Key': { env: 'SITE_COOKIE' } } }]
    await folder.file(
      'mondo.config.json',
      JSON.stringify({ hostGroups: { [host]: { hosts: [host], paths } } }),
    )
    const database = { DATABASE_URL: '' }
    const args = ['crawl', `${site.url}/`, '--allow-private', '--site', 'sample', '--rate', '50', '--json']
    const { exitCode, stdout, stderr } = await mondoIn(
      folder.path,
      [...args, '-o', 'new.jsonl', '--on-end', './hook.sh'],
      { environment: { ...database, SITE_COOKIE: 'secret' } },
    )
    expect(exitCode).toBe(0)
    const summary = JSON.parse(stdout)
    expect(JSON.parse(readFileSync(`${folder.path}/told.json`, 'utf8'))).toEqual(summary)
    const environment = readFileSync(`${folder.path}/told.env`, 'utf8')
    expect(environment).toContain('MONDO_EXIT_CODE=0\n')
    expect(environment).not.toContain('secret')
    expect(stderr).toContain('"msg":"seen"')
    const lines = readFileSync(`${folder.path}/new.jsonl`, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(summary.questions)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ site: 'sample', questionId: expect.any(String) })
  })

  test('sends the headers of a path with pages of that path alone', () => {
    const pages = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
    expect(pages.length).toBeGreaterThan(0)
    expect(keyed).toEqual(pages)
  })

  test('finds neither the program of a hook nor a secret in the database', async () => {
    const { stdout } = await mondo('sql', 'select r::text as row from crawl.run r', '--json')
    expect(stdout).toContain(site.url)
    expect(stdout).not.toMatch(/hook\.sh|secret/)
  })

  test('reads in the morning what the night did', async () => {
    const { stdout } = await mondo('runs', '--json')
    const [run, ...others] = JSON.parse(stdout)
    expect(others).toEqual([])
    expect(run).toMatchObject({ kind: 'crawl', result: 'done', exitCode: 0, new: 8, changed: 0 })
    expect(run.seconds).toBeGreaterThan(0)
    expect(run.statuses['200']).toBeGreaterThan(8)
    const log = await mondo('run', 'last', '--log')
    const urls = log.stdout.split('\n').map((line) => line.split(' ')[3])
    expect(urls).toContain(`${site.url}/`)
  })

  test('holds the host, crawls in vain, and lets it go', async () => {
    const { host } = new URL(site.url)
    const asked = site.requests.length
    expect(await mondo('pause', host, '--reason', 'moving', '--by', 'ops')).toMatchObject({
      exitCode: 0,
      stderr: '',
    })
    // Names of hosts have no case, and crawls keep small letters.
    expect(await mondo('pause', 'OKWAVE.jp:80', '--json')).toMatchObject({
      stdout: expect.stringContaining('"hostGroup":"okwave.jp"'),
    })
    expect(await mondo('resume', 'OKWAVE.JP')).toMatchObject({ stdout: 'okwave.jp is resumed\n' })
    expect(await mondo('pause', 'a b')).toMatchObject({ exitCode: 2 })
    const doctor = await mondo('doctor', `${site.url}/`, '--json', '--allow-private')
    expect({ exitCode: doctor.exitCode, ...JSON.parse(doctor.stdout) }).toMatchObject({
      exitCode: 0,
      findings: expect.arrayContaining([
        {
          what: 'robots',
          state: 'note',
          found: expect.stringMatching(`^${host}: paused by ops since .*: moving$`),
          advice: `A crawl leaves it out. Resume it with: mondo resume ${host}`,
        },
      ]),
    })
    const held = await crawl('--json')
    expect(held.exitCode).toBe(5)
    expect(JSON.parse(held.stdout)).toMatchObject({
      result: 'parked',
      requests: 0,
      hosts: [{ group: host, paused: { by: 'ops', reason: 'moving' } }],
    })
    expect(held.stderr).toContain(`mondo resume ${host}`)
    const status = await mondo('status')
    expect(status.stdout).toMatch(/paused by ops since \S+: moving/)
    expect(site.requests.length).toBe(asked)
    expect(await mondo('resume', host)).toMatchObject({ exitCode: 0, stdout: `${host} is resumed\n` })
    const again = await crawl('--json', '--max-pages', '1')
    expect(JSON.parse(again.stdout)).toMatchObject({ requests: 1, hosts: [{ paused: null }] })
  })

  test('completes commands in bash by the script that the program prints', async () => {
    const { stdout } = await mondoIn(folder.path, ['completion', 'bash'])
    await folder.file('mondo.bash', stdout)
    const asked = `source mondo.bash; COMP_WORDS=(mondo crawl --on); COMP_CWORD=2; _mondo; echo "\${COMPREPLY[@]}"`
    const said = execFileSync('bash', ['--norc', '-c', asked], { encoding: 'utf8', cwd: folder.path })
    expect(said).toBe('--on-end\n')
  })
})
