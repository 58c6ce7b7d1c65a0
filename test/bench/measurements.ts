/** A measurement for tests of what is said about measurements. */
import type { Measurement } from '../../bench/suite/measurement.ts'

export function measurement(given: Partial<Measurement> & { readonly median?: number } = {}): Measurement {
  const { median = 2, ...rest } = given
  return {
    id: 'parse/links/cheerio',
    work: 'parse, link-heavy pages',
    peer: 'cheerio.load',
    unit: 'ms a page',
    ours: { median: 1.5, lowest: 1.4, highest: 1.6 },
    theirs: { median: 3, lowest: 2.9, highest: 120 },
    ratio: { median, lowest: 1.9, highest: 2.25 },
    kind: 'speed',
    target: 2.5,
    note: '',
    rounds: 9,
    quick: false,
    load: [0.5, 0.7],
    at: '2026-11-29T20:00:00.000Z',
    machine: '2 cores',
    versions: { node: '24.21.0' },
    ...rest,
  }
}
