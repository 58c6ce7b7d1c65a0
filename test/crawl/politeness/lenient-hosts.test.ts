/** Hosts that are asked leniently: for how long, and how often the database is asked. */
import { expect, test } from 'vitest'
import { LenientHosts } from '../../../src/crawl/politeness/lenient-hosts.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { SkippingClock } from '../skipping-clock.ts'

const day = 24 * 60 * 60_000

function hosts(until: Date | null | undefined) {
  const clock = new SkippingClock()
  const { db, queries } = recordingDatabase<Database>(({ sql }) =>
    sql.startsWith('select') && until !== undefined ? [{ lenient_until: until }] : [],
  )
  return { hosts: new LenientHosts({ db, clock }), clock, queries }
}

test('a host is asked leniently until its time is over, and the database once', async () => {
  const { hosts: lenient, clock, queries } = hosts(new Date('2026-03-01T00:00:01Z'))
  expect(await lenient.has('a')).toBe(true)
  clock.advance(999)
  expect(await lenient.has('a')).toBe(true)
  clock.advance(1)
  expect(await lenient.has('a')).toBe(false)
  expect(queries).toHaveLength(1)
  expect(queries[0]?.parameters).toEqual(['a'])
})

test.each([[null], [undefined]])('a host of which %s is known is asked strictly', async (until) => {
  expect(await hosts(until).hosts.has('a')).toBe(false)
})

test('a host that needs it is remembered for thirty days, here and for other workers', async () => {
  const { hosts: lenient, clock, queries } = hosts(null)
  await lenient.add('a')
  const until = new Date(clock.now().getTime() + 30 * day)
  expect(queries[0]?.sql).toMatch(
    /^insert into "crawl"\."host".* on conflict \("host_group"\) do update set "lenient_until"/,
  )
  expect(queries[0]?.parameters).toEqual(['a', until, until])
  clock.advance(30 * day - 1)
  expect(await lenient.has('a')).toBe(true)
  clock.advance(1)
  expect(await lenient.has('a')).toBe(false)
})
