/**
 * Mutation testing with a seed: `npm run test:deep:mutants -- [--mutants 45] [--seed N] [--only 'src/load/**']`. Picks
 * places in src at random and runs the unit tests that import those files, unchanged: they have to pass. Then changes one
 * place at a time in a copy of the checkout and runs the unit tests that import the changed file. Exits 1 if the unchanged
 * tests fail, 2 if it cannot run; survivors are no failure. The same seed on the same sources picks the same mutants;
 * `--list` prints them and runs nothing.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { parseArgs } from 'node:util'
import { seeded } from '../test/chaos/seeded.ts'
import {
  type Fate,
  fateOf,
  firstFailure,
  type Mutant,
  mutantLine,
  mutantsOf,
  ownTest,
  picked,
  summaryLine,
  type TestReport,
  timeLimit,
} from './mutants.ts'

const root = new URL('..', import.meta.url).pathname
/** The unchanged tests that import the picked files: minutes, even where those are all of them. */
const baselineLimitMs = 1_800_000

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '45' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    only: { type: 'string', default: 'src/**' },
    list: { type: 'boolean', default: false },
  },
})
const wanted = Number(values.mutants)
const seed = Number(values.seed)

const files = trackedFiles().filter(
  (file) => /^src\/.*(?<!\.d)\.ts$/.test(file) && matchesGlob(file, values.only),
)
const candidates = files.flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')))

if (!(Number.isInteger(wanted) && wanted > 0 && Number.isInteger(seed))) {
  stop(2, '--mutants and --seed take whole numbers')
} else if (candidates.length === 0) {
  stop(2, `nothing to change in ${values.only}`)
} else if (values.list) {
  for (const mutant of picked(candidates, wanted, seeded(seed))) say(mutantLine(mutant, { kind: 'listed' }))
} else {
  const copy = copyOfCheckout()
  try {
    await run(picked(candidates, wanted, seeded(seed)), copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

async function run(mutants: readonly Mutant[], copy: string): Promise<void> {
  say(`mutants: ${mutants.length} of ${candidates.length}, --seed ${seed} --only '${values.only}'`)
  const begun = performance.now()
  const changed = [...new Set(mutants.map(({ file }) => file))]
  const unchanged = await testsOf(['related', ...changed], copy, baselineLimitMs)
  if (unchanged === null) return stop(1, 'the unchanged tests did not end')
  if (!unchanged.success) return stop(1, `the unchanged tests fail: ${firstFailure(unchanged)}`)
  const baselineMs = performance.now() - begun
  say(`unchanged: ${unchanged.numTotalTests} tests pass in ${seconds(baselineMs)} s`)

  const fates: Fate[] = []
  for (const mutant of mutants) {
    const fate = await tried(mutant, copy, timeLimit(baselineMs))
    fates.push(fate)
    say(mutantLine(mutant, fate))
  }
  say(`mutants: ${summaryLine(fates)} in ${seconds(performance.now() - begun)} s, --seed ${seed}`)
}

async function tried(mutant: Mutant, copy: string, limitMs: number): Promise<Fate> {
  const path = join(copy, mutant.file)
  const source = readFileSync(path, 'utf8')
  writeFileSync(path, mutant.apply(source))
  try {
    const own = ownTest(mutant.file)
    const first = existsSync(join(copy, own)) ? await testsOf(['run', own], copy, limitMs) : undefined
    // Most mutants end here, without a run of all tests that reach the file.
    if (first === null || first?.success === false) return fateOf(first)
    return fateOf(await testsOf(['related', mutant.file], copy, limitMs))
  } finally {
    writeFileSync(path, source)
  }
}

/**
 * Runs unit tests up to the first failure: `related` and files of src for the tests that reach them by imports, dynamic
 * ones too, `run` for files of tests. Null when they had to be ended at the time limit.
 */
async function testsOf(
  [command, ...paths]: readonly ['related' | 'run', ...string[]],
  copy: string,
  limitMs: number,
): Promise<TestReport | null> {
  const report = join(copy, 'mutant-report.json')
  rmSync(report, { force: true })
  const options = ['--run', '--project', 'unit', '--bail', '1', '--reporter=json', `--outputFile=${report}`]
  const vitest = join(root, 'node_modules/.bin/vitest')
  const isOver = await ended(vitest, [command, ...options, ...paths], copy, limitMs)
  return isOver ? (JSON.parse(readFileSync(report, 'utf8')) as TestReport) : null
}

/** False when the process had to be ended at the time limit, with all that it started. */
async function ended(
  command: string,
  args: readonly string[],
  cwd: string,
  limitMs: number,
): Promise<boolean> {
  const child = spawn(command, args, { cwd, stdio: 'ignore', detached: true })
  let isOver = true
  const timer = setTimeout(() => {
    isOver = false
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, limitMs)
  await new Promise((resolve, reject) => child.on('exit', resolve).on('error', reject))
  clearTimeout(timer)
  return isOver
}

function copyOfCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mondo-mutants-'))
  for (const file of trackedFiles()) cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

function trackedFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  return listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && !/^node_modules/.test(file))
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}

function stop(exitCode: 1 | 2, why: string): void {
  process.stderr.write(`mutants: ${why}\n`)
  process.exitCode = exitCode
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
