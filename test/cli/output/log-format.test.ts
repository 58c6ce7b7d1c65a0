import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { stderrFormats } from '../../../src/cli/output/log-format.ts'
import { Terminal } from '../../../src/cli/output/terminal.ts'
import { run } from '../../../src/cli/program.ts'

const inPipe = (...args: readonly string[]) => stderrFormats(args, false)

test.each([
  [['crawl', 'https://okwave.jp/'], 'json'],
  [['work'], 'json'],
  [['reparse'], 'json'],
  [['schedule', 'run', 'nightly'], 'json'],
  [['schedule', 'list'], 'text'],
  [['status'], 'text'],
  [['crawl', '--log-format', 'text'], 'text'],
  [['status', '--log-format=json'], 'json'],
])('notes of %j in a pipe are %s', (args, notes) => {
  expect(inPipe(...args).notes).toBe(notes)
})

test('on a terminal all is text, unless JSON is asked for', () => {
  expect(stderrFormats(['crawl'], true)).toEqual({ log: 'text', notes: 'text' })
  expect(stderrFormats(['crawl', '--log-format', 'json'], true)).toEqual({ log: 'json', notes: 'json' })
  expect(inPipe('status')).toEqual({ log: 'json', notes: 'text' })
})

test('an error in the arguments is a line of the log too', async () => {
  const stderr = new PassThrough()
  const args = ['crawl', '--nope']
  const streams = { stdin: Readable.from([]), stdout: new PassThrough(), stderr }
  expect(await run(args, new Terminal({ ...streams, formats: inPipe(...args) }))).toBe(2)
  const { level, time, msg } = JSON.parse(String(stderr.read()))
  expect({ level, msg }).toEqual({
    level: 'error',
    msg: "crawl: unknown option '--nope'. See mondo crawl --help",
  })
  expect(new Date(time).toISOString()).toBe(time)
})
