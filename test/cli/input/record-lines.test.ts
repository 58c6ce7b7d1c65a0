/** Lines that `mondo load` reads: what each gives, and the words that name line and field where one cannot be loaded. */
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type RecordLine, type RefusedLine, recordLines } from '../../../src/cli/input/record-lines.ts'
import { anAnswer, aPage } from '../../load/pages.ts'

async function read(text: string | Buffer, onRefused?: (refused: RefusedLine) => Promise<void>) {
  const lines: RecordLine[] = []
  for await (const line of recordLines(Readable.from([text]), 'x.jsonl', onRefused)) lines.push(line)
  return lines
}
const line = (value: unknown) => `${JSON.stringify(value)}\n`

describe('a line is', () => {
  test('a bare record, with its number, blank lines counted', async () => {
    const [found, ...others] = await read(`\n  \n${line(aPage())}`)
    expect(others).toEqual([])
    expect(found).toMatchObject({ kind: 'record', page: aPage(), origin: null })
    expect(found?.kind === 'record' && [found.line.source, found.line.number, found.line.text()]).toEqual([
      'x.jsonl',
      3,
      JSON.stringify(aPage()),
    ])
  })

  test('a record with where it comes from, as export and parse say it', async () => {
    const origin = {
      captureId: 'urn:uuid:1',
      parserVersion: '9+okwave.4',
      path: '/qa/q1.html',
      runId: '01234567-89ab-4def-8123-456789abcdef',
    }
    const given = { kind: 'question', page: aPage(), capturedAt: '2026-01-02T12:04:05+09:00', ...origin }
    const lines = await read(line(given) + line({ kind: 'question', page: aPage() }))
    expect(lines.map((one) => one.kind === 'record' && one.origin)).toEqual([
      { ...origin, capturedAt: new Date('2026-01-02T03:04:05Z') },
      null,
    ])
  })

  test.each(['rejected', 'not-found', 'not-a-question'])('an outcome without a record: %s', async (kind) => {
    expect(await read(line({ kind, url: 'https://okwave.jp/' }))).toEqual([
      { kind: 'skipped', outcome: kind },
    ])
  })

  test('the last one too where no line end follows, and one that came in pieces', async () => {
    const text = JSON.stringify(aPage({ title: '二つ' }))
    const bytes = Buffer.from(text)
    const lines: RecordLine[] = []
    for await (const one of recordLines(Readable.from([bytes.subarray(0, 200), bytes.subarray(200)]), 'x'))
      lines.push(one)
    expect(lines).toMatchObject([{ page: { title: '二つ' } }])
  })
})

describe('a line that cannot be loaded is named:', () => {
  const question = { kind: 'question', page: aPage() }
  test.each([
    ['{"a":', 'line 1 is not JSON'],
    [Buffer.from('{"a":"\xff"}', 'latin1'), 'line 1 is not UTF-8'],
    [line([]), 'line 1: expected an object, a record or a line that mondo parse printed'],
    [line(null), 'line 1: expected an object, a record or a line that mondo parse printed'],
    [`\n${line(5)}`, 'line 2: expected an object, a record or a line that mondo parse printed'],
    [line({ kind: 'x' }), 'line 1: kind: expected question, rejected, not-found or not-a-question'],
    [line({ ...aPage(), title: 5 }), 'line 1: title: expected string, received number'],
    [line({ kind: 'question' }), 'line 1: page: expected object, received undefined'],
    [
      line({ ...question, page: aPage({ answers: [{ ...anAnswer('1'), body: null as never }] }) }),
      'line 1: page.answers[0].body: expected string, received null',
    ],
    [
      line({ ...question, capturedAt: 'yesterday' }),
      'line 1: capturedAt: expected a time, as in 2026-11-20T09:00:00.000Z',
    ],
    [line({ ...question, path: 'qa' }), 'line 1: path: '],
    [line(aPage({ answers: [anAnswer('1'), anAnswer('1')] })), 'line 1: '],
    [line(aPage({ postedAt: '2013-02-30' })), 'line 1: '],
  ])('%s', async (text, message) => {
    const refused = read(text)
    await expect(refused).rejects.toThrow(`x.jsonl ${message}`)
    await expect(refused).rejects.toMatchObject({
      code: 'invalid-record',
      hint: expect.stringMatching(/^Nothing was loaded\. /),
    })
  })

  test('with somebody who takes it, the others are read', async () => {
    const refused: RefusedLine[] = []
    const lines = await read(`${line({ kind: 'x' })}${line(aPage())}`, async (one) => void refused.push(one))
    expect(lines).toHaveLength(1)
    expect(refused).toEqual([
      {
        source: 'x.jsonl',
        line: 1,
        reason: 'x.jsonl line 1: kind: expected question, rejected, not-found or not-a-question',
        text: '{"kind":"x"}',
      },
    ])
  })

  test('an error of the stream, or of who takes lines, is no line of theirs', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('disk')) })
    await expect(recordLines(broken, 'x').next()).rejects.toThrow('disk')
    const full = read(line({ kind: 'x' }), () => Promise.reject(new Error('full')))
    await expect(full).rejects.toThrow('full')
  })

  test('a file without line ends ends before it fills the memory', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 'a')
    const chunks = function* () {
      for (let count = 0; count <= 64; count += 1) yield mebibyte
    }
    await expect(recordLines(Readable.from(chunks()), 'x').next()).rejects.toThrow(
      'x has a line of more than 64 MiB',
    )
  })
})
