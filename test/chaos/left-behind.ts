/** Processes that chaos started and that still run: their command lines name its folder. */
import { readdir, readFile } from 'node:fs/promises'

export async function leftBehind(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    // One that has ended since is none.
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.includes(folder)) found.push(`${pid} ${line.replaceAll('\0', ' ')}`)
  }
  return found
}
