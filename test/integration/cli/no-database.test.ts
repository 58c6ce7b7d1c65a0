/** Commands that only read, where there is nothing to read yet. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runSql } from '../../../src/analyse/run-sql.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { freshUrl } from '../stores.ts'

const folder = temporaryFolder()
const nowhere = `${folder.path}/typo`

test.each([['sql', 'select 1'], ['export', '--out', `${folder.path}/export`], ['check'], ['db', 'docs']])(
  'mondo %s makes no database to read from, exit 2',
  async (...args) => {
    const said = await runMondo([...args, '--data', nowhere])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: There is no database in \S+\/typo\/db\. [^\n]+ mondo load [^\n]+\n$/)
    expect(existsSync(nowhere)).toBe(false)
  },
)

test('a query of the library makes none either, even in a folder with other files', async () => {
  await folder.file('other/notes.txt', 'not a database')
  await expect(runSql(`pglite:${folder.path}/other`, 'select 1')).rejects.toMatchObject({ code: 'usage' })
})

test('mondo status does not migrate a server without tables, exit 3', async () => {
  const url = await freshUrl('postgres 15')
  const said = await runMondo(['status', '--db', url])
  expect(said).toMatchObject({ exitCode: 3, stdout: '' })
  expect(said.stderr).toMatch(
    /^mondo: The status of this database cannot be read: [^\n]+ mondo db migrate[^\n]+\n$/,
  )
  const { rows } = await runSql(url, `select count(*) from pg_namespace where nspname in ('qa', 'crawl')`)
  expect(rows).toEqual([[0]])
})
