/** Which sites a re-parse reads again. */
import { expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { bundledSites } from '../../src/parse/site/sites.ts'
import { staleSites } from '../../src/reparse/stale-sites.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

const origins = {
  okwave: 'https://okwave.jp',
  teratail: 'https://teratail.com',
  goo: 'https://oshiete.goo.ne.jp',
}
type Site = keyof typeof origins
const current = (site: Site) => bundledSites.parserVersionOf(`${origins[site]}/`, site)
const read = (site: Site, version: string, pages: number) => ({ site, origin: origins[site], version, pages })
const found = async (...rows: readonly object[]) =>
  await staleSites(recordingDatabase<Database>(() => rows).db, bundledSites)

test('are those with pages of another parser version, most pages first', async () => {
  expect(
    await found(
      read('okwave', '0', 1),
      read('okwave', '0+okwave.0', 2),
      read('okwave', current('okwave'), 100),
      read('teratail', '0', 5),
      read('goo', current('goo'), 9),
    ),
  ).toEqual([
    { site: 'teratail', pages: 5 },
    { site: 'okwave', pages: 3 },
  ])
})

test('are all of them where each one is stale, or none is', async () => {
  expect(await found(read('okwave', '0', 1), read('goo', '0', 1))).toBeNull()
  expect(await found(read('okwave', current('okwave'), 1), read('goo', current('goo'), 1))).toBeNull()
  expect(await found()).toBeNull()
})
