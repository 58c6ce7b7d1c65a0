/** `mondo demo` as a person runs it: twice. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const data = `${temporaryFolder().path}/demo`

test('mondo demo loads the sample site, answers three questions, and finds nothing changed the second time', async () => {
  const first = await runMondo(['demo', '--data', data])
  expect(first.exitCode, first.stderr).toBe(0)
  expect(first.stdout).toMatch(/questions +answers +best_answers +replies +related +rejects\n +120 /)
  expect(first.stdout).toContain('120 new, 0 changed, 0 unchanged')
  expect(first.stdout).toContain(`${data}/archive`)
  expect(first.stdout).toContain(`report    ${data}/report.html`)
  expect(await readFile(`${data}/report.html`, 'utf8')).toContain('<svg class="chart"')
  expect(first.stdout.match(/\([1-9]\d* rows?\)/g)).toHaveLength(3)

  const second = await runMondo(['demo', '--data', data])
  expect(second.exitCode, second.stderr).toBe(0)
  expect(second.stdout).toContain('0 new, 0 changed, 120 unchanged')
  expect(second.stdout).toContain('Nothing has changed since the last run.')

  const status = await runMondo(['status', '--data', data, '--json'])
  expect(JSON.parse(status.stdout)).toMatchObject({
    result: 'done',
    exitCode: 0,
    questions: 120,
    due: expect.any(Number),
    outcomes: { unchanged: 120 },
    rejects: [],
  })
})

test('mondo status says that there is no crawl yet, and makes no database', async () => {
  const nowhere = `${data}-nowhere`
  const said = await runMondo(['status', '--data', nowhere])
  expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No crawl yet') })
  expect((await runMondo(['status', '--data', nowhere, '--json'])).stdout).toBe('null\n')
})
