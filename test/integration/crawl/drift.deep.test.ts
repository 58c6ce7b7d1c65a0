/** The quality gate in a crawl: a site that changes its pages while it is crawled is stopped, and nothing is lost. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCaptures } from '../../../src/archive/warc-reader.ts'
import type { HostSummary } from '../../../src/crawl/engine/summary.ts'
import type { CrawlOptions } from '../../../src/crawl/options.ts'
import { park, parkedBy } from '../../../src/crawl/politeness/host-store.ts'
import type { Store } from '../../../src/database/store.ts'
import { crawl } from '../../../src/index.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { type RedesignOptions, redesign } from '../../sample-site/redesign.ts'
import { emptyTables, freshStore, freshUrl, storeNames } from '../stores.ts'
import { crawlSample, temporaryFolder } from './sample-crawl.ts'

const sites: SampleSite[] = []

/** The last pages before a past begins, and the past that is enough, of two layouts. */
const after = 230

async function siteLosing(loses: RedesignOptions['loses']): Promise<SampleSite> {
  return await siteWith({ after, loses })
}

async function siteWith(changes?: RedesignOptions): Promise<SampleSite> {
  const options = changes === undefined ? {} : { redesign: redesign(changes) }
  const site = await startSampleSite({ questions: 360, ...options })
  sites.push(site)
  return site
}

afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()))
})

/** URLs of the question pages in the archive, by capture. */
async function archivedQuestions(folder: string): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>()
  for (const file of (await readdir(folder)).filter((one) => one.endsWith('.warc.gz'))) {
    for await (const { capture } of readCaptures(join(folder, file))) {
      if (capture.url.includes('/qa/')) urls.set(capture.id, capture.url)
    }
  }
  return urls
}

const questionsAsked = ({ requests }: SampleSite): number =>
  requests.filter(({ url }) => url.startsWith('/qa/')).length

// Hundreds of pages a test: half a minute where other processes want the cores too.
describe.each(storeNames)('the quality gate on %s', { timeout: 180_000 }, (name) => {
  let store: Store
  let isNew = true
  beforeEach(async () => {
    if (isNew) store = await freshStore(name)
    else await emptyTables(store.db)
    isNew = false
  })

  const crawlOnce = async (site: SampleSite, options: Partial<CrawlOptions> = {}) =>
    (await crawlSample(store, { urls: [`${site.url}/list/new_question`], concurrency: 1, ...options }))
      .summary

  const gateOf = ({ hosts }: { readonly hosts: readonly HostSummary[] }) => hosts[0]?.gate

  const capturedQuestions = async (): Promise<number> => {
    const { count } = await store.db
      .selectFrom('crawl.capture')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('path', 'like', '/qa/%')
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  test('stops a host whose pages lose a field; everything is archived, and status names field and pages', async () => {
    const site = await siteLosing(['authors'])
    const [db, data] = [await freshUrl(name), await temporaryFolder()]
    const urls = [`${site.url}/list/new_question`]
    const summary = await crawl({ urls, data, db, site: 'sample', rate: 'unlimited', allowPrivate: true })
    expect(summary).toMatchObject({ result: 'gate', exitCode: 4 })
    expect(summary.hosts).toMatchObject([{ state: 'parked' }])
    expect(summary.hosts[0]?.parkedReason).toContain('lack answers.author')
    expect(summary.due).toBeGreaterThan(0)

    const asked = questionsAsked(site)
    expect(asked).toBeGreaterThan(after + 10)
    // Two layouts, each judged by its own pages.
    expect(asked).toBeLessThan(after + 80)
    const archived = await archivedQuestions(`${data}/archive`)
    expect(archived.size).toBe(asked)

    const broken = gateOf(summary)?.broken ?? []
    const author = broken.find(({ field }) => field === 'answers.author')
    expect(author?.layout).toMatch(/^okwave\/(current|classic)$/)
    expect(author?.before.share).toBeGreaterThan(0.85)
    expect(author?.now.share).toBeLessThan(0.5)
    expect(broken.map(({ field }) => field)).not.toContain('title')
    const sample = author?.sample
    expect(archived.get(sample?.captureId ?? '')).toBe(sample?.url)

    const status = await runMondo(['status', '--db', db])
    expect(status.stdout).toMatch(/answers\.author +okwave\/(current|classic) +\d+ % of \d+ +\d+ % of 40/)
    expect(status.stdout).toContain(`mondo archive cat ${broken[0]?.sample?.captureId}`)
    expect(status.stdout).toContain('--accept-layout')
    const json = JSON.parse((await runMondo(['status', '--db', db, '--json'])).stdout)
    expect(json).toMatchObject({ hosts: [{ gate: { broken } }], stopped: [{ gate: { broken } }] })
  })

  test('requests a few pages when the host is tried again, and accepts them with --accept-layout', async () => {
    const site = await siteLosing(['authors'])
    await crawlOnce(site)
    const asked = questionsAsked(site)
    const again = await crawlOnce(site)
    expect(again).toMatchObject({ result: 'gate', exitCode: 4 })
    expect(gateOf(again)?.broken[0]?.now.pages).toBe(5)
    // Five of one layout, among those of the other, and of those without an answer.
    expect(questionsAsked(site) - asked).toBeLessThan(30)

    const accepted = await crawlOnce(site, { acceptLayout: true })
    expect(accepted).toMatchObject({ result: 'done', exitCode: 0, questions: 360 })
    expect(gateOf(accepted)).toBeNull()
  })

  test('tells a run whose host another worker stopped that it was the gate', async () => {
    const lost = { pages: 40, share: 0 }
    const broken = { field: 'related', layout: 'okwave/current', before: lost, now: lost, sample: null }
    const gate = { reason: 'lack related', trippedAt: '', runId: '', parserVersion: '', broken: [broken] }
    await store.db
      .insertInto('crawl.host')
      .values({ host_group: 'a', gate: JSON.stringify(gate) })
      .execute()
    const now = new Date()
    await park(store.db, { hostGroup: 'a', reason: 'lack related', now })
    expect(await parkedBy(store.db, 'a')).toEqual({ kind: 'gate', reason: 'lack related', isGated: true })
    await park(store.db, { hostGroup: 'a', reason: 'rate-limited', now })
    expect(await parkedBy(store.db, 'a')).toEqual({ kind: 'parked', reason: 'rate-limited' })
  })

  test('judges pages anew under another parser version, and lets the host continue if they have the field', async () => {
    const site = await siteLosing(['authors'])
    await crawlOnce(site)
    const { gate } = await store.db.selectFrom('crawl.host').select('gate').executeTakeFirstOrThrow()
    const older = JSON.stringify({ ...gate, parserVersion: 'one of yesterday' })
    await store.db.updateTable('crawl.host').set({ gate: older }).execute()
    const asked = questionsAsked(site)
    const again = await crawlOnce(site)
    // That parser is no better, but it is given the pages that a judgement takes.
    expect(again.result).toBe('gate')
    expect(gateOf(again)?.broken[0]?.now.pages).toBeGreaterThanOrEqual(20)
    expect(questionsAsked(site) - asked).toBeGreaterThanOrEqual(20)

    const mended = await crawlOnce(await siteWith())
    expect(mended).toMatchObject({ result: 'done', exitCode: 0, questions: 360 })
    expect(gateOf(mended)).toBeNull()
  })

  test('stops a host whose pages are rejected, and keeps the rejects for a better parser', async () => {
    const site = await siteLosing(['answers'])
    const summary = await crawlOnce(site)
    expect(summary).toMatchObject({ result: 'gate', exitCode: 4 })
    expect(gateOf(summary)?.broken[0]).toMatchObject({ field: 'read', layout: '' })
    expect(summary.hosts[0]?.parkedReason).toMatch(/question pages were rejected, \d % before/)
    expect(questionsAsked(site)).toBeLessThan(after + 60)
    const rejected = await store.db.selectFrom('crawl.rejected_page').select('capture_id').execute()
    expect(rejected.length).toBeGreaterThan(10)
    expect(await capturedQuestions()).toBe(questionsAsked(site))
  })

  test('stops a host whose pages change to an unknown layout and lose fields', async () => {
    const site = await siteLosing(['classes', 'dates'])
    const summary = await crawlOnce(site)
    expect(summary).toMatchObject({ result: 'gate', exitCode: 4 })
    expect(gateOf(summary)?.broken.map(({ layout }) => layout)).toContain('okwave/landmarks')
    expect(gateOf(summary)?.broken.map(({ field }) => field)).toContain('postedAt')
    expect(questionsAsked(site)).toBeLessThan(after + 60)
  })

  test('continues with the coverage of earlier runs, even if each run is short', async () => {
    const site = await siteLosing(['authors'])
    let summary = await crawlOnce(site, { maxPages: 30 })
    let runs = 1
    for (; summary.result === 'budget' && runs < 20; runs += 1)
      summary = await crawlOnce(site, { maxPages: 30 })
    expect(summary.result).toBe('gate')
    expect(questionsAsked(site)).toBeLessThan(after + 80)
    expect(runs).toBeGreaterThan(8)
  })
})
