/** The report after a crawl: it never takes away from the crawl. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Terminal } from '../../../src/cli/output/terminal.ts'
import { assertFolderOf, reportAfterwards } from '../../../src/cli/reports/report-afterwards.ts'
import type { CrawlEnd } from '../../../src/crawl/engine/crawl.ts'
import { answeringStore } from '../../analyse/answering-store.ts'
import { noRow, row } from '../../database/answers.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
const clock = { now: () => new Date('2026-11-29T00:00:00Z') }
const end = { summary: { runId: '01234567' } } as CrawlEnd
const run = row({ run_id: 'uuid', kind: 'text' }, '01234567-89ab-cdef-0123-456789abcdef', 'crawl')
const storeOf = (found: typeof run | Error) =>
  answeringStore([
    [/from crawl\.run r\n/, found],
    [/./, noRow],
  ])

function terminal() {
  const stderr = new PassThrough()
  const notes = () => String(stderr.read() ?? '')
  return { to: new Terminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr }), notes }
}

test('it is written for the run that has ended', async () => {
  const path = join(folder.path, 'report.html')
  const report = reportAfterwards(path, clock)
  expect(report.written).toBeNull()
  const { store, asked } = storeOf(run)
  await report.write(store, end)
  expect([report.written, existsSync(path)]).toEqual([path, true])
  expect(asked[0]).toContain("like '01234567%'")
  const { to, notes } = terminal()
  report.settle(to)
  expect(notes()).toBe('')
})

test('without a path nothing is asked', async () => {
  const { store, asked } = storeOf(run)
  const report = reportAfterwards(undefined, clock)
  await report.write(store, end)
  expect([report.written, asked]).toEqual([null, []])
})

describe('a report that cannot be written', () => {
  const failed = async () => {
    const report = reportAfterwards(join(folder.path, 'none', 'report.html'), clock)
    await report.write(storeOf(run).store, end)
    return report
  }

  test('fails a command whose crawl is done', async () => {
    const report = await failed()
    expect(report.written).toBeNull()
    expect(() => report.settle(terminal().to)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(/^the report cannot be written to .*none\/report\.html: /),
        hint: 'Give a file in a folder that is there and may be written, as in --out report.html',
      }),
    )
  })

  test('is only said where the crawl has an exit code to give', async () => {
    const report = await failed()
    const { to, notes } = terminal()
    to.exitCode = 5
    report.settle(to)
    expect(notes()).toMatch(/the report cannot be written to .*none\/report\.html: /)
    expect(to.exitCode).toBe(5)
  })
})

test('a folder that is not there is refused before the crawl', async () => {
  await assertFolderOf(undefined)
  await assertFolderOf(join(folder.path, 'report.html'))
  const file = await folder.file('file', '')
  for (const path of [join(folder.path, 'none', 'r.html'), join(file, 'r.html')]) {
    await expect(assertFolderOf(path)).rejects.toMatchObject({
      code: 'usage',
      message: `--report: there is no folder ${join(path, '..')}`,
      hint: 'Make it, or give a file in a folder that is there',
    })
  }
})
