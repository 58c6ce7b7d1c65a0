/**
 * Detects a database that refuses every record, because of a trigger, an added constraint or missing rights. A single refused
 * record may be at fault itself. After twenty in a row it is the database, which would refuse the rest of an archive too.
 */
import { MondoError } from '../model/errors.ts'

const longestStreak = 20

export class RefusalStreak {
  readonly #refused: number

  constructor(refused = 0) {
    this.#refused = refused
  }

  /** After a transaction that loaded some records and was refused others. */
  after({ loaded, refused }: { readonly loaded: number; readonly refused: number }): RefusalStreak {
    if (loaded > 0) return new RefusalStreak()
    return refused === 0 ? this : new RefusalStreak(this.#refused + refused)
  }

  /** Why to stop, for display; null while records load. `message`: the last message of the database. */
  reason(message: string): string | null {
    return this.#refused < longestStreak
      ? null
      : `the database refused the last ${this.#refused} records, and loaded none: ${message}`
  }
}

/** The error of a load that stops for this reason. `progress`: a sentence that says how much is loaded. */
export function refusesAll(reason: string, progress: string): MondoError {
  return new MondoError('database-refused', `${reason}. ${progress}`, {
    hint: 'Fix what refuses them (a trigger, a constraint, missing rights), and run it again',
  })
}
