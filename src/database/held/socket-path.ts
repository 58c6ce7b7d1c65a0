/**
 * Where the holder of a data folder listens for readers: `FOLDER.sock` beside the lock, or a name in a private folder of the
 * system's temporary folder where that path is longer than a socket may have.
 */
import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Bytes: 104 with the end on macOS and BSD, 108 on Linux. */
const maxPath = 103

/** Null where no socket can be. */
export function socketPathOf(folder: string): string | null {
  if (process.platform === 'win32') return null
  const beside = `${folder}.sock`
  if (Buffer.byteLength(beside) <= maxPath) return beside
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  const elsewhere = join(tmpdir(), `mondo-${process.getuid?.() ?? 0}`, `${name}.sock`)
  return Buffer.byteLength(elsewhere) <= maxPath ? elsewhere : null
}

/**
 * Makes the private folder if the path is in it. False if it cannot be trusted: somebody else's, or open to others, who could
 * put a socket of their own there.
 */
export async function isPrivatePlace(path: string, folder: string): Promise<boolean> {
  if (path === `${folder}.sock`) return true
  const place = dirname(path)
  await mkdir(place, { recursive: true, mode: 0o700 })
  const { mode, uid } = await lstat(place)
  const isFolder = (mode & 0o170000) === 0o040000
  return isFolder && (mode & 0o077) === 0 && uid === process.getuid?.()
}
