/**
 * How fast pages are parsed, with all checks, against Cheerio's main entry point with plain selectors for the same fields:
 * `node bench/parse.ts [--pages 120] [--rounds 7] [--json FILE]`. In turns within one run, by the CPU time of the process, in
 * which other processes of the machine count less. Both sides have to find the same; where they do not, nothing is measured.
 */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readPage } from '../src/parse/read-page.ts'
import { type Fields, fieldsByCheerio, fieldsOf } from './cheerio-records.ts'
import { type BenchPage, pageSet, type SetName, setNames } from './page-sets.ts'

const { values: options } = parseArgs({
  options: {
    pages: { type: 'string', default: '120' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
  },
})

interface Measured {
  readonly set: SetName
  readonly kilobytes: number
  /** Milliseconds of CPU a page; medians. */
  readonly mondoMs: number
  readonly cheerioMs: number
  /** How many times as fast as Cheerio: the median of the rounds, the lowest, the highest. */
  readonly ratio: readonly [median: number, lowest: number, highest: number]
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)
const median = (values: readonly number[]) => sorted(values)[values.length >> 1] ?? Number.NaN
const say = (line: string) => process.stdout.write(`${line}\n`)

function fieldsByMondo({ bytes, ...from }: BenchPage): Fields {
  const { outcome } = readPage(bytes, from)
  if (outcome.kind !== 'question') throw new Error(`${from.url}: ${JSON.stringify(outcome)}`)
  return fieldsOf(outcome.page)
}

function digest(fields: Fields): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

function assertAlike(set: SetName, pages: readonly BenchPage[]): void {
  for (const page of pages) {
    const [ours, theirs] = [fieldsByMondo(page), fieldsByCheerio(set, page)]
    if (digest(ours) === digest(theirs)) continue
    const differs = Object.keys(ours).filter(
      (key) => JSON.stringify(ours[key as keyof Fields]) !== JSON.stringify(theirs[key as keyof Fields]),
    )
    throw new Error(`${page.url}: the two sides differ in ${differs.join(', ')}`)
  }
}

/** Milliseconds of CPU a page. */
function cost(pages: readonly BenchPage[], read: (page: BenchPage) => unknown): number {
  const before = process.cpuUsage()
  for (const page of pages) read(page)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / pages.length
}

function measure(set: SetName): Measured {
  const pages = pageSet(
    set,
    set === 'stackexchange' ? Math.ceil(Number(options.pages) / 4) : Number(options.pages),
  )
  assertAlike(set, pages)
  const rounds = Array.from({ length: Number(options.rounds) }, () => ({
    mondo: cost(pages, ({ bytes, ...from }) => readPage(bytes, from)),
    cheerio: cost(pages, (page) => fieldsByCheerio(set, page)),
  }))
  const ratios = sorted(rounds.map(({ mondo, cheerio }) => cheerio / mondo))
  return {
    set,
    kilobytes: pages.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / pages.length / 1000,
    mondoMs: median(rounds.map(({ mondo }) => mondo)),
    cheerioMs: median(rounds.map(({ cheerio }) => cheerio)),
    ratio: [median(ratios), ratios[0] ?? Number.NaN, ratios.at(-1) ?? Number.NaN],
  }
}

const measured = setNames.map(measure)
for (const { set, kilobytes, mondoMs, cheerioMs, ratio } of measured) {
  const [middle, lowest, highest] = ratio.map((value) => value.toFixed(2))
  say(
    `${set}, ${kilobytes.toFixed(0)} kB: mondo ${mondoMs.toFixed(2)} ms, Cheerio ${cheerioMs.toFixed(2)} ms of CPU a page; ` +
      `${middle} times as fast [${lowest} to ${highest}]`,
  )
}
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(measured, null, 2)}\n`)
