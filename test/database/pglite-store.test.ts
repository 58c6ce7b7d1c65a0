import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createAtomically } from '../../src/database/pglite-store.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'

const folder = temporaryFolder()
const full = new Error('no space left on the disk')

describe('a database folder under construction', () => {
  test('is removed on failure, and can be created afterwards', async () => {
    const path = `${folder.path}/full`
    const half = async () => {
      await mkdir(path)
      await writeFile(`${path}/PG_VERSION`, '')
      throw full
    }
    await expect(createAtomically(path, half)).rejects.toBe(full)
    expect([existsSync(path), existsSync(`${path}.new`)]).toEqual([false, false])
    expect(await createAtomically(path, async () => 'made')).toBe('made')
    expect(existsSync(`${path}.new`)).toBe(false)
  })

  test('is created anew if the process that created it was killed', async () => {
    const path = `${folder.path}/killed`
    await folder.file('killed/PG_VERSION', 'half')
    await folder.file('killed.new', '')
    const found = await createAtomically(path, async () => existsSync(path))
    expect([found, existsSync(`${path}.new`)]).toEqual([false, false])
  })

  test('is never removed once it is complete', async () => {
    const path = `${folder.path}/there`
    await folder.file('there/PG_VERSION', '18')
    await expect(createAtomically(path, () => Promise.reject(full))).rejects.toBe(full)
    expect(await readdir(path)).toEqual(['PG_VERSION'])
  })
})
