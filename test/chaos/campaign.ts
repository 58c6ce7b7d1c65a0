/** Rounds one after another until enough were killed; those on PGlite beside those on Postgres, which share a server. */
import { join } from 'node:path'
import { account } from './account.ts'
import { type Played, play } from './play.ts'
import type { ChaosPostgres } from './postgres.ts'
import { type RoundKind, roundKinds } from './rounds.ts'
import { seeded } from './seeded.ts'

export interface CampaignOptions {
  readonly folder: string
  /** Wanted, of crawlers at work. */
  readonly kills: number
  readonly seed: number
  /** Whether each kind of round is played once at most. */
  readonly isOnce: boolean
  readonly say: (line: string) => void
}

export class Campaign {
  readonly #options: CampaignOptions
  readonly #played: Played[] = []
  #isStopped = false
  /** In rounds that are being played. */
  #blowsToCome = 0

  constructor(options: CampaignOptions) {
    this.#options = options
  }

  get played(): readonly Played[] {
    return this.#played
  }

  get killed(): number {
    return this.#played.reduce((sum, { atWork }) => sum + atWork, 0)
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  stop(): void {
    this.#isStopped = true
  }

  async play(kinds: readonly RoundKind[], postgres: ChaosPostgres | null): Promise<void> {
    for (let count = 0; this.#shouldContinue(count, kinds.length); count += 1) {
      const kind = kinds[count % kinds.length] as RoundKind
      const cycle = Math.floor(count / kinds.length)
      const round = cycle * roundKinds.length + roundKinds.indexOf(kind)
      this.#blowsToCome += kind.blows
      try {
        await this.#round(kind, round, postgres)
      } finally {
        this.#blowsToCome -= kind.blows
      }
    }
  }

  #shouldContinue(count: number, kinds: number): boolean {
    if (this.#isStopped || kinds === 0) return false
    // Rounds without a kill would repeat forever.
    const isOver = count >= kinds && (this.#options.isOnce || this.killed === 0)
    return !isOver && this.killed + this.#blowsToCome < this.#options.kills
  }

  async #round(kind: RoundKind, round: number, postgres: ChaosPostgres | null): Promise<void> {
    const { folder, seed, say } = this.#options
    // Of its own: what one round draws does not depend on how far the one beside it is.
    const random = seeded(seed * 1_000 + round)
    const played = await play(kind, { random, folder: join(folder, `round-${round}`), round, postgres })
    if (this.#isStopped) return
    if (played === null) {
      say(`--      ${kind.name}: not played, no small disk can be mounted here`)
      return
    }
    this.#played.push(played)
    say(`${played.faults.length === 0 ? 'ok' : 'FAILED'}  ${kind.name}: ${account(played)}`)
    for (const fault of played.faults) say(`        ${fault}`)
  }
}
