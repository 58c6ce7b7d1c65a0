/** Exit codes are an interface: each code of an error has one, spelled out here. */
import { expect, test } from 'vitest'
import { exitCodeOf, exitCodeOfError, exitCodes } from '../../src/app/exit-codes.ts'
import { MondoError } from '../../src/model/errors.ts'

test('exit codes never change', () => {
  expect(exitCodes).toEqual({
    done: 0,
    unexpected: 1,
    usage: 2,
    databaseUnreachable: 3,
    gateTripped: 4,
    hostParked: 5,
    dataFolderLocked: 6,
    archiveDamaged: 7,
    diskFull: 8,
    stopped: 130,
  })
})

test.each([
  ['usage', 2],
  ['unreadable-input', 2],
  ['invalid-record', 2],
  ['database-unreachable', 3],
  ['database-refused', 3],
  ['data-folder-locked', 6],
  ['lease-lost', 1],
  ['archive-damaged', 7],
  ['archive-write', 1],
  ['disk-full', 8],
  ['export-write', 1],
] as const)('%s ends with %d', (code, exitCode) => {
  expect(exitCodeOf(code)).toBe(exitCode)
  expect(exitCodeOfError(new MondoError(code, 'x'))).toBe(exitCode)
})

test('an abort exits with 130, any other error with 1', () => {
  expect(exitCodeOfError(Object.assign(new Error('x'), { name: 'AbortError' }))).toBe(130)
  expect([new Error('x'), 'AbortError', null].map(exitCodeOfError)).toEqual([1, 1, 1])
})
