/** The chart of `docs/performance.md`: one bar a measurement, on a logarithmic scale, with its target. Pure. */
import { type Measurement, reaches } from './measurement.ts'

const width = 860
const rowHeight = 22
const labelWidth = 400
const right = 60
const top = 40

/** Readable on white and on dark ground. */
const colours = { good: '#2a9d5c', short: '#d9822b', target: '#888', text: '#777' }

/** Bars to the right of 1 are better than the peer: faster, or less of its time or memory. */
export function chartOf(measurements: readonly Measurement[]): string {
  const rows = measurements.map((one) => ({
    label: `${one.work} / ${one.peer}`,
    value: one.kind === 'speed' ? one.ratio.median : 1 / one.ratio.median,
    shown: one.ratio.median,
    target: one.target === null ? null : one.kind === 'speed' ? one.target : 1 / one.target,
    isGood: reaches(one) ?? true,
    unit: one.kind === 'speed' ? '' : ' ×',
  }))
  const reach = rows.flatMap(({ value, target }) => [value, target ?? 1, 1])
  const [low, high] = [Math.log2(Math.min(...reach)) - 0.2, Math.log2(Math.max(...reach)) + 0.2]
  const x = (value: number) =>
    round(labelWidth + ((Math.log2(value) - low) / (high - low)) * (width - labelWidth - right))
  const height = top + rows.length * rowHeight + 10
  const bars = rows.flatMap(({ label, value, shown, target, isGood, unit }, row) => {
    const y = top + row * rowHeight
    const [from, to] = [Math.min(x(1), x(value)), Math.max(x(1), x(value))]
    return [
      text(labelWidth - 8, y + 15, label, 'end'),
      `<rect x="${from}" y="${y + 4}" width="${round(Math.max(1, to - from))}" height="14" fill="${isGood ? colours.good : colours.short}"/>`,
      text(width - right + 6, y + 15, `${shown.toPrecision(3)}${unit}`, 'start'),
      ...(target === null ? [] : [rule(x(target), y + 1, y + 21, '3')]),
    ]
  })
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>mondo beside its peers</title>',
    text(x(1), 20, 'the peer = 1', 'middle'),
    rule(x(1), 26, height - 6, ''),
    ...bars,
    '</svg>',
  ].join('\n')}\n`
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" fill="${colours.text}" text-anchor="${anchor}">${escaped(words)}</text>`
}

function rule(x: number, from: number, to: number, dashes: string): string {
  const style = dashes === '' ? '' : ` stroke-width="2" stroke-dasharray="${dashes}"`
  return `<line x1="${x}" y1="${from}" x2="${x}" y2="${to}" stroke="${colours.target}"${style}/>`
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

const round = (value: number) => Math.round(value * 10) / 10
