/** A disk that can be filled up: a small tmpfs, where root may mount one. */
import { execFile } from 'node:child_process'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Room for an embedded database, and for a site's archive many times over. */
const size = '160m'

export class SmallDisk {
  readonly #folder: string

  /** Null if none can be mounted. */
  static async at(folder: string): Promise<SmallDisk | null> {
    await mkdir(folder, { recursive: true })
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
    } catch {
      return null
    }
    return new SmallDisk(folder)
  }

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** To the last byte. */
  async fill(): Promise<void> {
    const file = await open(join(this.#folder, 'ballast'), 'w')
    try {
      for (const block of [Buffer.alloc(1 << 20), Buffer.alloc(1 << 12)]) {
        while (await wrote(file.write(block)));
      }
    } finally {
      await file.close()
    }
  }

  async free(): Promise<void> {
    await rm(join(this.#folder, 'ballast'), { force: true })
  }

  async close(): Promise<void> {
    await run('umount', [this.#folder])
  }
}

async function wrote(writing: Promise<unknown>): Promise<boolean> {
  try {
    await writing
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
