/** What a crawl does for other processes while it holds the data folder. */
import { describe, expect, test } from 'vitest'
import { takeHolderCommands } from '../../../src/app/beside/holder-commands.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Store } from '../../../src/database/store.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

function holder(kind: Store['kind'] = 'pglite') {
  const { db, queries } = recordingDatabase<Database>()
  const commands = new Map<string, (input: unknown) => Promise<unknown>>()
  takeHolderCommands({ kind, db, commands } as unknown as Store, bundledSites)
  return {
    commands,
    queries,
    call: async (name: string, input: unknown) => await commands.get(name)?.(input),
  }
}
const at = '2026-11-29T00:00:00.000Z'

test('a server takes none: its clients do these things themselves', () => {
  expect([...holder('postgres').commands.keys()]).toEqual([])
  expect([...holder().commands.keys()]).toEqual(['pause', 'resume', 'frontier add'])
})

describe('a command', () => {
  test('pauses a host in the name of who asked', async () => {
    const { call, queries } = holder()
    await call('pause', { hostGroup: 'okwave.jp', at, by: 'ops', reason: null })
    expect(queries[0]?.sql).toMatch(/^insert into "crawl"\."host"/)
    expect(queries[0]?.parameters).toEqual(expect.arrayContaining(['okwave.jp', new Date(at), 'ops', null]))
  })

  test('lets a host go on', async () => {
    const { call, queries } = holder()
    await call('resume', { hostGroup: 'okwave.jp' }).catch(() => undefined)
    expect(queries[0]?.sql).toMatch(/^update "crawl"\."host" set "paused_at"/)
  })

  test('adds URLs by the scope of a run', async () => {
    const { call } = holder()
    await expect(call('frontier add', { runId: 'r', urls: ['https://okwave.jp/'], now: at })).rejects.toThrow(
      'frontier: the scope of run r cannot be read: another version of mondo made it',
    )
  })

  test.each([
    ['pause', { hostGroup: 'okwave.jp', at: 'now', by: 'ops', reason: null }],
    ['pause', { hostGroup: 'okwave.jp', at, by: 'ops' }],
    ['resume', {}],
    ['frontier add', { runId: 'r', urls: [1], now: at }],
  ])('that another version sends is refused: %s %j', async (name, input) => {
    await expect(holder().call(name, input)).rejects.toThrow()
  })
})
