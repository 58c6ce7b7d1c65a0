/**
 * The queue of slices. A job is "some due pages of this host group". The policy `stately`, keyed by host group, is a
 * unique index over (queue, state, key): one job waiting and one active for a host group in the whole cluster, whatever
 * the number of workers.
 */
import { z } from 'zod'
import type { QueueDeps } from './boss.ts'
import { type JobQueue, type LeasedJob, openQueue, type QueueDescription } from './job-queue.ts'

const sliceData = z.object({
  hostGroup: z.string(),
  /** The run that requested the slice. A crawl that takes the slice works on it for its own run. */
  runId: z.string(),
})

type SliceData = z.output<typeof sliceData>
export type SliceJob = LeasedJob<SliceData>
export type SliceQueue = JobQueue<SliceData>

const slices: QueueDescription<SliceData> = {
  name: 'slice',
  title: 'queue',
  policy: 'stately',
  data: sliceData,
  keyOf: ({ hostGroup }) => hostGroup,
  groupOf: ({ hostGroup }) => hostGroup,
  subjectOf: ({ hostGroup }) => `host group ${hostGroup}`,
  // A slice is seconds of fetching, but its first page may wait for a long Crawl-delay at every redirect.
  expireInSeconds: 60 * 60,
  retentionDays: { done: 1 / 24, waiting: 365 },
}

/** A process that works on slices also releases lapsed leases, of all queues, unless told not to. */
export async function openSliceQueue(deps: Omit<QueueDeps, 'fires'>): Promise<SliceQueue> {
  return await openQueue(slices, { supervises: true, ...deps })
}
