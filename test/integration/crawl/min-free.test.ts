/** How much room a crawl leaves on the disk where nothing is said: 64 MB with the embedded database, which needs it. */
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { afterEach, expect, test, vi } from 'vitest'
import { withCrawlParts } from '../../../src/app/crawl-parts.ts'
import { onlyBundled } from '../../../src/parse/site/load-sites.ts'
import { freshUrl, type StoreName } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'

afterEach(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

/** What the crawl would say, for each number of free bytes; null: it goes on. Undefined where it does not look. */
async function said(name: StoreName, minFree: number | null, free: readonly number[]) {
  const folder = { archiveFolder: await temporaryFolder(), databaseUrl: await freshUrl(name) }
  const parts = { folder, contact: '', minFree, sites: onlyBundled, signal: new AbortController().signal }
  const client = { contactFor: () => '', allowPrivate: true, proxies: null }
  return await withCrawlParts({ ...parts, ...client }, async ({ checkResources }) => {
    const found: (string | null | undefined)[] = []
    for (const bytes of free) {
      vi.spyOn(promises, 'statfs').mockResolvedValue({ bavail: bytes, bsize: 1 } as never)
      syncBuiltinESMExports()
      found.push(await checkResources?.())
    }
    return found
  })
}

const short = (free: string, least: string) =>
  `${free} free on the disk of the archive, less than the ${least} of --min-free`

test('the embedded database needs 64 MB', async () => {
  expect(await said('pglite', null, [64_000_000, 63_999_999])).toEqual([null, short('64.0 MB', '64.0 MB')])
})

test('a server looks after its own disk', async () => {
  expect(await said('postgres 15', null, [0])).toEqual([undefined])
})

test.each<StoreName>(['pglite', 'postgres 15'])('what is said holds for %s', async (name) => {
  expect(await said(name, 5_000_000, [5_000_000, 4_000_000])).toEqual([null, short('4.0 MB', '5.0 MB')])
})
