/**
 * Notices a database that refuses everything: a trigger, a constraint of the operator's own, a table without rights. One
 * record may be at fault, twenty in a row without one that loads are not, and the rest of an archive would fare the same.
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

  /** Why to stop, for display; null while records load. `message`: what the database said last. */
  reason(message: string): string | null {
    return this.#refused < longestStreak
      ? null
      : `the database refused the last ${this.#refused} records, and loaded none: ${message}`
  }
}

/** The error of a load that stops for it. `progress`: a sentence on what is loaded. */
export function refusesAll(reason: string, progress: string): MondoError {
  return new MondoError('database-refused', `${reason}. ${progress}`, {
    hint: 'Mend what refuses them (a trigger, a constraint, missing rights), and run it again',
  })
}
