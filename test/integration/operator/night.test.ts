/** From an empty folder to a nightly crawl, as one script does it; and every line of its log as a program reads it. */
import { chmodSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { mondoIn } from './mondo.ts'

const folder = temporaryFolder()
let site: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ questions: 6 })
})
afterAll(() => site.close())

const data = ['--data', `${folder.path}/mondo-data`]
const mondo = (...args: readonly string[]) => runMondo([...args, ...data])

test('init, doctor, first crawl, a schedule, and its run', async () => {
  const seed = `${site.url}/`
  const init = [
    'init',
    '--yes',
    '--contact',
    'ops@example.org',
    '--rate',
    '50',
    '--url',
    seed,
    '--dir',
    folder.path,
  ]
  expect(await runMondo(init)).toMatchObject({ exitCode: 0, stderr: '' })
  const config = ['--config', `${folder.path}/mondo.config.json`, '--allow-private']
  expect(await mondo('doctor', ...config)).toMatchObject({ exitCode: 0 })

  const crawled = await mondoIn(folder.path, [
    'crawl',
    seed,
    '--site',
    'sample',
    '--allow-private',
    '--max-pages',
    '4',
  ])
  expect(crawled.exitCode).toBe(0)
  const lines = crawled.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({ level: 'info', msg: expect.stringContaining('at most 4 pages') })
  for (const { level, time } of lines) {
    expect(['debug', 'info', 'warn', 'error']).toContain(level)
    expect(new Date(time).toISOString()).toBe(time)
  }

  const crawl = ['crawl', seed, '--site', 'sample', '--rate', '50', '--max-pages', '3', '--allow-private']
  const added = await runMondo([
    'schedule',
    'add',
    'nightly',
    '0 3 * * *',
    '--tz',
    'Asia/Tokyo',
    ...data,
    '--',
    ...crawl,
  ])
  expect(added.exitCode, added.stderr).toBe(0)
  expect(await mondo('schedule', 'list')).toMatchObject({
    stdout: expect.stringMatching(/ 03:00 GMT\+9 +never/),
  })
  const { exitCode, stdout } = await mondo('schedule', 'run', 'nightly', '--json', ...config)
  expect(exitCode).toBe(0)
  const { runId, result } = JSON.parse(stdout)
  const listed = await mondo('schedule', 'list', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'nightly', last: { runId, result, exitCode: 0 } }])
  const runs = await mondo('runs', '--json')
  expect(JSON.parse(runs.stdout)).toMatchObject([{ runId }, { result: 'budget' }])
  expect(await mondo('schedule', 'run', 'weekly')).toMatchObject({ exitCode: 2 })
})

test('a scheduled crawl follows the configuration of the machine that runs it', async () => {
  const group = { hosts: [new URL(site.url).host] }
  const config = await folder.file(
    'machine.json',
    JSON.stringify({ maxPages: 2, hostGroups: { ours: group } }),
  )
  const crawl = ['--', 'crawl', `${site.url}/`, '--site', 'sample', '--rate', '50', '--allow-private']
  const added = await runMondo([
    'schedule',
    'add',
    'ours',
    '0 3 * * *',
    '--tz',
    'Asia/Tokyo',
    ...data,
    ...crawl,
  ])
  expect(added).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^ours: next .* 03:00 GMT\+9\n$/),
  })
  const ran = await mondo('schedule', 'run', 'ours', '--json', '--allow-private', '--config', config)
  expect(ran.exitCode, ran.stderr).toBe(0)
  expect(JSON.parse(ran.stdout)).toMatchObject({ result: 'budget', hosts: [{ group: 'ours' }] })
})

test('a scheduled crawl that cannot begin tells its hook why', async () => {
  const hook = await folder.file('told.sh', `#!/bin/sh\ncat > ${folder.path}/told.json\n`)
  chmodSync(hook, 0o755)
  const config = await folder.file('hooks.json', JSON.stringify({ onEnd: ['./told.sh'] }))
  const crawl = ['--', 'crawl', `${site.url}/`, '--site', 'sample', '--allow-private']
  const added = await runMondo(['schedule', 'add', 'private', '0 3 * * *', ...data, ...crawl])
  expect(added.exitCode, added.stderr).toBe(0)
  // Whoever runs it here allows no private address.
  const { exitCode, stderr } = await mondo('schedule', 'run', 'private', '--config', config)
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--allow-private'),
  })
  expect(JSON.parse(readFileSync(`${folder.path}/told.json`, 'utf8'))).toEqual({
    runId: null,
    result: null,
    exitCode: 2,
    error: expect.stringContaining('is a private or loopback address'),
  })
})
