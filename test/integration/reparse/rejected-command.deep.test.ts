/** The recipe of docs/operations.md, "After the layout of a site changed", at the terminal. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { yesterday } from './yesterdays-parser.ts'

vi.mock(import('../../../src/parse/read-page.ts'), async (original) =>
  (await import('./yesterdays-parser.ts')).yesterdaysParser(original),
)
// A thread of its own would load the parser of today.
vi.mock(import('../../../src/workers/parse-pool.ts'), async (original) => {
  const { directReader } = await import('../../workers/direct-reader.ts')
  const { ParsePool, ...others } = await original()
  return {
    ...others,
    ParsePool: class extends ParsePool {
      override page = directReader.page
      override pages: InstanceType<typeof ParsePool>['pages'] = (group) =>
        Promise.all(group.map(({ bytes, options }) => directReader.page(bytes, options)))
      override sitemap = directReader.sitemap
    },
  }
})

const { path } = temporaryFolder()
const data = `${path}/data`
const site = await startSampleSite({ questions: 25 })
afterAll(() => site.close())

const crawl = () => {
  const manners = ['--rate', 'unlimited', '--concurrency', '1', '--allow-private', '--no-check']
  return runMondo(['crawl', `${site.url}/`, '--site', 'sample', ...manners, '--json', '--data', data])
}
const retry = (...flags: string[]) => runMondo(['reparse', '--rejected', ...flags, '--data', data])

test('after exit 4 and a fix of the parser, --rejected loads the rejects without a request', async () => {
  yesterday.says = (url) => (url.includes('/qa/') ? 'checks' : null)
  expect((await crawl()).exitCode).toBe(4)
  const rejected = await runMondo(['status', '--data', data])
  expect(rejected.stdout).toMatch(/rejected:\n.*\nsample +checks +20 /)
  const asked = site.requests.length

  yesterday.says = (url) => (url.endsWith('/qa/q2000005.html') ? 'truncated' : null)
  const table = [
    '                           count',
    'rejects                       20',
    'made good                     19',
    'still rejected: truncated      1',
  ]
  const dry = await retry('--dry-run')
  expect(dry).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: [...table, '', 'A dry run: nothing was written.', ''].join('\n'),
  })
  expect(await retry()).toEqual({ exitCode: 0, stderr: '', stdout: [...table, ''].join('\n') })
  expect((await retry('--reason', 'checks')).stdout).toMatch(/^ +count\nrejects +0\n$/)
  yesterday.says = () => null
  const last = await retry('--json', '--diff')
  expect(JSON.parse(last.stdout)).toMatchObject({
    retried: { rejects: 1, madeGood: 1, stillRejected: [], noQuestion: 0, unreadable: 0 },
    exitCode: 0,
    new: 1,
  })
  expect(site.requests).toHaveLength(asked)
  expect(JSON.parse((await crawl()).stdout)).toMatchObject({ result: 'done', exitCode: 0, questions: 25 })
})

test('a capture missing from the archive is named with its place, exit 7; --rejected takes no paths', async () => {
  const data = `${path}/lost`
  yesterday.says = () => 'checks'
  const lost = await startSampleSite({ questions: 1, seed: 2 })
  const { url } = lost.expected()[0] ?? { url: '' }
  const manners = [
    '--rate',
    'unlimited',
    '--allow-private',
    '--follow',
    'none',
    '--site',
    'lost',
    '--no-check',
  ]
  await runMondo(['crawl', lost.url + new URL(url).pathname, ...manners, '--data', data])
  await lost.close()
  const query = `select c.warc_file, c.warc_offset, r.path from crawl.rejected_page r join crawl.capture c using (capture_id)`
  const [place] = JSON.parse((await runMondo(['sql', query, '--json', '--data', data])).stdout)
  const file = join(data, 'archive', place.warc_file)
  rmSync(file)
  const said = await runMondo(['reparse', '--rejected', '--data', data])
  expect(said.exitCode).toBe(7)
  expect(said.stderr).toBe(
    `mondo: lost ${place.path} cannot be tried again: ${file}: the file is not there (record at byte ${place.warc_offset}). It is still among the rejects\n`,
  )
  expect(said.stdout).toMatch(/rejects +1\nunreadable +1\n/)
  expect(await retry('some.warc.gz')).toMatchObject({ exitCode: 2, stdout: '' })
  expect(await runMondo(['reparse', '--reason', 'checks', '--data', data])).toMatchObject({ exitCode: 2 })
})
