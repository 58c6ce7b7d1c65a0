import { register } from 'prom-client'
import { beforeEach, describe, expect, test } from 'vitest'
import { CrawlMetrics } from '../../src/analyse/crawl-metrics.ts'
import type { FrontierGauges } from '../../src/analyse/frontier-gauges.ts'
import { nothingLoaded } from '../../src/load/load-counts.ts'
import type { VisitOutcome } from '../../src/model/visit-outcome.ts'
import { SkippingClock } from '../crawl/skipping-clock.ts'

/** Sleeps on it end only when they are aborted: what waits for an answer waits for ever. */
class PatientClock extends SkippingClock {
  override sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((_, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
    )
  }
}

let clock: SkippingClock
let warnings: string[]
let metrics: CrawlMetrics

beforeEach(() => {
  clock = new PatientClock()
  warnings = []
  metrics = new CrawlMetrics({ clock, log, ofProcess: false })
})

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_facts: object, message: string) => void warnings.push(message),
}

async function seriesValue(series: string): Promise<number | null> {
  const line = (await metrics.text()).split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? null : Number(line.slice(series.length))
}

describe('metrics from events of a crawl', () => {
  test('requests are counted by status class, with their bytes and seconds', async () => {
    const hostGroup = 'okwave.jp'
    metrics.exchanged({ hostGroup, answer: 200, bytes: 1000, seconds: 0.2 })
    metrics.exchanged({ hostGroup, answer: 404, bytes: 500, seconds: 3 })
    metrics.exchanged({ hostGroup, answer: 'failed', bytes: 0, seconds: 30 })
    metrics.exchanged({ hostGroup, answer: 'blocked', bytes: 0, seconds: 0 })
    for (const status_class of ['2xx', '4xx', 'failed', 'blocked']) {
      const series = `mondo_requests_total{host_group="okwave.jp",status_class="${status_class}"}`
      expect(await seriesValue(series), series).toBe(1)
    }
    expect(await seriesValue('mondo_received_bytes_total{host_group="okwave.jp"}')).toBe(1500)
    // What the address guard blocked took no time of any host.
    expect(await seriesValue('mondo_request_seconds_count{host_group="okwave.jp"}')).toBe(3)
    expect(await seriesValue('mondo_request_seconds_bucket{le="0.25",host_group="okwave.jp"}')).toBe(1)
    expect(await seriesValue('mondo_request_seconds_bucket{le="30",host_group="okwave.jp"}')).toBe(3)
  })

  test('a slice adds its visits, rejects, rows and pages found', async () => {
    const outcomes: VisitOutcome[] = [
      { kind: 'loaded', changes: 3 },
      { kind: 'loaded', changes: 1 },
      { kind: 'rejected', reason: 'checks', checks: [] },
    ]
    const answer = { ...nothingLoaded.answer, inserted: 4, gone: 1 }
    const counts = { ...nothingLoaded, answer }
    metrics.committed({
      hostGroup: 'a',
      seconds: 4,
      counts,
      visits: outcomes.map((outcome) => ({ outcome })),
      added: 12,
    })
    expect(await seriesValue('mondo_visits_total{host_group="a",outcome="loaded"}')).toBe(2)
    expect(await seriesValue('mondo_rejects_total{host_group="a",reason="checks"}')).toBe(1)
    expect(await seriesValue('mondo_rows_total{table="answer",change="inserted"}')).toBe(4)
    expect(await seriesValue('mondo_rows_total{table="answer",change="gone"}')).toBe(1)
    expect(await seriesValue('mondo_pages_found_total{host_group="a"}')).toBe(12)
    expect(await seriesValue('mondo_slice_seconds_sum')).toBe(4)
  })

  test('slices in flight are the host groups at work', async () => {
    metrics.hostIs('a', { kind: 'working' })
    metrics.hostIs('b', { kind: 'working' })
    expect(await seriesValue('mondo_slices_in_flight')).toBe(2)
    metrics.hostIs('a', { kind: 'done' })
    metrics.leaseLost('b')
    metrics.hostIs('b', { kind: 'waiting', until: clock.now(), because: 'turn' })
    expect(await seriesValue('mondo_slices_in_flight')).toBe(0)
    expect(await seriesValue('mondo_lease_lost_total{host_group="b"}')).toBe(1)
  })

  test('a run records its start, its end and its exit code', async () => {
    metrics.runStarted('nightly')
    clock.advance(90_000)
    metrics.runEnded('nightly', 5)
    const started = await seriesValue('mondo_run_started_timestamp_seconds{schedule="nightly"}')
    const ended = await seriesValue('mondo_run_ended_timestamp_seconds{schedule="nightly"}')
    expect((ended ?? 0) - (started ?? 0)).toBe(90)
    expect(await seriesValue('mondo_run_exit_code{schedule="nightly"}')).toBe(5)
  })
})

describe('metrics read from the database', () => {
  const host = { hostGroup: 'a', due: 7, isParked: false, backoffUntil: null }
  const seen = (of: Partial<FrontierGauges>): FrontierGauges => {
    return { hosts: [host], activeSlices: 1, waitingSlices: 2, ...of }
  }

  test('a scrape reads due pages, parked hosts, back-offs in force, and the queue', async () => {
    const inAMinute = new Date(clock.now().getTime() + 60_000)
    const aMinuteAgo = new Date(clock.now().getTime() - 60_000)
    const blocked = { ...host, hostGroup: 'b', isParked: true, backoffUntil: inAMinute }
    const over = { ...host, hostGroup: 'c', backoffUntil: aMinuteAgo }
    metrics.setGaugeSource(async () => seen({ hosts: [host, blocked, over] }))
    expect(await seriesValue('mondo_database_up')).toBe(1)
    expect(await seriesValue('mondo_pages_due{host_group="a"}')).toBe(7)
    expect(await seriesValue('mondo_host_parked{host_group="a"}')).toBe(0)
    expect(await seriesValue('mondo_host_parked{host_group="b"}')).toBe(1)
    const until = 'mondo_host_blocked_until_timestamp_seconds'
    expect(await seriesValue(`${until}{host_group="b"}`)).toBe(inAMinute.getTime() / 1000)
    expect(await seriesValue(`${until}{host_group="c"}`)).toBeNull()
    expect(await seriesValue('mondo_queue_slices{state="waiting"}')).toBe(2)
  })

  test('an unreachable database is a metric, and removes the gauges that it supplies', async () => {
    let isAway = false
    metrics.setGaugeSource(async () => {
      if (isAway) throw new Error('gone')
      return seen({})
    })
    expect(await seriesValue('mondo_pages_due{host_group="a"}')).toBe(7)
    isAway = true
    expect(await seriesValue('mondo_pages_due{host_group="a"}')).toBeNull()
    expect(await seriesValue('mondo_database_up')).toBe(0)
    expect(warnings).not.toEqual([])
  })

  test('a database that does not answer delays a scrape by five seconds at most', async () => {
    // On this clock a sleep is over at once.
    metrics = new CrawlMetrics({ clock: new SkippingClock(), log, ofProcess: false })
    metrics.setGaugeSource(() => new Promise(() => undefined))
    expect(await seriesValue('mondo_database_up')).toBe(0)
  })

  test('a slow query is not repeated with every scrape', async () => {
    let looks = 0
    metrics.setGaugeSource(async () => {
      looks += 1
      clock.advance(2_000)
      return seen({})
    })
    await metrics.text()
    clock.advance(39_000)
    await metrics.text()
    expect(looks).toBe(1)
    clock.advance(1_000)
    await metrics.text()
    expect(looks).toBe(2)
  })

  test('simultaneous scrapes share one query', async () => {
    let looks = 0
    const answer = Promise.withResolvers<FrontierGauges>()
    metrics.setGaugeSource(() => {
      looks += 1
      return answer.promise
    })
    const scrapes = [metrics.text(), metrics.text()]
    answer.resolve(seen({}))
    const [first, second] = await Promise.all(scrapes)
    expect(looks).toBe(1)
    expect(second).toBe(first)
  })

  test('the gauges of the last query stay', async () => {
    metrics.setGaugeSource(async () => seen({}))
    await metrics.collectFinal()
    expect(await seriesValue('mondo_pages_due{host_group="a"}')).toBe(7)
    metrics.setGaugeSource(null)
    expect(await seriesValue('mondo_pages_due{host_group="a"}')).toBeNull()
  })
})

test('each process has its own registry, and the global one stays empty', async () => {
  const other = new CrawlMetrics({ clock, log, ofProcess: false })
  metrics.exchanged({ hostGroup: 'a', answer: 200, bytes: 1, seconds: 1 })
  expect(await other.text()).not.toContain('host_group="a"')
  expect(register.getMetricsAsArray()).toEqual([])
})

test('process metrics are included only if enabled', async () => {
  expect(await metrics.text()).not.toContain('process_cpu')
  const ofProcess = new CrawlMetrics({ clock, log, ofProcess: true })
  expect(await ofProcess.text()).toContain('process_cpu_seconds_total')
})
