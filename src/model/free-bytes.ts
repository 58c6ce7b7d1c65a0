/** The free room of a disk. */
import { statfs } from 'node:fs/promises'

/** Bytes that this user may still write to the disk of a folder. Throws where the folder cannot be reached. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
