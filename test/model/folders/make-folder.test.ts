import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../src/model/folders/make-folder.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()

test('makes a folder with those above it; one that is there stays', async () => {
  const path = join(folder.path, 'a', 'b', 'c')
  await Promise.all([makeFolder(path), makeFolder(join(path, '..', 'd')), makeFolder(path)])
  expect(statSync(path).isDirectory()).toBe(true)
  await makeFolder(path)
  await makeFolder('.')
})

test('says what is in the way', async () => {
  const file = await folder.file('file', 'text')
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

// Of Linux: no folder can be made there, and the system says ENOENT.
test.runIf(existsSync('/proc/self'))('ends where no folder can be made', async () => {
  await expect(makeFolder('/proc/mondo/data/archive')).rejects.toMatchObject({ code: 'ENOENT' })
})
