/** `mondo fixture add URL`: as politely as `mondo fetch`, through the archive, into the fixtures folder. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let site: SampleSite

beforeAll(async () => {
  site = await startSampleSite({ questions: 3 })
})
afterAll(() => site.close())

test('fixture add asks robots.txt first, keeps the page as it came, and drafts its record', async () => {
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

test('a page that is not there makes no fixture, exit 2', async () => {
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
