/**
 * Rounds one after another until enough were killed, those on PGlite beside those on Postgres, which share a server; and
 * trials, each once.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { account } from './account.ts'
import { FaultTable } from './fault-table.ts'
import type { ChaosPostgres } from './postgres.ts'
import { type RoundKind, roundKinds } from './rounds.ts'
import { type RoundResult, runRound } from './run-round.ts'
import { seeded } from './seeded.ts'
import type { Trial } from './trial.ts'

export interface CampaignOptions {
  readonly folder: string
  /** Wanted, of crawlers at work. */
  readonly kills: number
  readonly seed: number
  /** Whether each kind of round is run once at most. */
  readonly isOnce: boolean
  readonly say: (line: string) => void
}

export class Campaign {
  readonly #options: CampaignOptions
  readonly #rounds: RoundResult[] = []
  readonly table = new FaultTable()
  #hasFailed = false
  #isStopped = false
  /** In rounds that are running. */
  #killsToCome = 0

  constructor(options: CampaignOptions) {
    this.#options = options
  }

  get rounds(): readonly RoundResult[] {
    return this.#rounds
  }

  /** Whether any round or trial saw what must not be. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  get killed(): number {
    return this.#rounds.reduce((sum, { atWork }) => sum + atWork, 0)
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  stop(): void {
    this.#isStopped = true
  }

  async run(kinds: readonly RoundKind[], postgres: ChaosPostgres | null): Promise<void> {
    for (let count = 0; this.#shouldContinue(count, kinds.length); count += 1) {
      const kind = kinds[count % kinds.length] as RoundKind
      const cycle = Math.floor(count / kinds.length)
      const round = cycle * roundKinds.length + roundKinds.indexOf(kind)
      this.#killsToCome += kind.kills
      try {
        await this.#round(kind, round, postgres)
      } finally {
        this.#killsToCome -= kind.kills
      }
    }
  }

  #shouldContinue(count: number, kinds: number): boolean {
    if (this.#isStopped || kinds === 0) return false
    // Rounds without a kill would repeat forever.
    const isOver = count >= kinds && (this.#options.isOnce || this.killed === 0)
    return !isOver && this.killed + this.#killsToCome < this.#options.kills
  }

  async #round(kind: RoundKind, round: number, postgres: ChaosPostgres | null): Promise<void> {
    const { folder, seed, say } = this.#options
    // Of its own: what one round draws does not depend on how far the one beside it is.
    const random = seeded(seed * 1_000 + round)
    const result = await runRound(kind, { random, folder: join(folder, `round-${round}`), round, postgres })
    if (this.#isStopped) return
    if (result === null) {
      say(`--      ${kind.name}: not run, no small disk can be mounted here`)
      return
    }
    this.#rounds.push(result)
    this.table.add(kind.fault, result.injected, result.seen)
    this.#report(kind.name, account(result), result.faults)
  }

  async try(trials: readonly Trial[]): Promise<void> {
    for (const [at, trial] of trials.entries()) {
      if (this.#isStopped) return
      const { seed } = this.#options
      const folder = join(this.#options.folder, `trial-${at}`)
      await mkdir(folder)
      const begun = performance.now()
      const tried = await trial.run({ random: seeded(seed * 1_000 + 500 + at), folder })
      await rm(folder, { recursive: true, force: true })
      this.table.add(trial.fault, { [trial.fault]: tried.injected }, tried.seen)
      const seconds = Math.round((performance.now() - begun) / 1000)
      this.#report(trial.name, `${tried.injected} injected; ${tried.note}, ${seconds} s`, tried.faults)
    }
  }

  #report(name: string, what: string, faults: readonly string[]): void {
    const { say } = this.#options
    if (faults.length > 0) this.#hasFailed = true
    say(`${faults.length === 0 ? 'ok' : 'FAILED'}  ${name}: ${what}`)
    for (const fault of faults) say(`        ${fault}`)
  }
}
