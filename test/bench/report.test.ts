/** What is printed and published of measurements: lines, the table, the chart, and peers that are missing. */
import { expect, test } from 'vitest'
import { chartOf } from '../../bench/suite/chart.ts'
import { peers, skippedLine } from '../../bench/suite/peers.ts'
import { published, withTable } from '../../bench/suite/records.ts'
import { fallLine, lineOf, tableOf } from '../../bench/suite/report.ts'
import { measurement } from './measurements.ts'

const startup = measurement({
  id: 'startup/help',
  work: 'mondo --help',
  peer: 'node -e 0',
  kind: 'times',
  unit: 'ms',
  median: 3.123,
  target: 4,
  quick: true,
  note: '47 ms of CPU',
  at: '2026-11-28T10:00:00.000Z',
  versions: { psql: '15.18' },
})

test('a line says ratio and range, target, medians of both sides, rounds and load', () => {
  expect(lineOf(measurement())).toBe(
    'parse/links/cheerio: 2.00 [1.90 to 2.25] times as fast (target 2.5, missed); ' +
      'mondo 1.50, peer 3.00 ms a page; 9 rounds, load 0.5 to 0.7',
  )
  expect(lineOf(startup)).toContain('3.12 [1.90 to 2.25] times (target 4, reached)')
  expect(lineOf(startup)).toMatch(/; 47 ms of CPU$/)
})

test('a fall says by how much', () => {
  expect(fallLine({ id: 'parse/links/lxml', before: 0.66, now: 0.5, share: 0.2424 })).toBe(
    'worse by 24 %: parse/links/lxml was 0.66 and is 0.50',
  )
})

test('the table has a row a measurement, and says when and with what they were made', () => {
  const lines = tableOf([measurement(), startup]).split('\n')
  expect(lines[2]).toBe(
    '| parse, link-heavy pages | cheerio.load | 1.50 ms a page | 3.00 ms a page | **2.00** [1.90–2.25] | ≥ 2.5 ✗ | 9, 0.5 |',
  )
  expect(lines[3]).toContain('| **3.12** [1.90–2.25] × | ≤ 4 ✓ | 9 (quick), 0.5 |')
  expect(lines).toContain('Measured 2026-11-28, 2026-11-29 on 2 cores, with node 24.21.0, psql 15.18.')
  expect(lines.at(-1)).toBe('- mondo --help, node -e 0: 47 ms of CPU.')
})

test('the table takes the place of what stood between its marks, and of nothing else', () => {
  const marks = ['<!-- measured by npm run bench -->', '<!-- end of the measurements -->'] as const
  const text = `before\n${marks[0]}\nold\n${marks[1]}\nafter`
  expect(withTable(text, 'new')).toBe(`before\n${marks[0]}\n\nnew\n\n${marks[1]}\nafter`)
  expect(() => withTable('no marks', 'new')).toThrow('lacks')
})

test('a quick measurement is published only where there is no whole one', () => {
  const before = [measurement({ id: 'whole' }), measurement({ id: 'quick', quick: true })]
  const now = ['whole', 'quick', 'new'].map((id) => measurement({ id, quick: true, median: 9 }))
  const all = published(before, now).map(({ id, ratio }) => `${id} ${ratio.median}`)
  expect(all).toEqual(['new 9', 'quick 9', 'whole 2'])
  expect(published(before, [measurement({ id: 'whole', median: 3 })]).at(-1)?.ratio.median).toBe(3)
})

test('the chart has a bar and a label a measurement, and is whole XML', () => {
  const chart = chartOf([measurement({ work: 'a < b & c' }), startup])
  expect(chart.match(/<rect /g)).toHaveLength(2)
  expect(chart).toContain('a &lt; b &amp; c / cheerio.load')
  expect(chart).toContain('>3.12 ×<')
  expect(chart).not.toContain('NaN')
  expect(chart.match(/<text /g)?.length).toBe(chart.match(/<\/text>/g)?.length)
})

test('a peer that is not installed is named with how to install it', () => {
  expect(skippedLine(peers.scrapy)).toBe(
    'skipped: Scrapy is not installed here (apt-get install python3-scrapy)',
  )
  expect(
    Object.values(peers).filter(({ install }) => !/^(?:npm ci|apt-get install) ?/.test(install)),
  ).toEqual([])
})
