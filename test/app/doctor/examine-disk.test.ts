/** What the doctor says of a disk: never an error of its own. */
import { expect, test } from 'vitest'
import { examineDisk } from '../../../src/app/doctor/examine-disk.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()

test('a disk is full, small or right, also for a folder that is yet to be made', async () => {
  const stateOf = async (bytes: number) => (await examineDisk(`${folder.path}/data`, async () => bytes)).state
  expect(await Promise.all([63e6, 1e9, 3e9].map(stateOf))).toEqual(['mend', 'note', 'ok'])
})

test('a path below a file, and a disk whose room cannot be read, are to be mended', async () => {
  const file = await folder.file('file', '')
  expect(await examineDisk(`${file}/data`)).toMatchObject({
    state: 'mend',
    found: `${file} cannot be written to`,
  })
  const gone = () => Promise.reject(new Error('ESTALE: stale file handle, statfs'))
  expect(await examineDisk(folder.path, gone)).toEqual({
    what: 'disk',
    state: 'mend',
    found: 'ESTALE: stale file handle, statfs',
    advice: null,
  })
})
