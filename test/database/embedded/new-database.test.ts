/** The new database that the package brings: there or not, and for one version of PGlite. */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { newDatabase, newDatabaseFile } from '../../../src/database/embedded/new-database.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()

test('a package brings the new database as an archive', async () => {
  const file = pathToFileURL(await folder.file('new.tar.gz', ''))
  await writeFile(file, Buffer.from([0x1f, 0x8b]))
  expect(await newDatabase(file)).toEqual(new Uint8Array([0x1f, 0x8b]))
})

test('where there is no archive, as in a checkout that was not built, there is no new database', async () => {
  const file = pathToFileURL(await folder.file('other.tar.gz', ''))
  expect(await newDatabase(new URL('missing.tar.gz', file))).toBeNull()
})

test('the archive is one of the version of PGlite that is installed', async () => {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const { version } = JSON.parse(await readFile(join(dirname(main), '../package.json'), 'utf8'))
  expect((await newDatabaseFile()).pathname).toMatch(
    new RegExp(`/dist/new-database-${version.replaceAll('.', '\\.')}\\.tar\\.gz$`),
  )
})
