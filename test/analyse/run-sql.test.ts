/** What is refused before a database is opened; test/integration/analyse has the rest. */
import { expect, test } from 'vitest'
import { runSql } from '../../src/analyse/run-sql.ts'

const hint = 'Begin with SELECT, WITH, VALUES, TABLE, SHOW, EXPLAIN: mondo only reads here.'

test.each([
  ['', 'The query is empty.'],
  ['-- a comment', 'The query is empty.'],
  ['delete from qa.question', 'A query cannot begin with DELETE.'],
  ['/* select */ (copy qa.question to stdout)', 'A query cannot begin with COPY.'],
  ['-- select\nCOMMIT', 'A query cannot begin with COMMIT.'],
  ['selects 1', 'A query cannot begin with SELECTS.'],
])('the query %j is refused', async (query, message) => {
  await expect(runSql('pglite:/nowhere/at/all', query)).rejects.toMatchObject({
    code: 'usage',
    message,
    hint,
  })
})

test.each([
  'select 1',
  '/* a */ ((TABLE qa.question))',
  '-- a\nwith x as (select 1) select * from x',
  'explain select 1',
])('the query %j is one that reads: only the database is missing', async (query) => {
  await expect(runSql('pglite:/nowhere/at/all', query)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/^There is no database in /),
  })
})
