/** A command that stops cleanly hands its stop signal to the embedded database, which may have a statement that hangs. */
import { afterEach, expect, test, vi } from 'vitest'
import { ThreadedPglite, type ThreadedPgliteOptions } from '../../src/database/embedded/threaded-pglite.ts'
import { runMondo } from './run-mondo.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

afterEach(() => vi.restoreAllMocks())

test.each([
  ['load', ['load', '-']],
  ['export', ['export', '--out', 'nowhere']],
  ['status --watch', ['status', '--watch', '1']],
  ['fetch', ['fetch', 'http://127.0.0.1:9/', '--allow-private']],
])('mondo %s', async (_, args) => {
  await folder.file('db/PG_VERSION', '18')
  const given: ThreadedPgliteOptions[] = []
  vi.spyOn(ThreadedPglite, 'open').mockImplementation(async (_folder, options = {}) => {
    given.push(options)
    process.emit('SIGTERM')
    throw new Error('opened')
  })
  await runMondo([...args, '--data', folder.path])
  expect(given.map(({ signal }) => signal?.aborted)).toEqual([true])
})
