import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { visitsByHostGroup } from '../../../src/crawl/commit/visit-rows.ts'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { HostGroupState } from '../../../src/crawl/engine/host-group-state.ts'
import { runDeps } from '../../../src/crawl/engine/run-deps.ts'
import { SlicePool } from '../../../src/crawl/engine/slice-pool.ts'
import { makeFoundDue } from '../../../src/crawl/frontier/add-pages.ts'
import { seedsOf } from '../../../src/crawl/scope/seeds.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { openSliceQueue } from '../../../src/queue/slice-queue.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlDefaults } from './crawl-into.ts'
import { crawlSample } from './sample-crawl.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

describe.each(storeNames)('a slice on %s', (name) => {
  test('counts the visits of its run at each commit, over several slices', async () => {
    const site = await startSampleSite({ questions: 30 })
    try {
      const { db } = await freshStore(name).then(async (store) => {
        await crawlSample(store, { urls: [`${site.url}/`], maxPages: 12 })
        await crawlSample(store, { urls: [`${site.url}/`], maxPages: 9 })
        return store
      })
      const { rows } = await sql<{ run_id: string; visits: number }>`
        select run_id, count(*)::int as visits from crawl.visit
        where requests > 0 and outcome <> 'redirected' group by run_id order by visits
      `.execute(db)
      expect(rows.map(({ visits }) => visits)).toEqual([9, 12])
      for (const { run_id, visits } of rows) {
        expect(await visitsByHostGroup(db, run_id)).toEqual(new Map([['sample', visits]]))
      }
    } finally {
      await site.close()
    }
  })

  test('finds pages added by a worker with a fast clock without reading the visited ones', async () => {
    const { db } = await freshStore(name)
    const now = new Date('2026-03-01T00:00:00Z')
    await sql`
      insert into crawl.page (site, path, origin, host_group, kind, discovered_at, due_at, last_run_id)
      select 's', '/qa/q' || n, 'https://s.example', 's', 'question', ${now}::timestamptz,
        ${now}::timestamptz + interval '1 day', case when n > 3 then ${randomUUID()}::uuid end
      from generate_series(1, 5000) as n
    `.execute(db)
    await sql`analyze crawl.page`.execute(db)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain update crawl.page set due_at = ${now}::timestamptz
      where host_group = any(${['s']}::text[]) and due_at > ${now}::timestamptz and last_run_id is null
    `.execute(db)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('page_found')
    expect(await makeFoundDue(db, ['s'], now)).toBe(3)
    expect(await makeFoundDue(db, ['s'], now)).toBe(0)
  })

  test('that lost its lease leaves its host group unchanged, even if the quality gate tripped in it', async () => {
    const store = await freshStore(name)
    const { db } = store
    const runId = randomUUID()
    const options = { ...crawlDefaults, urls: ['http://127.0.0.1:1/'] }
    const state = new HostGroupState('sample', clock)
    const queue = await openSliceQueue({ store, log })
    const signal = new AbortController().signal
    const archive = {
      write: () => Promise.reject(new Error('nothing is due')),
      sync: async () => {
        state.end = { kind: 'gate', reason: 'pages lack answers.author' }
      },
    }
    const parts = { store, db, queue, clock, signal, log, recovery: null, archive, reader: directReader }
    try {
      const run = runDeps(
        options,
        {
          runId,
          crawlScope: seedsOf({ ...options, sites: bundledSites }, []).crawlScope,
          budget: new Budget(options, clock),
          ids: null,
        },
        {
          ...parts,
          fetcher: {
            fetch: () => Promise.reject(new Error('nothing is due')),
            leadsInside: async () => false,
          },
          random: () => 0,
        },
      )
      await queue.enqueue({ hostGroup: 'sample', runId }, 0, db)
      const [job] = await queue.take(1, new Set())
      if (job === undefined) throw new Error('no job')
      let lost = 0
      const observer = {
        leaseLost: () => {
          lost += 1
        },
      }
      const pool = new SlicePool({ ...parts, concurrency: 1, shouldContinue: () => true, observer })
      // As after its lease ran out and another worker took it.
      pool.start({ ...job, retryCount: job.retryCount + 1 }, { state, run })
      await pool.settled()
      expect(lost).toBe(1)
      expect(state.end).toBeNull()
    } finally {
      await queue.close()
    }
  })
})
