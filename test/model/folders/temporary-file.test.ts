import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { temporaryFile } from '../../../src/model/folders/temporary-file.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()

test('the file is there until it is closed, and its folder with it', async () => {
  vi.stubEnv('TMPDIR', folder.path)
  const file = await temporaryFile('mondo-a-', 'lines', (path) => writeFile(path, '問'))
  expect(readFileSync(file.path, 'utf8')).toBe('問')
  await file.close()
  expect(existsSync(file.path)).toBe(false)
  expect(readdirSync(folder.path)).toEqual([])
})

test('nothing is left of a file that could not be written', async () => {
  vi.stubEnv('TMPDIR', folder.path)
  const half = async (path: string) => {
    await writeFile(path, '問')
    throw new Error('no more')
  }
  await expect(temporaryFile('mondo-a-', 'lines', half)).rejects.toThrow('no more')
  expect(readdirSync(folder.path)).toEqual([])
})
