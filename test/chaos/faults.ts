/** The kinds of fault: how each is made, and what mondo promises under it. */

export interface FaultKind {
  readonly title: string
  readonly made: string
  readonly promised: string
}

export const faultKinds = {
  kill: {
    title: 'kill -9',
    made: 'SIGKILL to one crawler or to all, at a random request',
    promised: 'the next run loads what was archived and requests the rest',
  },
  power: {
    title: 'power cut',
    made: 'SIGKILL to all crawlers and to every process of Postgres',
    promised: 'as after kill -9',
  },
  stall: {
    title: 'stalled process',
    made: 'SIGSTOP for longer than a lease, then SIGCONT',
    promised: 'another worker takes over; at most one page is captured twice',
  },
  wire: {
    title: 'cut wire',
    made: 'a proxy before Postgres passes nothing on for longer than a lease',
    promised: 'another worker takes over, no page is requested twice',
  },
  clock: {
    title: 'clock jump',
    made: "the machine's clock is set back or ahead, by minutes or hours",
    promised: 'no page is lost, none is requested faster than the rate',
  },
  restart: {
    title: 'database restart',
    made: 'Postgres stops and starts under a crawl and status --watch',
    promised: 'both wait and go on; neither process ends',
  },
  disk: {
    title: 'full disk',
    made: 'a small tmpfs is filled to its last byte, then freed',
    promised: 'it says so and ends or waits; the next run completes',
  },
  poison: {
    title: 'poison page',
    made: 'pages that hang, crash, bloat or mislead the parser, or that the database refuses',
    promised: 'each is rejected by itself; all other pages load',
  },
  flip: {
    title: 'flipped bit',
    made: 'one bit at a random offset of a WARC file',
    promised: 'costs at most the capture that it hits; archive verify names it',
  },
  wall: {
    title: 'wall',
    made: 'an hour of 401, 403, 451, 500, a login page or a redirect to one, simulated',
    promised: 'exit 5, no row changes, the next run after it gets everything',
  },
  vanish: {
    title: 'mass disappearance',
    made: 'an hour of 404, 410 or "no such page" for every question, simulated',
    promised: 'exit 4, no row changes, the next run after it gets everything',
  },
} as const satisfies Readonly<Record<string, FaultKind>>

export type FaultName = keyof typeof faultKinds

/** Pages or captures that are not as they must be. */
export interface Seen {
  readonly lost: number
  readonly doubled: number
  readonly wrong: number
}

export type Injected = Readonly<Partial<Record<FaultName, number>>>

export const nothingSeen: Seen = { lost: 0, doubled: 0, wrong: 0 }

export function seenTogether(one: Seen, other: Seen): Seen {
  return {
    lost: one.lost + other.lost,
    doubled: one.doubled + other.doubled,
    wrong: one.wrong + other.wrong,
  }
}
