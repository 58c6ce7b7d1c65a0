/** Files for what has to be on disk but comes from elsewhere: a stream that is read twice, an unpacked part of an archive. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file in a temporary folder of its own. */
export interface TemporaryFile {
  readonly path: string
  /** Removes the file and its folder. */
  close(): Promise<void>
}

/**
 * Writes a file that only this user can read. Where `write` throws, nothing is left.
 *
 * @param prefix Of the folder's name, for whoever finds one: `mondo-load-`.
 * @throws what the file system and `write` throw
 */
export async function temporaryFile(
  prefix: string,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const close = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, name)
  try {
    await write(path)
  } catch (error) {
    await close()
    throw error
  }
  return { path, close }
}
