/** Makes a folder and the folders above it. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '../errors.ts'

/**
 * As `mkdir` with `recursive`, which never ends where the system says ENOENT although the folder above is there, as below /proc.
 *
 * @throws what `mkdir` throws: EEXIST or ENOTDIR where a file is in the way, EACCES, ENOENT below /proc
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path))
      return await mkdirOnce(path)
    }
    if (!(await isFolder(path))) throw error
  }
}

/** Another process may have made it meanwhile. */
async function mkdirOnce(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    if (!(await isFolder(path))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found?.isDirectory() === true
}
