/** What the doctor says of the hosts of a plan. */
import { describe, expect, test } from 'vitest'
import { examineRobots, robotsFindings } from '../../../src/app/doctor/examine-robots.ts'
import type { CrawlPlan, PlannedHost } from '../../../src/app/dry-run/plan-crawl.ts'

const host: PlannedHost = {
  ...{
    group: 'okwave.jp',
    hosts: ['okwave.jp'],
    rate: 0.5,
    crawlDelay: null,
    gapSeconds: 2.5,
    blocked: null,
  },
  ...{ isPaused: false, notBefore: null, seeds: 1, due: 0, pages: 1, next: [] },
}
const asked = 'https://okwave.jp/'
const rule = { url: asked, by: 'robots', detail: 'robots.txt, line 2: Disallow: /' } as const
const found = (changed: Partial<PlannedHost>, refused: CrawlPlan['refused'] = []) =>
  robotsFindings({ hosts: [{ ...host, ...changed }], refused }, [asked])[0]

describe('a host', () => {
  test.each<readonly [Partial<PlannedHost>, string, string, string | null]>([
    [{}, 'ok', 'okwave.jp: read', null],
    [{ crawlDelay: 7 }, 'ok', 'okwave.jp: read, Crawl-delay 7 s', null],
    [
      { blocked: 'paused by ops', isPaused: true },
      'note',
      'okwave.jp: paused by ops',
      'A crawl leaves it out. Resume it with: mondo resume okwave.jp',
    ],
    [
      { blocked: 'robots.txt: timeout' },
      'mend',
      'okwave.jp: robots.txt: timeout',
      'Check the name of the host and the network; if it is right, try again later',
    ],
  ])('of %j is %s', (changed, state, text, advice) => {
    expect(found(changed)).toEqual({ what: 'robots', state, found: text, advice })
  })

  test('that forbids the page asked about says by which line', () => {
    expect(found({ crawlDelay: 7 }, [rule])).toEqual({
      ...{
        what: 'robots',
        state: 'note',
        found: 'okwave.jp: robots.txt, line 2: Disallow: /, Crawl-delay 7 s',
      },
      advice: 'See what may be asked for: mondo robots https://okwave.jp/',
    })
  })

  test.each<CrawlPlan['refused'][number]>([
    { ...rule, by: 'crawl-scope' },
    { ...rule, url: 'https://okwave.jp/search' },
  ])('is not judged by what is refused otherwise: %j', (refused) => {
    expect(found({}, [refused])).toMatchObject({ state: 'ok' })
  })
})

test('of another host a line is told there alone', () => {
  const other = { ...host, group: 'a.example', hosts: ['a.example'] }
  expect(
    robotsFindings({ hosts: [host, other], refused: [rule] }, [asked]).map(({ state }) => state),
  ).toEqual(['note', 'ok'])
})

test('no host is asked where none is named, nor where its pace cannot be kept', async () => {
  const options = {
    ...{
      config: undefined,
      allowPrivate: false,
      signal: new AbortController().signal,
      dataFolder: '/nowhere',
    },
    ...{ contact: 'you@example.org', paceUrl: null },
  }
  expect(await examineRobots([], options)).toEqual([])
  expect(await examineRobots([asked], options)).toEqual([
    {
      ...{ what: 'robots', state: 'note' },
      found: 'no host was asked: a crawl may be asking them, and its pace cannot be kept from here',
      advice: 'See what is said of the database; mondo status shows the hosts of a crawl that runs',
    },
  ])
})

test('a URL that a crawl would refuse is to be mended', async () => {
  const options = {
    ...{
      config: undefined,
      allowPrivate: false,
      signal: new AbortController().signal,
      dataFolder: '/nowhere',
    },
    ...{ contact: '', paceUrl: 'memory:' },
  }
  expect(await examineRobots([asked], options)).toMatchObject([
    { what: 'robots', state: 'mend', found: 'no contact, and okwave.jp is a public host' },
  ])
})
