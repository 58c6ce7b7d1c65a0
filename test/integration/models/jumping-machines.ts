/**
 * Crawling processes, each on a machine whose clock jumps, over one database. True time is known to the test alone: it
 * passes when a process sleeps, and by a tick whenever one looks at a clock, as if what it did since had taken that long.
 */
import type { Kysely } from 'kysely'
import { steady } from '../../../src/app/system-clock.ts'
import { RateLimiter } from '../../../src/crawl/politeness/rate-limiter.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Clock } from '../../../src/model/clock.ts'
import { MovedDatabaseClock } from './moved-database-clock.ts'

export interface Machines {
  readonly db: Kysely<Database>
  readonly rate: number
  /** In [0, 1). */
  readonly jitter: number
  /** Milliseconds, taken in turn. */
  readonly ticks: readonly number[]
  /**
   * One process, whose machine's clock is the database's too: the embedded store. Otherwise the database has a machine of
   * its own, whose clock is right.
   */
  readonly isAlone: boolean
}

export class JumpingMachines {
  readonly isAlone: boolean
  readonly db: Kysely<Database>
  readonly processes: readonly CrawlProcess[]
  readonly rate: number
  /** True time, in milliseconds since the epoch. */
  now = Date.parse('2026-03-01T00:00:00Z')
  /** Runs when a process falls asleep, before time passes. */
  duringSleep: (() => Promise<void>) | null = null
  readonly #ticks: readonly number[]
  #looks = 0

  constructor({ db, rate, jitter, ticks, isAlone }: Machines) {
    this.isAlone = isAlone
    this.rate = rate
    this.#ticks = ticks
    const machines = isAlone ? 1 : 3
    this.db = db.withPlugin(new MovedDatabaseClock(() => this.databaseNow()))
    this.processes = Array.from({ length: machines }, () => new CrawlProcess(this, jitter))
  }

  databaseNow(): number {
    return this.now + (this.isAlone ? (this.processes[0]?.offset ?? 0) : 0)
  }

  look(): number {
    this.now += this.#ticks[this.#looks++ % this.#ticks.length] ?? 0
    return this.now
  }
}

export class CrawlProcess {
  readonly #machines: JumpingMachines
  readonly #jitter: number
  /** How far the machine's clock is ahead of true time, in milliseconds. */
  offset = 0
  /** Since a test last said that it has not. */
  hasJumped = false
  #jump = { ms: 0, looks: 0 }
  #bootedAt = 0
  #wall: () => Date = () => new Date(0)
  rateLimiter!: RateLimiter

  constructor(machines: JumpingMachines, jitter: number) {
    this.#machines = machines
    this.#jitter = jitter
    this.start()
  }

  /** Starts the process, or starts it again: it knows nothing but what the database knows. */
  start(): void {
    const machines = this.#machines
    this.#bootedAt = machines.now
    this.#wall = steady(() => this.#look() + this.offset)
    const clock: Clock = {
      now: () => this.#wall(),
      sleep: async (ms) => {
        const until = machines.now + ms
        const run = machines.duringSleep
        machines.duringSleep = null
        await run?.()
        machines.now = Math.max(machines.now, until)
        this.#look()
      },
    }
    this.rateLimiter = new RateLimiter({
      db: machines.db,
      clock,
      monotonic: () => this.#look() - this.#bootedAt,
      random: () => this.#jitter,
      rate: machines.rate,
      isRealTime: true,
    })
  }

  /** The process's own time. */
  wall(): Date {
    return this.#wall()
  }

  /** True time of what the process's own clock will show then, if it does not jump until then. */
  trueTimeOf(date: Date): number {
    return this.#machines.now + date.getTime() - this.#wall().getTime()
  }

  /** The machine's clock jumps when the process has looked at a clock so many times more. */
  jump(ms: number, looks: number): void {
    this.#jump = { ms, looks }
    if (looks === 0) this.#look()
  }

  /** Lets a jump happen now that was to happen later. */
  landJump(): void {
    this.#jump.looks = 0
    this.#look()
  }

  #look(): number {
    const now = this.#machines.look()
    if (this.#jump.ms !== 0 && this.#jump.looks-- <= 0) {
      this.offset += this.#jump.ms
      this.hasJumped = true
      this.#jump = { ms: 0, looks: 0 }
    }
    return now
  }
}
