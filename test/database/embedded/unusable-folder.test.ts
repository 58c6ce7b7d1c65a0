import { expect, test } from 'vitest'
import { exitCodeOfError } from '../../../src/app/exit-codes.ts'
import { unusableFolder } from '../../../src/database/embedded/unusable-folder.ts'

/** As Emscripten throws it. */
const errno = (number: number) => ({ name: 'ErrnoError', errno: number })
const aborted = new Error('Aborted(). Build with -sASSERTIONS for more info.')
const plenty = async () => 5e9

test.each([
  ['its disk is full', errno(51), plenty, 8, 'no space left on the disk', 'make room'],
  [
    'it lacks room to start',
    aborted,
    async () => 4e6,
    8,
    'gave up at its start: its disk has 4.0 MB left',
    'make room',
  ],
  ['it gives up with room left', aborted, plenty, 3, 'gave up at its start', 'Check that it can be written'],
  ['no one knows its room', aborted, () => Promise.reject(new Error()), 3, 'gave up', 'Check that'],
  ['it may not be read', errno(2), plenty, 3, 'permission denied', 'Check that it can be written'],
])('where %s', async (_, cause, freeBytes, exitCode, reason, hint) => {
  const error = await unusableFolder('qa/db', cause, freeBytes)
  expect(error.message).toContain('The database folder qa/db cannot be opened: ')
  expect(error.message).toContain(reason)
  expect(error.message).not.toMatch(/Abort|ASSERT/)
  expect(error.hint).toContain(hint)
  expect(exitCodeOfError(error)).toBe(exitCode)
})
