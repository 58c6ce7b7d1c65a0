/** `mondo status` over a server that this file answers for, and of a folder without a database. */
import { expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { type Answers, noRow } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const status = async (answers: Answers, ...flags: readonly string[]) => {
  server.answers = answers
  server.otherwise = [[/./, noRow]]
  return await runMondo(['status', '--db', server.url, ...flags])
}

test('before the first crawl there is nothing to tell', async () => {
  const stdout = 'No crawl yet. Start one with: mondo crawl URL\n'
  expect(await status([])).toEqual({ exitCode: 0, stdout, stderr: '' })
  expect((await status([], '--json')).stdout).toBe('null\n')
})

test.each(['25006', '42501', '42P01'])(
  'runs that cannot be ended for %s are left, and the status goes on',
  async (code) => {
    const refused = Object.assign(new Error('refused'), { code })
    const { exitCode, stderr } = await status([[/update crawl\.run set result = 'lost'/, refused]])
    expect([exitCode, stderr]).toEqual([0, ''])
  },
)

test('a status that the login may not read is wrong use', async () => {
  const refused = Object.assign(new Error('permission denied'), { code: '42501' })
  expect(await status([[/crawl/, refused]])).toMatchObject({
    exitCode: 2,
    stderr:
      'mondo: This login may read qa only, and the status is read from crawl. Connect as the owner of the database. qa.freshness and qa.crawl_health show what an analyst may see\n',
  })
})

test('a folder without a database is named, and is no failure', async () => {
  const { exitCode, stderr } = await runMondo(['status', '--data', `${folder.path}/none`])
  expect([exitCode, stderr]).toEqual([0, `mondo: there is no database in ${folder.path}/none/db yet\n`])
})
