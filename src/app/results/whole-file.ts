/** Replaces a small file at once: who reads it sees the old text or the new one, never a half. */
import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Throws what the file system throws; then the file is as it was, and nothing is left beside it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  // Not its ending: collectors read every *.prom of a folder, and editors every *.json.
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`)
  try {
    await writeFile(part, text, { flag: 'wx' })
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
