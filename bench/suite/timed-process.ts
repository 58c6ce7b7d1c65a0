/** Runs a process and says what it took: wall time, CPU time, and the most memory that it had at once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Cost {
  /** Milliseconds, start of the process included. */
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
  readonly stdout: string
}

export interface Runs {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Cores that it may run on, as taskset takes them. */
  readonly cores?: string
}

/** GNU time measures what Node does not tell of its children. Throws where the process fails. */
export async function timed(command: string, args: readonly string[], runs: Runs = {}): Promise<Cost> {
  const report = join(tmpdir(), `mondo-bench-time-${process.pid}-${performance.now()}`)
  const pinned = runs.cores === undefined ? [] : ['taskset', '--cpu-list', runs.cores]
  const measured = ['--format=%U %S %M', `--output=${report}`, ...pinned, command, ...args]
  const start = performance.now()
  const child = spawn('/usr/bin/time', measured, { cwd: runs.cwd, env: runs.env ?? process.env })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const [status] = await once(child, 'close')
  const wallMs = performance.now() - start
  const figures = (await readFile(report, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? ''
  await rm(report, { force: true })
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output.stderr.slice(-4_000)}`)
  const [user = Number.NaN, system = Number.NaN, kilobytes = Number.NaN] = figures.split(' ').map(Number)
  return { wallMs, cpuMs: (user + system) * 1000, peakMb: kilobytes / 1024, stdout: output.stdout }
}
