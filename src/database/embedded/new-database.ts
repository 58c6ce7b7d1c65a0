/**
 * A database as `initdb` makes it, without a table of mondo. The package brings one, because running `initdb` takes
 * 3 s of CPU time more and a gigabyte of memory.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { codeOf } from '../../model/errors.ts'
import { packageFile } from '../../model/package-files.ts'

/**
 * A tar archive of it, compressed, as PGlite's `loadDataDir` takes it. Null in a checkout that was not built, and under another
 * version of PGlite than the one that made it.
 */
export async function newDatabase(file?: URL): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(file ?? (await newDatabaseFile())))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Where `npm run build` puts the archive; its name tells the version of PGlite. */
export async function newDatabaseFile(): Promise<URL> {
  const { version } = JSON.parse(await readFile(join(pgliteFolder(), '../package.json'), 'utf8'))
  return packageFile(`dist/new-database-${version}.tar.gz`)
}

/** Holds PGlite's modules and its WebAssembly. */
export function pgliteFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
}
