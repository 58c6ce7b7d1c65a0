/** The embedded database on a disk that fills up: a small tmpfs. Skipped without root, which is needed to mount it. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { ThreadedPglite } from '../../../src/database/embedded/threaded-pglite.ts'
import { openStore } from '../../../src/database/store.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const disk = smallDisk()

test.skipIf(disk === null)('a full disk ends the database, and committed data is not lost', async () => {
  const ballast = join(disk ?? '', 'ballast')
  writeFileSync(ballast, new Uint8Array(10_000_000))
  const folder = join(disk ?? '', 'db')
  const filling = await ThreadedPglite.open(folder, {
    limits: { fullDiskMs: 500, stopMs: 5_000, lookEveryMs: 50 },
  })
  await filling.exec('create table filled (id int, filler text)')
  let committed = 0
  const fill = async () => {
    for (;;) {
      await filling.query('insert into filled select $1, md5(n::text) from generate_series(1, 5000) n', [
        committed + 1,
      ])
      committed += 1
    }
  }
  await expect(fill()).rejects.toMatchObject({ code: 'disk-full' })
  await filling.close()
  expect(committed).toBeGreaterThan(0)

  rmSync(ballast)
  const store = await openStore(`pglite:${folder}`)
  const { rows } = await sql<{ id: number; count: number }>`
    select id, count(*)::int from filled group by id order by id
  `.execute(store.db)
  expect(rows).toEqual(Array.from({ length: committed }, (_, index) => ({ id: index + 1, count: 5000 })))
  await store.close()
})

/** Enough for a new database, but not for much data. */
function smallDisk(): string | null {
  const { path } = temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=70m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return null
  }
  // Runs before the folder is removed, because hooks run in reverse order.
  afterAll(() => void execFileSync('umount', [path]))
  return path
}
