/** A status for tests of how it is shown. */
import type { Status } from '../../src/analyse/status.ts'

type LastRun = NonNullable<Status['lastRun']>

export function statusWith(run: Partial<LastRun> = {}, more: Partial<Omit<Status, 'lastRun'>> = {}): Status {
  const lastRun: LastRun = {
    runId: 'a-run',
    result: null,
    exitCode: null,
    requests: 0,
    bytes: 0,
    seconds: 0,
    pace: 0,
    statuses: {},
    outcomes: {},
    questions: 0,
    answers: 0,
    due: 0,
    hosts: [],
    failedChecks: [],
    startedAt: new Date('2026-03-01T00:00:00Z'),
    endedAt: null,
    ...run,
  }
  return {
    lastRun,
    rejects: [],
    stopped: [],
    paused: [],
    unreached: [],
    traps: [],
    lenient: [],
    slices: [],
    reparse: null,
    unfinished: [],
    ...more,
  }
}
