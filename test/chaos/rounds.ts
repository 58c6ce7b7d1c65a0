/** The rounds: how a crawl is hurt, and what it is hurt on. Each has a site, a database and an archive of its own. */
import {
  cutOff,
  cutPower,
  fillDisk,
  killOneByOne,
  restartDatabase,
  setClockBack,
  stall,
  type Way,
} from './hurts.ts'

export interface RoundKind {
  readonly name: string
  readonly hurt: Way
  readonly store: 'pglite' | 'postgres'
  readonly crawlers: number
  /** Of them, `mondo work`; the others are `mondo crawl`. */
  readonly workers?: number
  /** For about as long as the round hurts, at eight pages a second. */
  readonly questions: number
  readonly blows: number
  /**
   * `own`: each crawler has an archive folder of its own, as machines have. No other crawler sees
   * what a dead one archived, so a page may be in two folders, but never twice in one.
   */
  readonly folders?: 'own'
  /** Question pages that may be archived twice all the same, and why. */
  readonly mayRepeat?: number
  /** Whether each crawler reaches the database over a wire of its own, which can be cut. */
  readonly isWired?: true
  /** Whether the data folder is on a disk of its own, which can be filled. */
  readonly hasSmallDisk?: true
}

export const roundKinds: readonly RoundKind[] = [
  { name: 'killed, on PGlite', hurt: killOneByOne, store: 'pglite', crawlers: 1, questions: 30, blows: 2 },
  {
    name: 'killed, one archive',
    hurt: killOneByOne,
    store: 'postgres',
    crawlers: 3,
    questions: 50,
    blows: 2,
  },
  { name: 'power cut', hurt: cutPower, store: 'postgres', crawlers: 2, questions: 40, blows: 1 },
  {
    name: 'full disk',
    hurt: fillDisk,
    store: 'pglite',
    crawlers: 1,
    questions: 30,
    blows: 0,
    hasSmallDisk: true,
  },
  {
    name: 'clock set back, on PGlite',
    hurt: setClockBack,
    store: 'pglite',
    crawlers: 1,
    questions: 60,
    blows: 2,
  },
  {
    name: 'database restarted',
    hurt: restartDatabase,
    store: 'postgres',
    crawlers: 3,
    workers: 1,
    questions: 60,
    blows: 2,
  },
  {
    name: 'killed, workers',
    hurt: killOneByOne,
    store: 'postgres',
    crawlers: 3,
    workers: 2,
    questions: 60,
    blows: 2,
  },
  {
    name: 'killed, own archives',
    hurt: killOneByOne,
    store: 'postgres',
    crawlers: 2,
    questions: 80,
    blows: 4,
    folders: 'own',
  },
  // What was in flight when a worker was stopped it archives when it wakes: its host is another's by then.
  { name: 'stalled', hurt: stall, store: 'postgres', crawlers: 2, questions: 150, blows: 1, mayRepeat: 2 },
  { name: 'cut off', hurt: cutOff, store: 'postgres', crawlers: 2, questions: 150, blows: 1, isWired: true },
  { name: 'clock set back', hurt: setClockBack, store: 'postgres', crawlers: 2, questions: 80, blows: 2 },
]
