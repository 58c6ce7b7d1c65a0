/** Makes the new database that the package brings: the last step of `npm run build`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { newDatabaseFile } from '../src/database/embedded/new-database.ts'

const file = await newDatabaseFile()
const pglite = await PGlite.create()
const archive = await pglite.dumpDataDir('gzip')
await pglite.close()
await mkdir(new URL('.', file), { recursive: true })
await writeFile(file, Buffer.from(await archive.arrayBuffer()))
