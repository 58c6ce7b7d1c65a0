/** A host that a person holds: no crawl asks it, before or during a run, until it is let go. */
import { describe, expect, test } from 'vitest'
import {
  knownHostGroup,
  pausedEnd,
  pauseHost,
  resumeHost,
} from '../../../src/crawl/politeness/paused-hosts.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const pause = { at: new Date('2026-11-29T18:00:00Z'), by: 'ops', reason: 'they move servers' }

describe.each(storeNames)('a paused host on %s', (name) => {
  test('is not asked by a new crawl, which ends as parked, and is asked again when it is let go', async () => {
    const { db, ...store } = await freshStore(name)
    const site = await startSampleSite({ questions: 6 })
    try {
      const group = 'sample'
      await pauseHost(db, group, pause)
      const crawl = { urls: [`${site.url}/`] }
      const held = await crawlSample({ db, ...store }, crawl)
      const why = 'paused by ops since 2026-11-29T18:00:00.000Z: they move servers'
      expect(held.summary).toMatchObject({ result: 'parked', exitCode: 5, requests: 0, due: 1 })
      expect(held.summary.hosts).toMatchObject([{ group, state: 'parked', parkedReason: why, paused: pause }])
      expect(site.requests).toEqual([])

      expect(await resumeHost(db, group)).toBe(true)
      expect(await resumeHost(db, group)).toBe(false)
      const again = await crawlSample({ db, ...store }, crawl)
      expect(again.summary).toMatchObject({ result: 'done', exitCode: 0, hosts: [{ paused: null }] })
      expect(await knownHostGroup(db, group)).toBe(group)
      expect(await knownHostGroup(db, new URL(site.url).host)).toBe(group)
      expect(await knownHostGroup(db, 'nowhere.example')).toBeNull()
    } finally {
      await site.close()
    }
  })

  test('is asked no more from the slice after the one that was under way', async () => {
    const store = await freshStore(name)
    let asked = 0
    const site = await startSampleSite({
      questions: 30,
      respond: async (path) => {
        asked += 1
        // Once the first slice has begun.
        if (asked === 2) await pauseHost(store.db, 'sample', { ...pause, reason: null })
        return path === '/robots.txt' ? { status: 404, body: '' } : undefined
      },
    })
    try {
      const { summary } = await crawlSample(store, { urls: [`${site.url}/`] })
      expect(summary).toMatchObject({ result: 'parked', exitCode: 5 })
      expect(summary.due).toBeGreaterThan(0)
      expect(await pausedEnd(store.db, 'sample')).toMatchObject({ kind: 'parked', isPaused: true })
      // The pages that the first page links to were found, and wait.
      expect(asked).toBe(2)
    } finally {
      await site.close()
    }
  })
})
