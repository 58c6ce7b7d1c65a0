import { describe, expect, test } from 'vitest'
import { brokenFields, isStillBroken, knownLayoutField } from '../../../src/crawl/drift/drift-test.ts'
import {
  covered,
  type FieldCoverage,
  notCovered,
  windowPages,
} from '../../../src/crawl/drift/field-coverage.ts'
import { fieldsOf } from '../../../src/crawl/drift/field-rules.ts'
import { defaultGateLoss } from '../../../src/crawl/options.ts'
import type { BrokenField } from '../../../src/model/drift-report.ts'
import { worldAt } from '../../../src/sample-site/evolving.ts'
import { sampleQuestion } from '../../../src/sample-site/question.ts'
import type { World } from '../../../src/sample-site/world.ts'
import { seeded } from '../../chaos/seeded.ts'

type Shares = Readonly<Record<string, number>>
type Host = Map<string, FieldCoverage>

const sample = (path: string) => ({ path, url: `http://127.0.0.1${path}`, captureId: `urn:uuid:${path}` })

function note(host: Host, layout: string, field: string, has: boolean): void {
  const key = `${layout} ${field}`
  host.set(key, covered(host.get(key) ?? notCovered(layout, field), has, sample(`/${host.size}`)))
}

/** One more page of the host, each field by its chance; what it breaks. */
function page(
  host: Host,
  layout: string,
  shares: Shares,
  random: () => number,
  loss = defaultGateLoss,
): BrokenField[] {
  for (const [field, share] of Object.entries(shares)) note(host, layout, field, random() < share)
  return brokenFields([...host.values()], layout, loss)
}

/** How many pages until the gate trips, and with what; null when it does not. */
function tripsAfter(host: Host, pages: number, layout: string, shares: Shares, random: () => number) {
  for (let count = 1; count <= pages; count += 1) {
    const broken = page(host, layout, shares, random)
    if (broken.length > 0) return { count, broken: broken.map(({ field }) => field) }
  }
  return null
}

const layout = 'okwave/current'
const usual: Shares = { title: 1, categories: 0.98, replies: 0.5, related: 0.92, imageUrls: 0.1, rare: 0.01 }

// Tens of thousands of pages, and other processes may want the cores too.
describe('the quality gate', { timeout: 60_000 }, () => {
  test('does not trip in 100,000 pages of a site that does not change', () => {
    const random = seeded(1)
    const shares = Object.fromEntries(
      [0.01, 0.05, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1].map((share) => [`at ${share}`, share]),
    )
    expect(tripsAfter(new Map(), 100_000, layout, { title: 1, ...shares }, random)).toBeNull()
  })

  test('does not trip when similar pages come in runs, as in a crawl by category', () => {
    const random = seeded(2)
    const host: Host = new Map()
    for (let run = 0; run < 500; run += 1) {
      const shares = {
        title: 1,
        categories: 0.6 + 0.4 * random(),
        replies: 0.3 + 0.4 * random(),
        imageUrls: 0.3 * random(),
      }
      expect(tripsAfter(host, 5 + Math.floor(60 * random()), layout, shares, random)).toBeNull()
    }
  })

  test('does not trip when a crawl moves from old questions to recent ones', () => {
    const hour = 3_600_000
    const from = new Date('2026-01-01T00:00:00+09:00')
    const to = new Date(from.getTime() + 24 * 400 * hour)
    const worldAfter = (hours: number) => {
      const at = new Date(from.getTime() + hours * hour)
      return worldAt({ seed: 9, questions: 8_000 }, { from, to }, at)
    }
    const host: Host = new Map()
    const broken: BrokenField[] = []
    const visit = (world: World, index: number): void => {
      const { page: record } = sampleQuestion(world, index)
      for (const [field, has] of fieldsOf(record)) note(host, record.layout, field, has)
      broken.push(...brokenFields([...host.values()], record.layout, defaultGateLoss))
    }
    const settled = worldAfter(24 * 60)
    for (let index = 0; index < 1_000; index += 1) visit(settled, index)
    for (let hours = 24 * 60; hours < 24 * 110; hours += 6) {
      const world = worldAfter(hours)
      for (let index = world.questions - 12; index < world.questions; index += 1) visit(world, index)
    }
    expect(broken).toEqual([])
  })

  test.each([0.5, 0.6, 0.8, 0.95, 1])('trips within 40 pages when a field of share %d is gone', (share) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = seeded(seed)
      const host: Host = new Map()
      const shares = { ...usual, related: share }
      expect(tripsAfter(host, 1_500 + seed, layout, shares, random)).toBeNull()
      const tripped = tripsAfter(host, 40, layout, { ...shares, related: 0 }, random)
      expect(tripped?.broken[0]).toBe('related')
      if (share >= 0.95) expect(tripped?.count).toBeLessThan(30)
    }
  })

  test('trips soon after a short past, and never without one', () => {
    const random = seeded(3)
    const young: Host = new Map()
    expect(tripsAfter(young, windowPages + 50, layout, usual, random)).toBeNull()
    expect(tripsAfter(young, 40, layout, { ...usual, categories: 0 }, random)?.broken).toEqual(['categories'])
    const unknown: Host = new Map()
    expect(tripsAfter(unknown, windowPages, layout, usual, random)).toBeNull()
    expect(tripsAfter(unknown, 40, layout, { ...usual, categories: 0 }, random)).toBeNull()
  })

  test.each([
    [0.3, true],
    [0.5, false],
    [1, false],
  ])('with a loss of %d, losing the field on 40 %% of the pages trips: %s', (loss, trips) => {
    const random = seeded(6)
    const host: Host = new Map()
    for (let count = 0; count < 300; count += 1) page(host, layout, usual, random, loss)
    const lost = { ...usual, categories: 0.55 }
    const broken = Array.from({ length: 100 }, () => page(host, layout, lost, random, loss))
    expect(broken.some((one) => one.length > 0)).toBe(trips)
  })

  test('names all fields lost along with the one that tripped it, the clearest first', () => {
    const random = seeded(4)
    const host: Host = new Map()
    tripsAfter(host, 500, layout, usual, random)
    const lost = { ...usual, categories: 0, related: 0, imageUrls: 0 }
    const broken = tripsAfter(host, 40, layout, lost, random)?.broken ?? []
    expect(broken.toSorted()).toEqual(['categories', 'related'])
  })

  test('adapts to a site that changes slowly', () => {
    const random = seeded(5)
    const host: Host = new Map()
    for (let share = 1; share > 0; share -= 0.02) {
      expect(tripsAfter(host, 300, layout, { ...usual, categories: share }, random)).toBeNull()
    }
  })
})

describe('the quality gate over rejects', () => {
  const reads = (host: Host, pages: number, share: number, random: () => number) =>
    tripsAfter(host, pages, '', { read: share }, random)

  test('trips when most recent pages of an unknown host are rejected, but not for a few', () => {
    const random = seeded(1)
    expect(reads(new Map(), 19, 0, random)).toBeNull()
    expect(reads(new Map(), 20, 0, random)).toEqual({ count: 20, broken: ['read'] })
    const half: Host = new Map()
    for (let count = 0; count < 20; count += 1)
      expect(page(half, '', { read: count % 2 }, random)).toEqual([])
  })

  test('does not trip at 35 % of rejects if 30 % is usual, and trips at 100 %', () => {
    const random = seeded(2)
    const host: Host = new Map()
    expect(reads(host, 5_000, 0.7, random)).toBeNull()
    expect(reads(host, 5_000, 0.65, random)).toBeNull()
    expect(reads(host, 40, 0, random)).not.toBeNull()
  })
})

describe('the quality gate and an unknown layout', () => {
  /** As a crawl notes it: one row says whether the layout of a page has a past. */
  const pageOf = (host: Host, name: string, shares: Shares, random: () => number, isKnown: boolean) => {
    page(host, '', { [knownLayoutField]: isKnown ? 1 : 0 }, random)
    return page(host, name, shares, random)
  }
  const settled = (random: () => number): Host => {
    const host: Host = new Map()
    for (let count = 0; count < 300; count += 1) pageOf(host, layout, usual, random, true)
    return host
  }

  test('trips when the layout takes over and lacks fields of the earlier layouts', () => {
    const random = seeded(1)
    const host = settled(random)
    const lost = { ...usual, categories: 0 }
    const broken = Array.from({ length: 40 }, () => pageOf(host, 'okwave/landmarks', lost, random, false))
    expect(broken.find((one) => one.length > 0)?.[0]).toMatchObject({
      field: 'categories',
      layout: 'okwave/landmarks',
    })
  })

  test('does not trip when the layout takes over with all fields', () => {
    const random = seeded(2)
    const host = settled(random)
    for (let count = 0; count < 300; count += 1) {
      expect(pageOf(host, 'okwave/landmarks', usual, random, count > 90)).toEqual([])
    }
  })

  test('does not trip while the layout is only one of several, whatever it lacks', () => {
    const random = seeded(3)
    const host = settled(random)
    const other = { ...usual, categories: 0, related: 0 }
    for (let count = 0; count < 1_000; count += 1) {
      expect(pageOf(host, layout, usual, random, true)).toEqual([])
      if (count % 8 === 0) expect(pageOf(host, 'okwave/classic', other, random, count > 720)).toEqual([])
    }
  })
})

describe('a host that the gate stopped', () => {
  const broken: BrokenField = {
    field: 'categories',
    layout,
    before: { pages: 400, share: 0.98 },
    now: { pages: 40, share: 0.4 },
    sample: null,
  }
  const tried = (has: readonly boolean[]) =>
    has.reduce((row, one) => covered(row, one, sample('/')), notCovered(layout, 'categories'))

  test('is judged by five pages that could have the field', () => {
    expect(isStillBroken(undefined, broken, { loss: defaultGateLoss })).toBeNull()
    expect(isStillBroken(tried([false, false, false, false]), broken, { loss: defaultGateLoss })).toBeNull()
    expect(isStillBroken(tried([false, false, false, false, true]), broken, { loss: defaultGateLoss })).toBe(
      true,
    )
    expect(isStillBroken(tried([true, true, false, true, true]), broken, { loss: defaultGateLoss })).toBe(
      false,
    )
  })

  test('is judged by fewer where there are no more', () => {
    const end = { loss: defaultGateLoss, isEnd: true }
    expect(isStillBroken(undefined, broken, end)).toBeNull()
    expect(isStillBroken(tried([false]), broken, end)).toBe(true)
    expect(isStillBroken(tried([true, true]), broken, end)).toBe(false)
  })
})
