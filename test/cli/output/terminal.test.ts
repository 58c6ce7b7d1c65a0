/** The terminal of a command: results to stdout, everything else to stderr, at the reader's pace. */
import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { Terminal } from '../../../src/cli/output/terminal.ts'

const textOf = (stream: PassThrough) => String(stream.read() ?? '')

function terminal(stdout: Writable & { isTTY?: boolean; rows?: number } = new PassThrough()) {
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() }
  return { ...streams, terminal: new Terminal(streams) }
}

test('writes results to stdout and notes to stderr, each a whole line', async () => {
  const stdout = new PassThrough()
  const { terminal: given, stderr } = terminal(stdout)
  await given.print('a')
  await given.printJson({ b: null })
  await given.write('c')
  given.note('d')
  expect([textOf(stdout), textOf(stderr)]).toEqual(['a\n{"b":null}\nc', 'd\n'])
  expect([given.exitCode, given.stdoutIsTTY, given.stderrIsTTY, given.rows]).toEqual([0, false, false, 24])
})

test('detects a terminal and its height from the stream', () => {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, rows: 50 })
  const { terminal: given } = terminal(stdout)
  expect([given.stdoutIsTTY, given.stderrIsTTY, given.rows]).toEqual([true, false, 50])
})

test('passes notes to the progress bar while one is drawn', () => {
  const { terminal: given, stderr } = terminal()
  const above: string[] = []
  given.drawBelow((text) => above.push(text))
  given.note('a')
  given.drawBelow(null)
  given.note('b')
  expect([above, textOf(stderr)]).toEqual([['a\n'], 'b\n'])
  expect(given.errorStream).toBe(stderr)
})

test('waits for a slow reader', async () => {
  let taken = () => {}
  const stdout = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      taken = done
    },
  })
  const { terminal: given } = terminal(stdout)
  let isWritten = false
  const writing = given.print('long').then(() => {
    isWritten = true
  })
  await Promise.resolve()
  expect(isWritten).toBe(false)
  taken()
  await writing
  expect(isWritten).toBe(true)
})

function refusing(code: string) {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`${code}: refused`), { code })),
  })
}

test('writes nothing more for a reader that has left, and says so', async () => {
  const { terminal: given } = terminal(refusing('EPIPE'))
  await given.print('a')
  expect(await given.unwritten()).toBeNull()
  expect(given.readerIsGone).toBe(true)
  await given.print('b')
})

test('reports a full disk behind stdout at every write and at the end', async () => {
  const { terminal: given } = terminal(refusing('ENOSPC'))
  await expect(given.print('a')).rejects.toMatchObject({ name: 'MondoError', code: 'disk-full' })
  await expect(given.print('b')).rejects.toMatchObject({ code: 'disk-full' })
  expect(await given.unwritten()).toMatchObject({ code: 'disk-full' })
  expect(given.readerIsGone).toBe(false)
})

test('does not wait for ever for a reader that leaves while it is slow', async () => {
  const stdout = new Writable({ highWaterMark: 1, write: () => undefined })
  const { terminal: given } = terminal(stdout)
  const writing = given.print('long')
  stdout.destroy(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }))
  await writing
  expect(given.readerIsGone).toBe(true)
})
