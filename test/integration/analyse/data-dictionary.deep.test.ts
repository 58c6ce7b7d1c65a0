import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Catalog, readCatalog, schemaVersion } from '../../../src/analyse/catalog.ts'
import { dataDictionary } from '../../../src/analyse/data-dictionary.ts'
import { readSession } from '../../../src/analyse/read-session.ts'
import { migrations } from '../../../src/database/schema/migrations/index.ts'
import { openStore } from '../../../src/database/store.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { everyStoreName, freshStore, freshUrl } from '../stores.ts'

const folder = temporaryFolder()

describe.each(everyStoreName)('%s', (name) => {
  let catalog: Catalog
  let version: string | null
  beforeAll(async () => {
    const store = await freshStore(name)
    ;[catalog, version] = await readSession(store, {}, async (session) => [
      await readCatalog(session),
      await schemaVersion(session),
    ])
  })

  test('docs/data-dictionary.md is current: if not, run npm run docs:dictionary', async () => {
    const file = await readFile(new URL('../../../docs/data-dictionary.md', import.meta.url), 'utf8')
    expect(file).toBe(dataDictionary(catalog, version))
  })

  test('the schema version is the newest migration', () => {
    expect(version).toBe(Object.keys(migrations).sort().at(-1))
  })

  test('every schema, table, view, column and function of qa and crawl has a comment', () => {
    const uncommented = [
      ...catalog.schemas.map(({ name: schema, comment }) => [schema, comment]),
      ...catalog.relations.flatMap((relation) => [
        [`${relation.schema}.${relation.name}`, relation.comment],
        ...relation.columns.map((column) => [
          `${relation.schema}.${relation.name}.${column.name}`,
          column.comment,
        ]),
      ]),
      ...catalog.functions.map((fn) => [`${fn.schema}.${fn.name}(${fn.arguments})`, fn.comment]),
    ].filter(([, comment]) => (comment ?? '').trim() === '')
    expect(uncommented).toEqual([])
    expect(catalog.schemas.map(({ name: schema }) => schema)).toEqual(['qa', 'crawl'])
    expect(catalog.relations.length).toBeGreaterThan(10)
  })
})

describe('mondo db docs', () => {
  test('writes the dictionary to a file, as to stdout', async () => {
    const url = await freshUrl('pglite')
    await (await openStore(url)).db.destroy()
    const out = `${folder.path}/dictionary.md`
    expect(await runMondo(['db', 'docs', '--db', url, '--out', out])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    })
    const text = await readFile(out, 'utf8')
    expect(text).toContain('### qa.question\n\nTable. One row a question')
    expect((await runMondo(['db', 'docs', '--db', url])).stdout).toBe(text)
    const { relations } = JSON.parse((await runMondo(['db', 'docs', '--db', url, '--json'])).stdout)
    expect(relations[0]).toMatchObject({ schema: 'qa', kind: 'table' })
  })

  test('reports a file that it cannot write', async () => {
    const said = await runMondo(['db', 'docs', '--db', 'memory:', '--out', `${folder.path}/none/there.md`])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: cannot write [^\n]+\n$/)
  })
})

describe('mondo db migrate', () => {
  test.each(everyStoreName)(
    'migrates a new database, and reports it as current the second time: %s',
    async (name) => {
      const url = await freshUrl(name)
      const first = JSON.parse((await runMondo(['db', 'migrate', '--db', url, '--json'])).stdout)
      expect(first.applied).toEqual(Object.keys(migrations).sort())
      expect(first.schemaVersion).toBe(first.applied.at(-1))
      const again = await runMondo(['db', 'migrate', '--db', url])
      expect(again).toEqual({ exitCode: 0, stdout: `up to date: ${first.schemaVersion}\n`, stderr: '' })
    },
  )
})
