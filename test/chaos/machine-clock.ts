/** The system clock of the machine that a round's crawlers run on; see `movable-clock.ts`. */
import { writeFile } from 'node:fs/promises'
import type { Crawler } from './crawler.ts'

/** A clock is off by whole ones, so that the verdict can tell by how much: `pace.ts`. */
export const clockStepMs = 60_000

export class MachineClock {
  readonly file: string
  /** When it was set, in milliseconds since the epoch. */
  readonly jumps: number[] = []
  #offset = 0

  static async in(file: string): Promise<MachineClock> {
    const clock = new MachineClock(file)
    await clock.jump(0, [])
    return clock
  }

  private constructor(file: string) {
    this.file = file
  }

  /** For those that run, and for whatever starts from now on. `steps` back where negative. */
  async jump(steps: number, crawlers: readonly Crawler[]): Promise<void> {
    this.#offset += steps * clockStepMs
    if (steps !== 0) this.jumps.push(Date.now())
    await writeFile(this.file, String(this.#offset))
    for (const crawler of crawlers) if (crawler.isRunning) crawler.signal('SIGUSR2')
  }
}
