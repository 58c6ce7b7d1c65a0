/** The rounds: which faults a crawl meets, and on what it runs. Each has a site, a database and an archive of its own. */
import type { FaultName } from './faults.ts'
import {
  cutOff,
  cutPower,
  fillDatabaseDisk,
  fillDisk,
  killOneByOne,
  restartDatabase,
  setClockAhead,
  setClockBack,
  stall,
  type Way,
} from './inject.ts'

export interface RoundKind {
  readonly name: string
  /** What the round is about; kills come beside it. */
  readonly fault: FaultName
  readonly inject: Way
  readonly store: 'pglite' | 'postgres'
  readonly crawlers: number
  /** Of them, `mondo work`; the others are `mondo crawl`. */
  readonly workers?: number
  /** For about as long as the round injections, at eight pages a second. */
  readonly questions: number
  readonly kills: number
  /**
   * `own`: each crawler has an archive folder of its own, as machines have. No other crawler sees
   * what a dead one archived, so a page may be in two folders, but never twice in one.
   */
  readonly folders?: 'own'
  /** Question pages that may be archived twice all the same, and why. */
  readonly mayRepeat?: number
  /** Whether each crawler reaches the database over a wire of its own, which can be cut. */
  readonly isWired?: true
  /** What is on a disk of its own, which can be filled: the data folder, or a Postgres of the round's own. */
  readonly smallDisk?: 'data' | 'postgres'
  /** Question pages that are poison. */
  readonly poison?: number
}

export const roundKinds: readonly RoundKind[] = [
  {
    name: 'poison pages, on PGlite',
    fault: 'poison',
    inject: killOneByOne,
    store: 'pglite',
    crawlers: 1,
    questions: 40,
    kills: 2,
    poison: 5,
  },
  {
    name: 'killed, one archive',
    fault: 'kill',
    inject: killOneByOne,
    store: 'postgres',
    crawlers: 3,
    questions: 50,
    kills: 2,
  },
  {
    name: 'power cut',
    fault: 'power',
    inject: cutPower,
    store: 'postgres',
    crawlers: 2,
    questions: 40,
    kills: 1,
  },
  {
    name: 'killed, on PGlite',
    fault: 'kill',
    inject: killOneByOne,
    store: 'pglite',
    crawlers: 1,
    questions: 30,
    kills: 2,
  },
  {
    name: 'poison pages',
    fault: 'poison',
    inject: killOneByOne,
    store: 'postgres',
    crawlers: 3,
    workers: 1,
    questions: 60,
    kills: 2,
    poison: 8,
  },
  {
    name: 'full disk',
    fault: 'disk',
    inject: fillDisk,
    store: 'pglite',
    crawlers: 1,
    questions: 30,
    kills: 0,
    smallDisk: 'data',
  },
  {
    name: 'full disk of Postgres',
    fault: 'disk',
    inject: fillDatabaseDisk,
    store: 'postgres',
    crawlers: 2,
    questions: 60,
    kills: 0,
    smallDisk: 'postgres',
  },
  {
    name: 'clock set back, on PGlite',
    fault: 'clock',
    inject: setClockBack,
    store: 'pglite',
    crawlers: 1,
    questions: 60,
    kills: 2,
  },
  {
    name: 'clock set ahead, on PGlite',
    fault: 'clock',
    inject: setClockAhead,
    store: 'pglite',
    crawlers: 1,
    questions: 60,
    kills: 2,
  },
  {
    name: 'database restarted',
    fault: 'restart',
    inject: restartDatabase,
    store: 'postgres',
    crawlers: 3,
    workers: 1,
    questions: 60,
    kills: 2,
  },
  {
    name: 'killed, workers',
    fault: 'kill',
    inject: killOneByOne,
    store: 'postgres',
    crawlers: 3,
    workers: 2,
    questions: 60,
    kills: 2,
  },
  {
    name: 'killed, own archives',
    fault: 'kill',
    inject: killOneByOne,
    store: 'postgres',
    crawlers: 2,
    questions: 80,
    kills: 4,
    folders: 'own',
  },
  // What was in flight when a worker was stopped it archives when it wakes: its host is another's by then.
  {
    name: 'stalled',
    fault: 'stall',
    inject: stall,
    store: 'postgres',
    crawlers: 2,
    questions: 150,
    kills: 1,
    mayRepeat: 2,
  },
  {
    name: 'cut off',
    fault: 'wire',
    inject: cutOff,
    store: 'postgres',
    crawlers: 2,
    questions: 150,
    kills: 1,
    isWired: true,
  },
  {
    name: 'clock set back',
    fault: 'clock',
    inject: setClockBack,
    store: 'postgres',
    crawlers: 2,
    questions: 80,
    kills: 2,
  },
  {
    name: 'clock set ahead',
    fault: 'clock',
    inject: setClockAhead,
    store: 'postgres',
    crawlers: 2,
    questions: 80,
    kills: 2,
  },
]
