/**
 * A database folder that is being made: about a second in which PGlite writes its first files. Whoever is killed then, or
 * runs out of disk, must not leave a folder that no one can open. A mark beside it (`FOLDER.new`) says that it is not
 * done; there is nothing in it yet that could be lost. For the holder of the folder's lock only.
 */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { codeOf } from '../model/errors.ts'

/** Runs `make` on a folder that is there or is made by it; what `make` leaves of a new one when it fails is removed. */
export async function createAtomically<T>(folder: string, make: () => Promise<T>): Promise<T> {
  const mark = `${folder}.new`
  if (await isThere(mark)) await rm(folder, { recursive: true, force: true })
  if (!(await isEmpty(folder))) return await make()
  await writeFile(
    mark,
    'The folder beside this file is being made. It is removed if that does not end well.\n',
  )
  try {
    const made = await make()
    await rm(mark, { force: true })
    return made
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    await rm(mark, { force: true })
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await entriesOf(path)) !== null
}

async function isEmpty(folder: string): Promise<boolean> {
  return ((await entriesOf(folder)) ?? []).length === 0
}

/** Null where there is nothing; of a file, its own name. */
async function entriesOf(path: string): Promise<readonly string[] | null> {
  try {
    return await readdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    if (codeOf(error) === 'ENOTDIR') return [path]
    throw error
  }
}
