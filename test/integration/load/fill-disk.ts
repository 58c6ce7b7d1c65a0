/**
 * Fills the disk of the embedded database in `FOLDER/db`, makes room again by removing `FOLDER/ballast`, and opens the database
 * again. Prints the error's code, the number of committed statements, and the rows of each that are there afterwards.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { ThreadedPglite } from '../../../src/database/embedded/threaded-pglite.ts'
import { openStore } from '../../../src/database/store.ts'
import { codeOf } from '../../../src/model/errors.ts'

const [, , disk = ''] = process.argv
const ballast = join(disk, 'ballast')
const folder = join(disk, 'db')
mkdirSync(disk, { recursive: true })
writeFileSync(ballast, new Uint8Array(10_000_000))

const filling = await ThreadedPglite.open(folder, {
  limits: { fullDiskMs: 500, stopMs: 5_000, lookEveryMs: 50 },
})
await filling.exec('create table filled (id int, filler text)')
let committed = 0
const code = await fill().catch(codeOf)
await filling.close()

rmSync(ballast)
const store = await openStore(`pglite:${folder}`)
const { rows } = await sql<{ count: number }>`
  select count(*)::int from filled group by id order by id
`.execute(store.db)
await store.close()
process.stdout.write(JSON.stringify({ code, committed, counts: rows.map(({ count }) => count) }))

async function fill(): Promise<never> {
  for (;;) {
    await filling.query('insert into filled select $1, md5(n::text) from generate_series(1, 5000) n', [
      committed + 1,
    ])
    committed += 1
  }
}
