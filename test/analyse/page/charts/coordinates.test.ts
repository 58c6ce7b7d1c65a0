/** Where charts draw what, by hand: the plot spans x 52 to 734 and y 220 up to 22, rows of names begin at 250. */
import { describe, expect, test } from 'vitest'
import { beforeAndNow } from '../../../../src/analyse/page/charts/before-and-now.ts'
import { horizontalBars } from '../../../../src/analyse/page/charts/horizontal-bars.ts'
import { linesOverTime } from '../../../../src/analyse/page/charts/lines.ts'
import { columnsByClass, columnsOverTime } from '../../../../src/analyse/page/charts/stacked-columns.ts'
import type { Html } from '../../../../src/analyse/page/markup.ts'

const words = { title: 'Pages', description: 'pages a minute', unit: 'pages' }
const minute = (index: number) => new Date(Date.UTC(2026, 10, 29, 0, index))

/** The attributes named, of each element of the chart that has them all, in their order; and its text. */
async function drawn(
  chart: Html,
  element: string,
  ...names: readonly string[]
): Promise<readonly string[][]> {
  const found = String(await chart).matchAll(new RegExp(`<${element}\\b([^>]*)>([^<]*)`, 'g'))
  return [...found]
    .map(([, attributes = '', text = '']) => [
      ...names.map((name) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''),
      ...(text.trim() === '' ? [] : [text]),
    ])
    .filter((values) => names.every((_, index) => values[index] !== ''))
}

const ofClass = (all: readonly string[][], name: string) =>
  all.filter(([first]) => first === name).map(([, ...rest]) => rest)

describe('columns over time', () => {
  const parts = [
    { place: minute(0), series: 'gone', value: 10 },
    { place: minute(0), series: 'loaded', value: 30 },
    { place: minute(1), series: 'loaded', value: 15 },
    { place: minute(1), series: 'failed', value: 0 },
  ]

  test('are a twelfth of the width at most, the largest series lowest, and what is 0 is not drawn', async () => {
    const chart = columnsOverTime(words, parts, 60_000)
    expect(await drawn(chart, 'rect', 'class', 'x', 'y', 'width', 'height')).toEqual([
      ['s1', '195.1', '71.5', '54.8', '148.5'],
      ['s2', '195.1', '22', '54.8', '49.5'],
      ['s1', '536.1', '145.8', '54.8', '74.3'],
    ])
    expect(ofClass(await drawn(chart, 'text', 'class', 'x', 'y'), 'tick end')).toEqual([
      ['46', '224', '0'],
      ['46', '174.5', '10'],
      ['46', '125', '20'],
      ['46', '75.5', '30'],
      ['46', '26', '40'],
    ])
    expect(ofClass(await drawn(chart, 'text', 'class', 'x', 'y'), 'unit')).toEqual([['52', '12', 'pages']])
    expect(ofClass(await drawn(chart, 'line', 'class', 'x1', 'x2', 'y1', 'y2'), 'grid')).toEqual(
      ['220', '170.5', '121', '71.5', '22'].map((y) => ['52', '734', y, y]),
    )
    expect(await drawn(chart, 'bdi')).toEqual([['loaded'], ['gone'], ['failed']])
  })

  test('have times below, at the marks of the axis', async () => {
    const chart = columnsOverTime(words, parts, 60_000)
    const axis = ofClass(await drawn(chart, 'line', 'class', 'x1', 'x2', 'y1', 'y2'), 'axis')
    // Two minutes in marks of 15 seconds.
    const places = ['52', '137.3', '222.5', '307.8', '393', '478.3', '563.5', '648.8', '734']
    expect(axis).toEqual([['52', '734', '220', '220'], ...places.map((x) => [x, x, '220', '224'])])
    const times = ['00', '15', '30', '45'].flatMap((second) => [`00:00:${second}`, `00:01:${second}`]).sort()
    expect(ofClass(await drawn(chart, 'text', 'class', 'x', 'y'), 'tick middle')).toEqual(
      [...times, '00:02:00'].map((time, index) => [places[index], '238', time]),
    )
  })

  test('have an axis that begins with the first and ends with the last of them', async () => {
    for (const count of [1, 2, 11, 12, 40]) {
      const some = Array.from({ length: count }, (_, index) => ({
        place: minute(index),
        series: 'a',
        value: 1,
      }))
      const chart = columnsOverTime(words, some, 60_000)
      const labels = ofClass(await drawn(chart, 'text', 'class', 'x'), 'tick middle')
      expect(labels[0]).toEqual(['52', count < 10 ? '00:00:00' : '00:00'])
      const columns = await drawn(chart, 'rect', 'x', 'width')
      expect(columns).toHaveLength(count)
      const [left, right] = [columns[0], columns.at(-1)].map((column) => Number(column?.[0]))
      const width = Number(columns[0]?.[1])
      // As much room before the first as after the last.
      expect((left ?? 0) - 52).toBeCloseTo(734 - (right ?? 0) - width, 0)
    }
  })

  test('say their time, series and value, the series only where there are several', async () => {
    const titles = async (shown: typeof parts) =>
      await drawn(columnsOverTime(words, shown, 60_000, { tick: (value) => `${value} kB` }), 'title')
    expect(await titles(parts)).toEqual([
      ['2026-11-29 00:00:00 · loaded: 30 kB'],
      ['2026-11-29 00:00:00 · gone: 10 kB'],
      ['2026-11-29 00:01:00 · loaded: 15 kB'],
    ])
    expect(await titles(parts.slice(0, 1))).toEqual([['2026-11-29 00:00:00 · 10 kB']])
  })

  test('that are thin have thin gaps, and what is small is still seen', async () => {
    const many = Array.from({ length: 400 }, (_, index) => ({
      place: minute(index),
      series: 'a',
      value: index === 0 ? 1 : 1_000,
    }))
    const [first] = await drawn(columnsOverTime(words, many, 60_000), 'rect', 'x', 'width', 'height')
    // 1.705 a step, 0.256 of it the gap.
    expect(first).toEqual(['52.1', '1.4', '0.5'])
  })

  test('of nothing but 0 stand on a scale up to 1', async () => {
    const chart = columnsOverTime(words, [{ place: minute(0), series: 'a', value: 0 }], 60_000)
    const ticks = ofClass(await drawn(chart, 'text', 'class', 'x'), 'tick end').map(([, text]) => text)
    expect(ticks).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1'])
  })

  test('of more than eight series share the last colour', async () => {
    const series = Array.from({ length: 10 }, (_, index) => `s${index}`)
    const chart = columnsOverTime(
      words,
      series.map((one) => ({ place: minute(0), series: one, value: 1 })),
      60_000,
      { series },
    )
    const colours = (await drawn(chart, 'rect', 'class', 'x')).map(([colour]) => colour)
    expect(colours).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's8', 's8'])
  })
})

test('columns by class share the width, with gaps, and names below their middle', async () => {
  const chart = columnsByClass(words, ['0', '1', '2+'], [{ place: '2+', series: 'open', value: 4 }])
  expect(await drawn(chart, 'rect', 'x', 'y', 'width', 'height')).toEqual([['522.6', '22', '188.1', '198']])
  expect(ofClass(await drawn(chart, 'text', 'class', 'x', 'y'), 'tick middle')).toEqual([
    ['169.4', '238', '0'],
    ['393', '238', '1'],
    ['616.6', '238', '2+'],
  ])
  expect(ofClass(await drawn(chart, 'line', 'class', 'x1', 'x2', 'y1', 'y2'), 'axis')).toEqual([
    ['52', '734', '220', '220'],
  ])
  expect(await drawn(chart, 'title')).toEqual([['2+ · 4']])
})

describe('lines over time', () => {
  const points = [1, null, 3, 4].map((value, index) => ({ time: minute(index), value }))

  test('go through their points, with limits across', async () => {
    const chart = linesOverTime(words, [{ name: 'a', points }], [{ name: 'permitted', value: 2 }])
    expect(await drawn(chart, 'path', 'class', 'd')).toEqual([['line s1', 'M52,170.5ZM506.7,71.5L734,22']])
    expect(await drawn(chart, 'circle', 'class', 'cx', 'cy', 'r')).toEqual([
      ['s1', '52', '170.5', '2.5'],
      ['s1', '506.7', '71.5', '2.5'],
      ['s1', '734', '22', '2.5'],
    ])
    expect(await drawn(chart, 'title')).toEqual([
      ['a · 2026-11-29 00:00:00 · 1'],
      ['a · 2026-11-29 00:02:00 · 3'],
      ['a · 2026-11-29 00:03:00 · 4'],
    ])
    expect(ofClass(await drawn(chart, 'line', 'class', 'x1', 'x2', 'y1', 'y2'), 'limit')).toEqual([
      ['52', '734', '121', '121'],
    ])
    expect(ofClass(await drawn(chart, 'text', 'class', 'x', 'y'), 'limit-name end')).toEqual([
      ['734', '116', 'permitted'],
    ])
    expect(String(await chart)).not.toContain('class="legend"')
  })

  test('of several names have a legend, and a limit above them stretches the scale', async () => {
    const chart = linesOverTime(
      words,
      [
        { name: 'a', points: points.slice(0, 1) },
        { name: 'b', points: points.slice(2) },
      ],
      [{ name: 'permitted', value: 8 }],
    )
    expect(await drawn(chart, 'bdi')).toEqual([['a'], ['b']])
    expect((await drawn(chart, 'rect', 'class', 'width')).map(([colour]) => colour)).toEqual(['s1', 's2'])
    expect((await drawn(chart, 'circle', 'class', 'cy')).map(([, y]) => y)).toEqual(['195.3', '145.8', '121'])
  })

  test('of more than 80 points have smaller ones', async () => {
    const radius = async (count: number) => {
      const many = Array.from({ length: count }, (_, index) => ({ time: minute(index), value: 1 }))
      return (await drawn(linesOverTime(words, [{ name: 'a', points: many }]), 'circle', 'r'))[0]
    }
    expect([await radius(80), await radius(81)]).toEqual([['2.5'], ['1.5']])
  })

  const days = 86_400_000
  test.each([
    ['a second', 1_000, /^\d\d:\d\d:\d\d$/],
    ['under ten minutes', 600_000 - 1, /^\d\d:\d\d:\d\d$/],
    ['ten minutes', 600_000, /^\d\d:\d\d$/],
    ['under two days', 2 * days - 1, /^\d\d:\d\d$/],
    ['two days', 2 * days, /^\d\d-\d\d$/],
    ['under 90 days', 90 * days - 1, /^\d\d-\d\d$/],
    ['90 days', 90 * days, /^\d{4}-\d\d$/],
    ['under 2,000 days', 2_000 * days - 1, /^\d{4}-\d\d$/],
    ['2,000 days', 2_000 * days, /^\d{4}$/],
  ])('over %s have times of one form', async (_, span, form) => {
    const times = [minute(0), new Date(minute(0).getTime() + span)]
    const chart = linesOverTime(words, [{ name: 'a', points: times.map((time) => ({ time, value: 1 })) }])
    const labels = ofClass(await drawn(chart, 'text', 'class', 'x'), 'tick middle').map(([, text]) => text)
    expect(labels.length).toBeGreaterThan(0)
    for (const label of labels) expect(label).toMatch(form)
  })

  test('at a single moment stand at the beginning of a second', async () => {
    const chart = linesOverTime(words, [{ name: 'a', points: points.slice(0, 1) }])
    expect(await drawn(chart, 'circle', 'cx')).toEqual([['52']])
    // Six marks of 200 ms: the label of the first stands for all of its second.
    const labels = ofClass(await drawn(chart, 'text', 'class', 'x'), 'tick middle')
    expect(labels).toEqual([
      ['52', '00:00:00'],
      ['734', '00:00:01'],
    ])
  })
})

describe('charts of named rows', () => {
  test('bars are as long as their values, and one of 0 is a hair', async () => {
    const chart = horizontalBars(words, [
      { name: 'a', value: 4 },
      { name: 'b', value: 1_000 / 500 },
      { name: 'c', value: 0 },
    ])
    expect(await drawn(chart, 'rect', 'x', 'y', 'width', 'height')).toEqual([
      ['250', '29', '446', '17'],
      ['250', '53', '223', '17'],
      ['250', '77', '0.5', '17'],
    ])
    const texts = await drawn(chart, 'text', 'class', 'x', 'y')
    expect(ofClass(texts, 'name end')).toEqual([
      ['242', '41', 'a'],
      ['242', '65', 'b'],
      ['242', '89', 'c'],
    ])
    expect(ofClass(texts, 'tick')).toEqual([
      ['702', '41', '4'],
      ['479', '65', '2'],
      ['256', '89', '0'],
    ])
    expect(await drawn(chart, 'svg', 'viewBox')).toEqual([['0 0 760 106']])
  })

  test('before and now are two dots joined by a line, where both are known', async () => {
    const chart = beforeAndNow(words, [
      { name: 'title', before: 1, now: 0.5 },
      { name: 'body', before: null, now: 0.123_45 },
      { name: 'tags', before: 0, now: null },
    ])
    const circles = await drawn(chart, 'circle', 'class', 'cx', 'cy', 'r')
    expect(circles.slice(2)).toEqual([
      ['past', '696', '38', '5'],
      ['s1', '473', '38', '4'],
      ['s1', '305.1', '62', '4'],
      ['past', '250', '86', '5'],
    ])
    const lines = await drawn(chart, 'line', 'class', 'x1', 'x2', 'y1', 'y2')
    expect(ofClass(lines, 'between')).toEqual([['696', '473', '38', '38']])
    const places = ['250', '339.2', '428.4', '517.6', '606.8', '696']
    expect(ofClass(lines, 'grid')).toEqual(places.map((x) => [x, x, '26', '98']))
    const texts = await drawn(chart, 'text', 'class', 'x', 'y')
    expect(ofClass(texts, 'tick middle')).toEqual(
      ['0 %', '20 %', '40 %', '60 %', '80 %', '100 %'].map((share, index) => [places[index], '18', share]),
    )
    expect(ofClass(texts, 'name end')).toEqual([
      ['242', '42', 'title'],
      ['242', '66', 'body'],
      ['242', '90', 'tags'],
    ])
    expect(await drawn(chart, 'title')).toEqual([
      ['title · before 100 % · now 50 %'],
      ['body · before unknown · now 12.3 %'],
      ['tags · before 0 % · now unknown'],
    ])
  })

  test.each([
    ['a'.repeat(34), 'a'.repeat(34)],
    ['a'.repeat(35), `${'a'.repeat(34)}…`],
    ['猫'.repeat(17), '猫'.repeat(17)],
    ['猫'.repeat(18), `${'猫'.repeat(17)}…`],
    [`${'\u02ff'.repeat(34)}`, `${'\u02ff'.repeat(34)}`],
  ])('the name %s is shown as %s', async (name, shown) => {
    const [text] = await drawn(horizontalBars(words, [{ name, value: 1 }]), 'text', 'class')
    expect(text).toEqual(['name end', shown])
  })
})
