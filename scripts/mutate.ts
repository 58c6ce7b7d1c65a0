/**
 * Mutation testing with a seed: `npm run test:deep:mutants -- [--mutants 45] [--seed N] [--only 'src/load/**']`. Picks places
 * in src at random, changes one at a time in a copy of the checkout, and runs the unit tests that import the changed file.
 * Reports each mutant as killed, survived, timeout (counted as killed) or untested (counted as survived); exits 1 only if
 * it could not run. The same seed on the same sources picks the same mutants.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { parseArgs } from 'node:util'
import { seeded } from '../test/chaos/seeded.ts'
import { type Mutant, mutantsOf } from './mutants.ts'

const root = new URL('..', import.meta.url).pathname
/** A file's unit tests take seconds; ten minutes is a mutant that loops. */
const timeoutMs = 600_000

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '45' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    only: { type: 'string', default: 'src/**' },
  },
})
const wanted = Number(values.mutants)
const seed = Number(values.seed)

type Fate = { readonly kind: 'killed' | 'survived' | 'timeout' | 'untested'; readonly by: string }

const files = trackedFiles().filter(
  (file) => /^src\/.*(?<!\.d)\.ts$/.test(file) && matchesGlob(file, values.only),
)
const candidates = files.flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')))

if (!(Number.isInteger(wanted) && wanted > 0 && Number.isInteger(seed))) {
  refuse('--mutants and --seed take whole numbers')
} else if (candidates.length === 0) {
  refuse(`nothing to change in ${values.only}`)
} else {
  await run(picked(candidates, wanted, seeded(seed)))
}

async function run(mutants: readonly Mutant[]): Promise<void> {
  say(`mutants: ${mutants.length} of ${candidates.length}, --seed ${seed} --only '${values.only}'`)
  const begun = performance.now()
  const copy = copyOfCheckout()
  const counts = { killed: 0, survived: 0, timeout: 0, untested: 0 }
  try {
    for (const mutant of mutants) {
      const fate = await fateOf(mutant, copy)
      counts[fate.kind] += 1
      say(
        `${fate.kind.padEnd(8)}  ${mutant.file}:${mutant.line}  ${mutant.what}${fate.by === '' ? '' : `  by: ${fate.by}`}`,
      )
      say(`            ${mutant.changedLine}`)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
  const { killed, timeout, survived, untested } = counts
  const seconds = Math.round((performance.now() - begun) / 1000)
  say(
    `mutants: ${killed + timeout} of ${mutants.length} killed (${timeout} by timeout), ${survived} survived, ${untested} untested in ${seconds} s, --seed ${seed}`,
  )
}

/** `vitest related` runs the unit tests that reach the file by imports, dynamic ones too. */
async function fateOf(mutant: Mutant, copy: string): Promise<Fate> {
  const path = join(copy, mutant.file)
  const source = readFileSync(path, 'utf8')
  const report = join(copy, 'mutant-report.json')
  rmSync(report, { force: true })
  writeFileSync(path, mutant.apply(source))
  try {
    const args = [
      'related',
      '--run',
      '--project',
      'unit',
      '--bail',
      '1',
      '--reporter=json',
      `--outputFile=${report}`,
    ]
    const isOver = await ended(join(root, 'node_modules/.bin/vitest'), [...args, mutant.file], copy)
    if (!isOver) return { kind: 'timeout', by: '' }
    const { numTotalTests, success, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
    if (success) return { kind: numTotalTests === 0 ? 'untested' : 'survived', by: '' }
    const failed = testResults.find(({ status }) => status === 'failed')
    const test = failed?.assertionResults.find(({ status }) => status === 'failed')
    return {
      kind: 'killed',
      by: test?.fullName ?? failed?.name.slice(copy.length + 1) ?? 'an error outside of tests',
    }
  } finally {
    writeFileSync(path, source)
  }
}

interface Report {
  readonly numTotalTests: number
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** False when the process had to be ended at the time limit, with all that it started. */
async function ended(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  const child = spawn(command, args, { cwd, stdio: 'ignore', detached: true })
  let isOver = true
  const timer = setTimeout(() => {
    isOver = false
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, timeoutMs)
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

function picked<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  const left = [...all]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat()
}

function refuse(why: string): void {
  process.stderr.write(`mutants: ${why}\n`)
  process.exitCode = 2
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
