/** What is repaired when the system clock was set back. What the statements mean is for the integration tests. */
import { expect, test } from 'vitest'
import { repairClockSkew } from '../../../src/crawl/engine/repair-clock-skew.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const now = new Date('2026-11-29T00:00:00Z')

async function repaired(of: { rate: number | 'unlimited'; isRealTime?: boolean }) {
  const { db, queries } = recordingDatabase<Database>()
  await repairClockSkew(db, { groups: ['a', 'b'], now, ...of })
  const [due, robots, next] = queries
  return { due, robots, next }
}

test('due times and copies of robots.txt are not in the future', async () => {
  const { due, robots } = await repaired({ rate: 1 })
  expect(due?.sql).toContain('update crawl.page set due_at = $1::timestamptz')
  expect(robots?.sql).toContain('update crawl.robots set')
  expect(robots?.parameters).toEqual([now, now, ['a', 'b'], now])
})

test.each([
  [0.5, 2],
  [4, 0.25],
  ['unlimited', 0],
] as const)(
  'at a rate of %s a host waits for no more than the longest gap of its runs, and %d s',
  async (rate, gap) => {
    const { next } = await repaired({ rate })
    // Groups, now, runs, the gap; lengthened by its jitter, and by the slack of a claim.
    expect(next?.parameters).toEqual([['a', 'b'], now, 1_000, gap, now, 1.5, 10])
  },
)

test('in real time the clock of hosts is that of the database', async () => {
  const { next } = await repaired({ rate: 1, isRealTime: true })
  expect(next?.sql).toContain('next_allowed_at > statement_timestamp()')
  expect(next?.parameters).toEqual([['a', 'b'], 1_000, 1, 1.5, 10])
})
