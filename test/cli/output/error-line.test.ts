/** A failure as one line on stderr, with its exit code. */
import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { failureOf } from '../../../src/cli/output/error-line.ts'
import { MondoError } from '../../../src/model/errors.ts'

test('a MondoError is one line: the message and the hint, without doubled full stops', () => {
  const error = new MondoError('data-folder-locked', 'The folder is in use. ', {
    hint: 'Wait for the other run...',
  })
  expect(failureOf(error, 'mondo load')).toEqual({
    exitCode: 6,
    line: 'mondo: The folder is in use. Wait for the other run',
  })
  expect(failureOf(new MondoError('usage', 'no'), 'mondo').line).toBe('mondo: no')
})

test('control characters of a page or a server are removed from the line', () => {
  const error = new MondoError('usage', 'a\u001b[31m\r\nb\u009fc\u202e\u2066d')
  expect(failureOf(error, 'mondo').line).toBe('mondo: a [31m b cd')
})

test('an abort is a stop; an unexpected error is shown with its class', () => {
  const abort = Object.assign(new Error('x'), { name: 'AbortError' })
  expect(failureOf(abort, 'mondo crawl')).toEqual({
    exitCode: 130,
    line: 'mondo: stopped by a signal. Run it again to continue',
  })
  const report = 'Run it again with --verbose for the stack trace and report it'
  expect(failureOf(new TypeError('x is null'), 'mondo')).toEqual({
    exitCode: 1,
    line: `mondo: unexpected: TypeError: x is null. ${report}`,
  })
  expect(failureOf('text', 'mondo').line).toBe(`mondo: unexpected: text. ${report}`)
})

test.each([
  Object.assign(new Error("EMFILE: too many open files, open '/x'"), { code: 'EMFILE' }),
  new Error('Cannot read package config /x/package.json: too many open files'),
])('too many open files is the machine’s limit, and not a fault of the program', (error) => {
  const { exitCode, line } = failureOf(error, 'mondo crawl')
  expect(exitCode).toBe(1)
  expect(line).toMatch(/^mondo: no more files can be opened: .+ Raise the limit \(ulimit -n\)/)
})

test.each([
  ['commander.helpDisplayed', 'mondo', { exitCode: 0, line: null }],
  ['commander.version', 'mondo', { exitCode: 0, line: null }],
  ['commander.help', 'mondo', { exitCode: 2, line: null }],
  [
    'commander.unknownOption',
    'mondo parse',
    { exitCode: 2, line: 'mondo: parse: unknown. See mondo parse --help' },
  ],
  ['commander.unknownOption', 'mondo', { exitCode: 2, line: 'mondo: unknown. See mondo --help' }],
])('%s of %s', (code, command, failure) => {
  expect(failureOf(new CommanderError(1, code, 'error: unknown'), command)).toEqual(failure)
})
