/** Charts: what is drawn has the size of its values, and a name that is hostile stays a name. */
import { expect, test } from 'vitest'
import { beforeAndNow } from '../../../src/analyse/page/charts/before-and-now.ts'
import { horizontalBars } from '../../../src/analyse/page/charts/horizontal-bars.ts'
import { linesOverTime } from '../../../src/analyse/page/charts/lines.ts'
import { columnsByClass, columnsOverTime } from '../../../src/analyse/page/charts/stacked-columns.ts'

const words = { title: 'Pages', description: 'pages a minute', unit: 'pages' }
const minute = (index: number) => new Date(Date.UTC(2026, 10, 29, 0, index))

const numbers = (svg: string, element: string, attribute: string) =>
  [...svg.matchAll(new RegExp(`<${element} [^>]*\\b${attribute}="([^"]+)"`, 'g'))].map(([, value]) =>
    Number(value),
  )

test('columns over time stand on one another, as high as their values', async () => {
  const parts = [
    { place: minute(0), series: 'loaded', value: 30 },
    { place: minute(0), series: 'gone', value: 10 },
    { place: minute(1), series: 'loaded', value: 15 },
  ]
  const svg = String(await columnsOverTime(words, parts, 60_000))
  const heights = numbers(svg, 'rect', 'height').slice(-3)
  expect(heights).toEqual(
    [heights[0], (heights[0] ?? 0) / 3, (heights[0] ?? 0) / 2].map((each) => expect.closeTo(each ?? 0, 0)),
  )
  const [lower = 0, upper = 0] = numbers(svg, 'rect', 'y').slice(-3)
  expect(lower - upper).toBeCloseTo(heights[1] ?? 0, 0)
  expect(svg).toContain('role="img" aria-label="Pages: pages a minute"')
  expect(svg).toContain('<title>2026-11-29 00:00:00 · gone: 10</title>')
  expect(svg).toContain('<bdi>loaded</bdi>')
})

test('classes stay in their order, also those without a value', async () => {
  const svg = String(
    await columnsByClass(words, ['0', '1', '2+'], [{ place: '2+', series: 'open', value: 4 }]),
  )
  expect([...svg.matchAll(/class="tick middle"[^>]*>([^<]+)</g)].map(([, name]) => name)).toEqual([
    '0',
    '1',
    '2+',
  ])
  expect(svg.match(/<rect /g)).toHaveLength(1)
  expect(svg).not.toContain('class="legend"')
})

test('a line is broken where nothing is known, and limits stand across', async () => {
  const points = [1, null, 3].map((value, index) => ({ time: minute(index), value }))
  const svg = String(
    await linesOverTime(words, [{ name: 'a.example', points }], [{ name: 'permitted: 2', value: 2 }]),
  )
  expect(/ d="([^"]+)"/.exec(svg)?.[1]?.match(/M/g)).toHaveLength(2)
  expect(svg.match(/<circle /g)).toHaveLength(2)
  expect(svg).toContain('class="limit"')
  expect(svg).toContain('permitted: 2')
})

test('a single moment, and values of nothing but 0, are drawn without a number that is none', async () => {
  const drawn = [
    columnsOverTime(words, [{ place: minute(0), series: 'a', value: 0 }], 1000),
    linesOverTime(words, [{ name: 'a', points: [{ time: minute(0), value: 0 }] }]),
    horizontalBars(words, [{ name: 'a', value: 0 }]),
    beforeAndNow(words, [{ name: 'a', before: null, now: 0 }]),
  ]
  for (const svg of drawn) expect(String(await svg)).not.toMatch(/NaN|Infinity|undefined/)
})

test('names stay text, whatever they hold, and long ones are cut', async () => {
  const name = `</text><script>alert(1)</script>\u202e${'長い名前'.repeat(20)}`
  const drawn = await Promise.all([
    horizontalBars({ ...words, title: name }, [{ name, value: 1 }]),
    beforeAndNow(words, [{ name, before: 0.5, now: 1 }]),
    columnsByClass(words, [name], [{ place: name, series: name, value: 1 }]),
    linesOverTime(words, [{ name, points: [{ time: minute(0), value: 1 }] }], [{ name, value: 1 }]),
  ])
  for (const svg of drawn) {
    expect(String(svg)).not.toContain('<script')
    expect(String(svg)).not.toContain('\u202e')
  }
  expect(String(drawn[0])).toContain('…<title>')
})

test('labels of times neither touch nor repeat one another', async () => {
  for (const seconds of [1, 5, 12, 40, 100, 4_000, 100_000]) {
    const points = [0, seconds].map((second) => ({
      time: new Date(Date.UTC(2026, 10, 29, 0, 0, second)),
      value: 1,
    }))
    const svg = String(await linesOverTime(words, [{ name: 'a', points }]))
    const labels = [...svg.matchAll(/<text class="tick middle" x="([\d.]+)"[^>]*>([^<]+)</g)].map(
      ([, x, text = '']) => {
        return { from: Number(x) - text.length * 3.5, to: Number(x) + text.length * 3.5, text }
      },
    )
    expect(labels.length).toBeGreaterThan(0)
    for (const [index, { from, text }] of labels.entries()) {
      expect(from).toBeGreaterThan(labels[index - 1]?.to ?? Number.NEGATIVE_INFINITY)
      expect(text).not.toBe(labels[index - 1]?.text)
    }
  }
})
