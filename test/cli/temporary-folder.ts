/** A folder that is there for one test file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterThisFile } from '../clean-ups.ts'

export interface TemporaryFolder {
  readonly path: string
  /** Writes a file, folders above it included, and gives its path. */
  file(name: string, content: string | Uint8Array): Promise<string>
}

/** Also within a test: it is removed once all of the file has run. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'mondo-test-'))
  afterThisFile(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    async file(name, content) {
      const place = join(path, name)
      await mkdir(dirname(place), { recursive: true })
      writeFileSync(place, content)
      return place
    },
  }
}
