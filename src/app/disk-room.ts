/** Whether the disk of the archive has room: a crawl ends cleanly before it is full, not in the middle of a record. */
import { mkdir, statfs } from 'node:fs/promises'
import { byteText } from './byte-size.ts'

/** Says what is short, once less than `minFree` bytes are free where `folder` is; null while there is room. */
export function diskRoom(folder: string, minFree: number): () => Promise<string | null> {
  return async () => {
    await mkdir(folder, { recursive: true })
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    if (free >= minFree) return null
    return `${byteText(free)} free on the disk of the archive, less than the ${byteText(minFree)} of --min-free`
  }
}
