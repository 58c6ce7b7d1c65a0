import { expect, test } from 'vitest'
import { parseStoreUrl } from '../../src/database/store-url.ts'

test('pglite: with a folder, and in memory without', () => {
  expect(parseStoreUrl('pglite:./mondo-data/db')).toEqual({ kind: 'pglite', folder: './mondo-data/db' })
  expect(parseStoreUrl('pglite:')).toEqual({ kind: 'pglite', folder: null })
  expect(parseStoreUrl('memory:')).toEqual({ kind: 'pglite', folder: null })
})

test.each([
  ['postgres://mondo:secret@db.example:5433/qa', 'db.example:5433/qa'],
  ['postgresql://db.example/qa', 'db.example:5432/qa'],
  ['postgres:///qa?host=/var/run/postgresql', '/var/run/postgresql:5432/qa'],
])('the place of a server is shown without its password: %s', (url, place) => {
  expect(parseStoreUrl(url)).toEqual({ kind: 'postgres', connectionString: url, place })
})

test('the place of a server has what the environment adds to its URL', () => {
  const environment = { PGHOST: 'db.internal', PGPORT: '5433' }
  const places = ['postgres:///qa', 'postgres://db.example/qa', 'postgres://db.example:5434/qa']
  expect(places.map((url) => parseStoreUrl(url, environment))).toMatchObject([
    { place: 'db.internal:5433/qa' },
    { place: 'db.example:5433/qa' },
    { place: 'db.example:5434/qa' },
  ])
})

test.each([
  '',
  'mondo-data/db',
  'mysql://mondo:secret@db.example/qa',
  'postgres:mondo:secret@db.example',
  'postgres://mondo:secret@db.example:port/qa',
  'postgres://mondo:p@secret@db.example/qa',
  'postgres://mondo:p@secret#x@db.example/qa',
  'postgres://mondo:p/secret@db.example/qa',
  'postgres://mondo:12/secret@db.example/qa',
  'postgres://mondo:p?secret@db.example/qa',
])('any other URL is a usage error that does not repeat it: %s', (url) => {
  expect(() => parseStoreUrl(url)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.not.stringContaining('secret') }),
  )
})

test.each(['postgres://…', 'postgres://...', 'postgresql://mondo@db.internal/…'])(
  'a URL that is copied from the documentation as it stands is named as one: %s',
  (url) => {
    expect(() => parseStoreUrl(url)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: 'The database URL is an example from the documentation: … stands for the rest of it.',
      }),
    )
  },
)
