/** From an empty folder to a nightly crawl, as one script does it; and every line of its log as a program reads it. */
import { chmodSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { redesign } from '../../sample-site/redesign.ts'
import { mondoIn } from './mondo.ts'

const folder = temporaryFolder()
let site: SampleSite
/** No page of it has the answers that it counts: the parser rejects them. */
let broken: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ questions: 6 })
  broken = await startSampleSite({ questions: 40, redesign: redesign({ after: 0, loses: ['answers'] }) })
})
afterAll(() => Promise.all([site.close(), broken.close()]))

const data = ['--data', `${folder.path}/mondo-data`]
/** Each line as the object that it must be. */
function logLines(stderr: string): readonly { level: string; time: string; msg: string }[] {
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const { level, time, msg } of lines) {
    expect(['debug', 'info', 'warn', 'error']).toContain(level)
    expect(new Date(time).toISOString()).toBe(time)
    expect(msg).toEqual(expect.any(String))
  }
  return lines
}

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
  const lines = logLines(crawled.stderr)
  expect(lines[0]).toMatchObject({ level: 'info', msg: expect.stringContaining('at most 4 pages') })

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
  const seed = `${site.url}/`
  const crawl = ['--', 'crawl', seed, '--site', 'sample', '--allow-private']
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
  // Whoever may write to the database must not choose what a worker runs.
  const stored = await mondo('sql', 'select s::text as row from pgboss.schedule s', '--json')
  expect(stored.stdout).toContain(seed)
  expect(stored.stdout).not.toContain('told.sh')
})

describe('every line on stderr is one of the log', () => {
  const threadWarning = 'Warning: PGlite begins'
  const definitionWarning = 'DeprecationWarning: an old definition'
  /** The thread of the embedded database warns by what is loaded before it, parser threads by a definition. */
  const surroundings = async () => {
    const preload = await folder.file(
      'warn-in-threads.mjs',
      `import { isMainThread } from 'node:worker_threads'
      const { instantiate } = WebAssembly
      if (!isMainThread) WebAssembly.instantiate = (...args) => {
        process.emitWarning('PGlite begins')
        return instantiate(...args)
      }`,
    )
    const definition = await folder.file(
      'old.js',
      `process.emitWarning('an old definition', 'DeprecationWarning')
      export default { name: 'old', version: 1, hosts: ['old.example'], timeZone: '+09:00',
        urls: { question: '/q/{id}' }, layouts: [] }`,
    )
    const NODE_OPTIONS = `${process.env['NODE_OPTIONS'] ?? ''} --import=${pathToFileURL(preload)}`
    return { definition, environment: { NODE_OPTIONS } }
  }

  test.each([
    ['reparse', () => ['--site', 'sample', ...data], 0, [definitionWarning]],
    ['work', () => ['--max-time', '1s', ...data], 0, ['working']],
    ['schedule run', () => ['nightly', '--allow-private', ...data], 0, ['scheduled crawl ended']],
    [
      'crawl',
      () => {
        // Pages are known by their site, which both hosts are: a database of its own.
        const place = ['--data', `${folder.path}/broken`, '--on-end', './fails.sh']
        return [`${broken.url}/`, '--site', 'sample', '--rate', 'unlimited', '--allow-private', ...place]
      },
      // A hook that fails changes nothing of it.
      4,
      [
        'the quality gate stopped host',
        ` --data ${folder.path}/broken | mondo parse - --url`,
        `mondo reparse --rejected --data ${folder.path}/broken`,
        'told in vain',
        'the hook ./fails.sh failed: it ended with exit code 3. The crawl is not affected',
      ],
    ],
  ] as const)('of mondo %s', async (command, args, exitCode, texts) => {
    chmodSync(await folder.file('fails.sh', '#!/bin/sh\necho told in vain >&2\nexit 3\n'), 0o755)
    const { definition, environment } = await surroundings()
    const sites = command === 'schedule run' ? [] : ['--sites', definition]
    const ran = await mondoIn(folder.path, [...command.split(' '), ...args(), ...sites], { environment })
    expect(ran.exitCode, ran.stderr).toBe(exitCode)
    const said = logLines(ran.stderr).map(({ msg }) => msg)
    for (const text of [threadWarning, ...texts]) expect(said.join('\n')).toContain(text)
    // In the main thread, and in the one that parses.
    if (command === 'reparse')
      expect(said.filter((msg) => msg === definitionWarning).length).toBeGreaterThan(1)
  })
})
