import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { readableInputs } from '../../../src/cli/input/load-inputs.ts'
import { closing } from '../../../src/model/closing.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { aPage } from '../../load/pages.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
const line = (value: object) => `${JSON.stringify(value)}\n`
const rejected = line({
  source: 'a',
  kind: 'rejected',
  url: 'https://okwave.jp/',
  reason: 'checks',
  checks: [],
})
const notFound = line({ source: 'a', kind: 'not-found', url: 'https://okwave.jp/' })
const opened = (paths: readonly string[], stdin = '', signal = new AbortController().signal) =>
  readableInputs(paths, Readable.from([stdin]), signal, bundledSites)

test('records are counted and handed out, other outcomes are counted by kind', async () => {
  const path = await folder.file('lines.jsonl', rejected + line(aPage()) + rejected + notFound)
  await using inputs = closing(await opened([path, '-'], line(aPage({ questionId: '2' }))))
  expect(await inputs.validate()).toEqual({
    records: 2,
    skipped: new Map([
      ['rejected', 2],
      ['not-found', 1],
    ]),
    offSite: { count: 0, first: null },
  })
  const ids: string[] = []
  for await (const page of inputs.records()) ids.push(page.questionId)
  expect(ids).toEqual(['101', '2'])
})

test('the line of a record that the database refuses is named as it stands', async () => {
  const path = await folder.file('refused.jsonl', `{"site"\n${line(aPage())}`)
  await using inputs = closing(await opened([path]))
  const found: unknown[] = []
  await inputs.validate(async (refused) => void found.push(refused.line))
  for await (const page of inputs.records()) found.push(inputs.refusedLine(page, 'not wanted'))
  expect(found).toEqual([
    1,
    { source: path, line: 2, reason: `${path} line 2: not wanted`, text: JSON.stringify(aPage()) },
  ])
  expect(() => inputs.refusedLine(aPage(), 'not wanted')).toThrow('no page of these inputs')
})

test('a line that mondo parse printed of a capture says when that was', async () => {
  const capturedAt = '2026-01-02T03:04:05.678Z'
  const said = { source: 'a.warc.gz#7', capturedAt, kind: 'question', page: aPage() }
  const silent = { source: 'a.html', kind: 'question', page: aPage({ questionId: '2' }) }
  const path = await folder.file('captured.jsonl', line(said) + line(silent))
  await using inputs = closing(await opened([path]))
  const times: (Date | null)[] = []
  for await (const page of inputs.records()) times.push(inputs.originOf(page)?.capturedAt ?? null)
  expect(times).toEqual([new Date(capturedAt), null])
})

test.each([1, 'yesterday', '2026-01-02', '2026-01-02T03:04:05'])(
  '%j is no time of a capture',
  async (capturedAt) => {
    const path = await folder.file('wrong-time.jsonl', line({ capturedAt, kind: 'question', page: aPage() }))
    await using inputs = closing(await opened([path]))
    await expect(inputs.validate()).rejects.toMatchObject({
      code: 'invalid-record',
      message: expect.stringContaining('line 1'),
    })
  },
)

test('stdin is read once', async () => {
  await expect(opened(['-', '-'])).rejects.toMatchObject({
    code: 'usage',
    message: '- was given twice: stdin can be read only once',
  })
})

test.each([
  { behind: '-', code: 'usage' },
  { behind: 'missing.jsonl', code: 'unreadable-input' },
])('nothing is left of stdin where $behind behind it ends the command', async ({ behind, code }) => {
  const spools = dirname(await folder.file('spools/held-by-others', ''))
  vi.stubEnv('TMPDIR', spools)
  await expect(opened(['-', behind], line(aPage()))).rejects.toMatchObject({ code })
  expect(readdirSync(spools)).toEqual(['held-by-others'])
})

test('an aborted signal ends the reading', async () => {
  const path = await folder.file('one.jsonl', line(aPage()))
  await using inputs = closing(await opened([path], '', AbortSignal.abort()))
  await expect(inputs.validate()).rejects.toMatchObject({ name: 'AbortError' })
})
