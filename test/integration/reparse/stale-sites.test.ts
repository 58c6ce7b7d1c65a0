/** After a change of one definition a re-parse reads only its site's pages. */
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { sitesWith } from '../../../src/parse/site/sites.ts'
import { staleSites } from '../../../src/reparse/stale-sites.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'
import { emptyTables, freshStore } from '../stores.ts'

const forum: SiteDefinition = {
  name: 'forum',
  version: 2,
  hosts: ['forum.example'],
  timeZone: null,
  urls: { question: '/q/{id}' },
  readers: ['structured-data'],
  layouts: [],
}
const sites = sitesWith([forum])
const now = new Date('2026-12-01T00:00:00Z')
let store: Store

beforeAll(async () => {
  store = await freshStore('pglite')
})
beforeEach(() => emptyTables(store.db))

async function page(site: string, origin: string, path: string, version: string | null): Promise<void> {
  const rest = { host_group: site, kind: 'question', discovered_at: now, parser_version: version } as const
  await store.db
    .insertInto('crawl.page')
    .values({ site, origin, path, ...rest })
    .execute()
}

test('the pages of other sites were read by this parser already', async () => {
  await page('forum', 'https://forum.example', '/q/1', `${parserVersion}+forum.1`)
  await page('forum', 'https://forum.example', '/q/2', `${parserVersion}+forum.2`)
  await page('okwave', 'https://okwave.jp', '/qa/q1.html', sites.parserVersionOf('https://okwave.jp/'))
  await page('stranger.example', 'https://stranger.example', '/q/1', parserVersion)
  await page('new.example', 'https://new.example', '/q/1', null)
  expect(await staleSites(store.db, sites)).toEqual([{ site: 'forum', pages: 1 }])
})

test('a rejected page is read again too', async () => {
  await page('forum', 'https://forum.example', '/q/1', null)
  await page('stranger.example', 'https://stranger.example', '/q/1', parserVersion)
  await store.db
    .insertInto('crawl.rejected_page')
    .values({
      ...{ site: 'forum', path: '/q/1', reason: 'checks', checks: '[]' },
      ...{ rejected_at: now, parser_version: `${parserVersion}+forum.1` },
    })
    .execute()
  expect(await staleSites(store.db, sites)).toEqual([{ site: 'forum', pages: 1 }])
})

test('everything is read again after a change of the core, and if nothing has changed', async () => {
  await page('forum', 'https://forum.example', '/q/1', '2020-01-01a+forum.2')
  await page('stranger.example', 'https://stranger.example', '/q/1', '2020-01-01a')
  expect(await staleSites(store.db, sites)).toBeNull()
  await emptyTables(store.db)
  expect(await staleSites(store.db, sites)).toBeNull()
  await page('forum', 'https://forum.example', '/q/1', `${parserVersion}+forum.2`)
  expect(await staleSites(store.db, sites)).toBeNull()
})
