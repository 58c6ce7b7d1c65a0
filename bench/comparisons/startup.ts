/** How long commands take from start to end, against a Node that does nothing. By the packed program, in wall time. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startLocalPostgres } from '../local-postgres.ts'
import { addCompared, type Bench, type Comparison, inTurns, loadNow, roundsOf } from '../suite/comparison.ts'
import { packedProgram } from '../suite/packed-program.ts'
import { peers } from '../suite/peers.ts'
import { timed } from '../suite/timed-process.ts'

const page = fileURLToPath(new URL('../../fixtures/okwave/current-solved.html', import.meta.url))

export const startup: Comparison = {
  name: 'startup',
  about: 'mondo --help, parse of one page and sql on Postgres, against node -e 0',
  run: measureStartup,
}

async function measureStartup(bench: Bench): Promise<void> {
  if (peers.time.version() === null) return void bench.skip(peers.time)
  const { bin } = await packedProgram()
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-'))
  const server = await startLocalPostgres()
  try {
    const run = (...args: string[]) => timed(process.execPath, args, { cwd: folder })
    await run(bin, 'db', 'migrate', '--db', server.url)
    const sides = {
      node: () => run('-e', '0'),
      help: () => run(bin, '--help'),
      parse: () => run(bin, 'parse', page, '--url', 'https://okwave.jp/qa/q8165099.html'),
      sql: () => run(bin, 'sql', 'select 1 as one', '--db', server.url),
    }
    const said = { help: /Usage: mondo/, parse: /"kind":"question"/, sql: /one\n/ }
    for (const name of ['help', 'parse', 'sql'] as const) {
      const { stdout } = await sides[name]()
      if (!said[name].test(stdout)) throw new Error(`mondo ${name} printed ${stdout.slice(0, 200)}`)
    }
    const loadBefore = loadNow()
    const costs = await inTurns(roundsOf(bench, 21, 7), sides)
    const targets = { help: 4, parse: 6, sql: 6 }
    const works = { help: 'mondo --help', parse: 'mondo parse of one page', sql: 'mondo sql on Postgres' }
    for (const name of ['help', 'parse', 'sql'] as const) {
      addCompared(bench, {
        id: `startup/${name}`,
        work: works[name],
        peer: 'node -e 0',
        unit: 'ms',
        kind: 'times',
        target: targets[name],
        ours: costs[name].map(({ wallMs }) => wallMs),
        theirs: costs.node.map(({ wallMs }) => wallMs),
        note: `${mean(costs[name].map(({ cpuMs }) => cpuMs)).toFixed(0)} ms of CPU, node ${mean(costs.node.map(({ cpuMs }) => cpuMs)).toFixed(0)}`,
        loadBefore,
      })
    }
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
