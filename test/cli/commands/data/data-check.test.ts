/** `mondo check` over a server that this file answers for. */
import { expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { runMondo } from '../../run-mondo.ts'

const server = await answeringServer()
const catalog = {
  columns: { schemas: 'jsonb', relations: 'jsonb', functions: 'jsonb' },
  rows: [['[]', '[]', '[]']],
} as const
const columns = { offending: 'bigint', site: 'text', example: 'text' } as const
const check = async (found: readonly (readonly string[])[], ...flags: readonly string[]) => {
  // The first check finds something; all others find nothing.
  let isFirst = true
  const rows = () => {
    const given = isFirst ? found : []
    isFirst = false
    return given
  }
  server.answers = [
    [/jsonb_agg/, catalog],
    [
      /as offending, found\.\*/,
      {
        columns,
        get rows() {
          return rows()
        },
      },
    ],
  ]
  return await runMondo(['check', '--db', server.url, ...flags])
}

test('a database in which nothing is found passes', async () => {
  const { exitCode, stdout } = await check([])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^check +result +rows\n/)
  expect(stdout).not.toMatch(/failed|warned/)
  expect(JSON.parse((await check([], '--json')).stdout)).toMatchObject({ passed: true })
})

test('rows that a check finds are shown, and it fails with exit 4', async () => {
  const { exitCode, stdout } = await check([
    ['3', 'sample', 'x'.repeat(61)],
    ['3', 'goo', 'y'],
  ])
  const [, name] = /^(\S+) +failed +3$/m.exec(stdout) ?? []
  expect(exitCode).toBe(4)
  expect(stdout).toMatch(new RegExp(`\n\n${name}: [A-Z].*\nsite +example\nsample +x{60}…\ngoo +y\n$`))
  const { exitCode: again, stdout: json } = await check([['3', 'sample', 'x']], '--json')
  expect(again).toBe(4)
  const { passed, checks } = JSON.parse(json)
  expect(passed).toBe(false)
  expect(checks).toContainEqual(
    expect.objectContaining({
      name,
      result: 'failed',
      offending: 3,
      examples: [{ site: 'sample', example: 'x' }],
    }),
  )
})
