import { expect, test } from 'vitest'
import { exitCodeOfError } from '../../../src/app/exit-codes.ts'
import { statementLimits, verdictOn, walSegment } from '../../../src/database/embedded/statement-watchdog.ts'

const seconds = 1000

/** The exit code of the verdict; null if the statement may continue. */
function exitCodeAt(runningMs: number, stoppingMs: number | null, freeBytes: number | null): number | null {
  const verdict = verdictOn({ runningMs, stoppingMs, freeBytes }, statementLimits)
  return verdict === null ? null : exitCodeOfError(verdict)
}

test('a long statement continues while its disk has room for the WAL, or if the free space is unknown', () => {
  expect(exitCodeAt(3600 * seconds, null, walSegment)).toBeNull()
  expect(exitCodeAt(3600 * seconds, null, null)).toBeNull()
})

test('on a full disk a statement has ten seconds', () => {
  expect(exitCodeAt(9.9 * seconds, null, walSegment - 1)).toBeNull()
  expect(exitCodeAt(10 * seconds, null, walSegment - 1)).toBe(8)
})

test('after a stop every statement has five seconds, even if it began after the stop', () => {
  expect(exitCodeAt(3600 * seconds, 4.9 * seconds, walSegment)).toBeNull()
  expect(exitCodeAt(3600 * seconds, 5 * seconds, walSegment)).toBe(130)
  expect(exitCodeAt(1 * seconds, 3600 * seconds, walSegment)).toBeNull()
  expect(exitCodeAt(5 * seconds, 3600 * seconds, null)).toBe(130)
})

test('a statement that is stopped on a full disk says so', () => {
  expect(exitCodeAt(6 * seconds, 5 * seconds, 0)).toBe(8)
})
