/**
 * Counts the work of parsing instead of its time: how often V8 ran each block of the code, libraries included. The same
 * page gives the same count on any machine. A native call counts as one step, whatever it is given.
 *
 * A process of its own, because the counters exist only in code that is compiled after they are switched on, and code that
 * V8 has optimised loses some of them.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The outcome of a page, and the steps that it took. */
export interface Counted {
  readonly outcome: string
  readonly steps: number
}

const interpreted = ['--no-opt', '--no-maglev', '--no-sparkplug', '--no-flush-bytecode']

/** By name of the construct, the work of its pages of each size. */
export async function workOfPages(
  sizes: readonly number[],
): Promise<Readonly<Record<string, readonly Counted[]>>> {
  const module = fileURLToPath(new URL('work-counter-process.ts', import.meta.url))
  const counting = fork(module, sizes.map(String), { execArgv: interpreted })
  return await new Promise((resolve, reject) => {
    let counted: Readonly<Record<string, readonly Counted[]>> | null = null
    counting.once('message', (message) => {
      counted = message as Readonly<Record<string, readonly Counted[]>>
    })
    counting.once('error', reject)
    counting.once('exit', (code) => {
      if (counted === null) reject(new Error(`the process that counts ended with ${code}`))
      else resolve(counted)
    })
  })
}
