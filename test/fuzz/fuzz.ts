/**
 * Fuzzes every reader of foreign input: `npm run test:deep:fuzz -- [--runs 1000000] [--seed N] [--only NAME]`. Nothing may
 * throw, and every record that parsing yields must load as it is. The inputs of `corpus.json` come first; the same seed draws
 * the same others. Prints counts by reader; on a failure prints the seed and the smallest input that fails, and exits 1.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { type KeptInput, keepInput, keptInputs } from './corpus.ts'
import { type Reader, readers } from './readers.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    only: { type: 'string', default: '' },
  },
})
const runs = Number(values.runs)
const seed = Number(values.seed)
const chosen = readers.filter(({ name }) => name.includes(values.only))

if (!(Number.isInteger(runs) && runs > 0 && Number.isInteger(seed))) {
  refuse('--runs and --seed take whole numbers')
} else if (chosen.length === 0) {
  refuse(`no reader is named ${values.only}; there are: ${readers.map(({ name }) => name).join(' | ')}`)
} else {
  process.exitCode = await fuzz()
}

async function fuzz(): Promise<0 | 1> {
  say(`fuzz: ${runs} inputs, --seed ${seed}`)
  const begun = performance.now()
  const shares = chosen.reduce((sum, { share }) => sum + share, 0)
  let inputs = 0
  let failed = 0
  for (const reader of chosen) {
    const part = Math.max(1, Math.round((runs * reader.share) / shares))
    const { drawn, isWell } = await fuzzReader(reader, part)
    inputs += drawn
    if (!isWell) failed += 1
  }
  const seconds = Math.round((performance.now() - begun) / 1000)
  const verdict = failed === 0 ? 'nothing threw,' : `FAILED for ${failed} readers,`
  say(`fuzz: ${verdict} ${inputs} inputs in ${seconds} s, --seed ${seed}`)
  return failed === 0 ? 0 : 1
}

/** Stops at the reader's first failure, which is then made smaller. */
async function fuzzReader(reader: Reader, numRuns: number): Promise<{ drawn: number; isWell: boolean }> {
  const begun = performance.now()
  const counts = new Map<string, number>()
  const count = (what: string) => {
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  const examples = [...keptInputs(reader.name)]
  const details = await fc.check(reader.property(count), { numRuns, seed, examples })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`)
  say(
    `${reader.name}: ${details.numRuns} inputs, ${details.failed ? 1 : 0} throws, ${seconds} s (${kinds.join(', ')})`,
  )
  if (!details.failed) return { drawn: details.numRuns, isWell: true }
  say(`FAILED  ${reader.name}: ${String(details.errorInstance)}`)
  say(`  smallest input after ${details.numShrinks} steps: ${written(details.counterexample)}`)
  keepInput(reader.name, details.counterexample as KeptInput)
  say('  kept in test/fuzz/corpus.json: commit it with the mend')
  say(`  again: npm run test:deep:fuzz -- --runs ${numRuns} --seed ${seed} --only '${reader.name}'`)
  return { drawn: details.numRuns, isWell: false }
}

/** As TypeScript that can be pasted into a test. */
function written(values: unknown): string {
  const bytes = (value: Uint8Array) => `Buffer.from('${Buffer.from(value).toString('base64')}', 'base64')`
  return (Array.isArray(values) ? values : [])
    .map((value) => (value instanceof Uint8Array ? bytes(value) : fc.stringify(value)))
    .join(', ')
}

function refuse(why: string): void {
  process.stderr.write(`fuzz: ${why}\n`)
  process.exitCode = 2
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
