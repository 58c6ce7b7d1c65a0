import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CrawlMetrics } from '../../../src/analyse/crawl-metrics.ts'
import { workIn } from '../../../src/app/open-work.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { scheduledCrawlOf } from '../../../src/cli/options/scheduled-settings.ts'
import { openStore } from '../../../src/database/store.ts'
import { crawl } from '../../../src/index.ts'
import { Schedule } from '../../../src/queue/schedule.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { freshUrl } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

/** Series without labels beside those that are matched, by their name: what a query `sum by (label)` gives. */
function sums(text: string, name: string, label: string): Record<string, number> {
  const found: Record<string, number> = {}
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${name}{`)) continue
    const [series = '', value] = line.split('} ')
    const key = series.split(`${label}="`)[1]?.split('"')[0] ?? ''
    if (Number(value) > 0) found[key] = (found[key] ?? 0) + Number(value)
  }
  return found
}

test('the metrics file of a crawl agrees with its summary', async () => {
  const data = await temporaryFolder()
  const path = join(data, 'mondo.prom')
  const site = await startSampleSite({ questions: 12 })
  try {
    const summary = await crawl({
      urls: [`${site.url}/`],
      data,
      db: `pglite:${data}/db`,
      site: 'sample',
      hostGroup: 'sample',
      rate: 'unlimited',
      allowPrivate: true,
      metricsFile: path,
    })
    const text = await readFile(path, 'utf8')
    expect(sums(text, 'mondo_visits_total', 'outcome')).toEqual(summary.outcomes)
    expect(sums(text, 'mondo_requests_total', 'host_group')).toEqual({ sample: summary.requests })
    expect(summary.requests).toBe(site.requests.length)
    expect(sums(text, 'mondo_received_bytes_total', 'host_group')).toEqual({ sample: summary.bytes })
    expect(sums(text, 'mondo_request_seconds_count', 'host_group')).toEqual({ sample: summary.requests })
    const rows = text.split('\n').filter((line) => line.includes('change="inserted"'))
    expect(rows).toContain(`mondo_rows_total{table="question",change="inserted"} ${summary.questions}`)
    expect(rows).toContain(`mondo_rows_total{table="answer",change="inserted"} ${summary.answers}`)
    expect(text).toContain('mondo_pages_due{host_group="sample"} 0\n')
    expect(text).toContain('mondo_slices_in_flight 0\n')
    expect(text).toContain('mondo_run_exit_code{schedule=""} 0\n')
  } finally {
    await site.close()
  }
})

test('a worker counts scheduled crawls, and reports that its database went away', async () => {
  const databaseUrl = await freshUrl('postgres 15')
  const data = await temporaryFolder()
  const site = await startSampleSite({ questions: 6 })
  const store = await openStore(databaseUrl)
  const stop = new AbortController()
  const metrics = new CrawlMetrics({ clock, log, ofProcess: true })
  try {
    const schedule = await Schedule.open({ store, log })
    const path = join(data, 'nightly.prom')
    const rules = [
      '--site',
      'sample',
      '--host-group',
      'sample',
      '--rate',
      'unlimited',
      '--metrics-file',
      path,
    ]
    await schedule.queue.enqueueMissing(
      [{ name: 'nightly', args: ['crawl', `${site.url}/`, ...rules], definitions: [] }],
      store.db,
    )
    await schedule.close()
    const settings = { databaseUrl, archiveFolder: join(data, 'archive'), contact: '', allowPrivate: true }
    const limits = { concurrency: 2, maxTime: null, minFree: null, accessFor: () => null }
    const context = { log, signal: stop.signal, metrics, crawlOf: scheduledCrawlOf }
    const working = workIn({ ...settings, ...limits }, context)
    const exitCode = 'mondo_run_exit_code{schedule="nightly"} 0\n'
    await expect.poll(() => metrics.text(), { timeout: 50_000, interval: 100 }).toContain(exitCode)
    const text = await metrics.text()
    expect(sums(text, 'mondo_visits_total', 'outcome')['loaded']).toBe(6)
    expect(text).toContain('mondo_database_up 1\n')
    expect(text).toContain('process_resident_memory_bytes')
    expect(await readFile(path, 'utf8')).toContain(exitCode)
    stop.abort()
    await working
    expect(await metrics.text()).toContain('mondo_database_up 0\n')
  } finally {
    stop.abort()
    await store.close()
    await site.close()
  }
})
