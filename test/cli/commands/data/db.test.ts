/** `mondo db migrate` over a server that this file answers for. */
import { expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { columnsOf, noRow } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'

const server = await answeringServer()
const migrate = async (rows: readonly (readonly string[])[], ...flags: readonly string[]) => {
  server.answers = [[/as "isNew"/, { columns: columnsOf('name text, isNew boolean'), rows }]]
  server.otherwise = [[/./, noRow]]
  return await runMondo(['db', 'migrate', '--db', server.url, ...flags])
}

test('says which migrations it took', async () => {
  const rows = [
    ['0001-qa', 'f'],
    ['0002-history', 't'],
    ['0003-crawl', 't'],
  ]
  const stdout = 'applied 0002-history\napplied 0003-crawl\nmigrated: 0003-crawl\n'
  expect(await migrate(rows)).toEqual({ exitCode: 0, stdout, stderr: '' })
  expect(JSON.parse((await migrate(rows, '--json')).stdout)).toEqual({
    schemaVersion: '0003-crawl',
    applied: ['0002-history', '0003-crawl'],
  })
})

test('says that nothing is to be done', async () => {
  expect((await migrate([['0001-qa', 'f']])).stdout).toBe('up to date: 0001-qa\n')
})
