/** The queue of slices as a map: which host group waits from when, which worker has it until when. */
export interface ModelJob {
  readonly id: string
  readonly hostGroup: string
  /** How often it has been taken before. */
  attempt: number
  isTaken: boolean
  /** Waiting: from when on it may be taken. Milliseconds since the epoch. */
  startAt: number
  readonly createdAt: number
  /** Active: when it was taken and last confirmed. */
  takenAt: number
  confirmedAt: number
  state: 'waiting' | 'active'
}

/** What a worker holds, rightly or not. */
export interface Attempt {
  readonly id: string
  readonly attempt: number
}

export const leaseMs = 30_000
const longestMs = 3_600_000

export class QueueModel {
  jobs: ModelJob[] = []
  now = Date.parse('2026-03-01T00:00:00Z')
  /** Host groups whose slices were enqueued and not completed since. */
  readonly owed = new Set<string>()
  /** Over all runs of a test, so that a test of nothing cannot pass. */
  readonly seen: { taken: number; completed: number; lost: number; lapsed: number }

  constructor(seen: QueueModel['seen']) {
    this.seen = seen
  }

  waiting(hostGroup: string): ModelJob[] {
    return this.jobs.filter((job) => job.hostGroup === hostGroup && job.state === 'waiting')
  }

  isActive(hostGroup: string): boolean {
    return this.jobs.some((job) => job.hostGroup === hostGroup && job.state === 'active')
  }

  /** Moves the newest waiting job of the host group, where it has one. True where the queue needs a new one. */
  enqueue(hostGroup: string, startAt: number): boolean {
    this.owed.add(hostGroup)
    const newest = this.waiting(hostGroup).toSorted((a, b) => b.createdAt - a.createdAt)[0]
    if (newest !== undefined) newest.startAt = startAt
    return newest === undefined
  }

  /** Host groups of which a worker may be given a job now. */
  ready(except: ReadonlySet<string>): Set<string> {
    const ready = this.jobs.filter(
      ({ state, startAt, hostGroup }) =>
        state === 'waiting' && startAt <= this.now && !this.isActive(hostGroup) && !except.has(hostGroup),
    )
    return new Set(ready.map(({ hostGroup }) => hostGroup))
  }

  held({ id, attempt }: Attempt): ModelJob | null {
    return this.jobs.find((job) => job.id === id && job.attempt === attempt && job.state === 'active') ?? null
  }

  complete(job: ModelJob): void {
    this.jobs = this.jobs.filter((one) => one !== job)
    // A slice that was enqueued meanwhile is owed still.
    if (this.waiting(job.hostGroup).length === 0) this.owed.delete(job.hostGroup)
    this.seen.completed += 1
  }

  /** Where another job of the host group has been given back before, the two are one. */
  giveBack(job: ModelJob): void {
    const before = this.waiting(job.hostGroup).filter(({ isTaken }) => isTaken)
    if (before.length > 0) this.jobs = this.jobs.filter((one) => one !== job)
    job.state = 'waiting'
    job.startAt = this.now
  }

  /** A supervisor releases jobs whose worker was not heard of for the length of a lease. */
  releaseLapsed(): void {
    for (const job of this.jobs.filter(({ state }) => state === 'active')) {
      const isLapsed = job.confirmedAt + leaseMs < this.now || job.takenAt + longestMs < this.now
      if (!isLapsed) continue
      this.giveBack(job)
      this.seen.lapsed += 1
    }
  }
}
