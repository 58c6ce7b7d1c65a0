/**
 * Detects a database that refuses every record, because of a trigger, an added constraint or missing rights. A single refused
 * record may be at fault itself. After twenty in a row it is the database, which would refuse the rest of an archive too.
 */
import { MondoError } from '../model/errors.ts'
import type { IsolatedLoad } from './load-isolating.ts'

const longestStreak = 20

export class RefusalStreak {
  readonly #refused: number
  readonly #lastMessage: string

  constructor(refused = 0, lastMessage = '') {
    this.#refused = refused
    this.#lastMessage = lastMessage
  }

  /**
   * After a transaction. Only a written row ends the streak: unchanged records do not show that the database accepts writes.
   * Records that are refused beside unchanged ones do not count: they may be the bad lines of a file that is loaded again.
   */
  after({ counts, refused }: Pick<IsolatedLoad<unknown>, 'counts' | 'refused'>): RefusalStreak {
    const rows = Object.values(counts)
    const last = refused.at(-1)
    if (rows.some(({ inserted, changed, gone }) => inserted + changed + gone > 0)) return new RefusalStreak()
    if (last === undefined || rows.some(({ unchanged }) => unchanged > 0)) return this
    return new RefusalStreak(this.#refused + refused.length, last.message)
  }

  /** Why to stop, for display, with what the database said last; null while records load. */
  get reason(): string | null {
    return this.#refused < longestStreak
      ? null
      : `the database refused the last ${this.#refused} records, and loaded none: ${this.#lastMessage}`
  }
}

/** The error of a load that stops for this reason. `progress`: a sentence that says how much is loaded. */
export function refusesAll(reason: string, progress: string): MondoError {
  return new MondoError('database-refused', `${reason}. ${progress}`, {
    hint: 'Fix what refuses them (a trigger, a constraint, missing rights), and run it again',
  })
}
