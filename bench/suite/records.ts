/**
 * Where measurements are kept: those of this machine in `bench/results.json` (not committed), so that comparisons can be
 * run one by one; the published ones in `bench/ratios.json`, which every run is compared with.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chartOf } from './chart.ts'
import { type Measurement, merged } from './measurement.ts'
import { tableOf } from './report.ts'

const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const results = fileOf('bench/results.json')
const ratios = fileOf('bench/ratios.json')
const page = fileOf('docs/performance.md')
const chart = fileOf('docs/performance.svg')

/** The published measurements; none before the first are. */
export function committedMeasurements(): readonly Measurement[] {
  return readMeasurements(ratios)
}

/** Adds a measurement to those of this machine. */
export function keepMeasurement(measurement: Measurement): void {
  writeMeasurements(results, merged(readMeasurements(results), [measurement]))
}

/**
 * Publishes the measurements of this machine: `bench/ratios.json`, the chart, and the table of `docs/performance.md`.
 *
 * @returns All that are published now.
 */
export function publish(): readonly Measurement[] {
  const all = published(readMeasurements(ratios), readMeasurements(results))
  writeMeasurements(ratios, all)
  writeFileSync(chart, chartOf(all))
  writeFileSync(page, withTable(readFileSync(page, 'utf8'), tableOf(all)))
  return all
}

/** What is published once these are measured: a quick measurement takes the place of no whole one. By id. */
export function published(
  before: readonly Measurement[],
  measured: readonly Measurement[],
): readonly Measurement[] {
  const whole = new Set(before.filter(({ quick }) => !quick).map(({ id }) => id))
  return merged(
    before,
    measured.filter(({ id, quick }) => !quick || !whole.has(id)),
  ).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

const [begin, end] = ['<!-- measured by npm run bench -->', '<!-- end of the measurements -->']

/** The page with the table between its two marks. */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/performance.md lacks ${begin} and ${end}`)
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`
}

function readMeasurements(path: string): readonly Measurement[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Measurement[]) : []
}

function writeMeasurements(path: string, measurements: readonly Measurement[]): void {
  // Four digits: the rest is noise, and would be a change at every publication.
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value
  writeFileSync(path, `${JSON.stringify(measurements, rounded, 2)}\n`)
}
