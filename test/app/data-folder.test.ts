import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveDataFolder } from '../../src/app/data-folder.ts'

describe('a data folder', () => {
  test('holds the archive and, without a server, the database', () => {
    const { archiveFolder, databaseUrl } = resolveDataFolder({ data: '/data' }, {})
    expect([resolve(archiveFolder), databaseUrl]).toEqual(['/data/archive', 'pglite:/data/db'])
  })

  test('leaves the database to --db, then to $DATABASE_URL', () => {
    const environment = { DATABASE_URL: 'postgres://environment/x' }
    const of = (db?: string) =>
      resolveDataFolder({ data: '/data', ...(db === undefined ? {} : { db }) }, environment)
    expect(of('postgres://flag/x').databaseUrl).toBe('postgres://flag/x')
    expect(of().databaseUrl).toBe('postgres://environment/x')
    expect(resolveDataFolder({ data: '/data' }, { DATABASE_URL: '' }).databaseUrl).toBe('pglite:/data/db')
  })
})
