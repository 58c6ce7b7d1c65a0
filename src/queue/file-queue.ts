/**
 * The queue of a re-parse, with one job for each WARC file. Each version of the parser and its site definitions has its own
 * queue, so that workers with other versions never see its jobs. The policy `exclusive` makes run and file unique: a file is in
 * the queue only once.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { QueueDeps } from './boss.ts'
import { type JobQueue, type LeasedJob, openQueue } from './job-queue.ts'

const fileData = z.object({
  runId: z.string(),
  /** Name of the WARC file within the archive folder. */
  file: z.string(),
})

export type FileData = z.output<typeof fileData>
export type FileJob = LeasedJob<FileData>
export type FileQueue = JobQueue<FileData>

export interface FileQueueDeps extends Omit<QueueDeps, 'fires'> {
  /** `CORE+NAME.VERSION+…` */
  readonly parserVersion: string
}

export async function openFileQueue({ parserVersion, ...deps }: FileQueueDeps): Promise<FileQueue> {
  return await openQueue(
    {
      name: queueName(parserVersion),
      title: 're-parse',
      policy: 'exclusive',
      data: fileData,
      keyOf: ({ runId, file }) => `${runId} ${file}`,
      groupOf: ({ runId }) => runId,
      subjectOf: ({ file }) => file,
      expireInSeconds: 23 * 60 * 60,
      retentionDays: { done: 1 / 24, waiting: 365 },
    },
    deps,
  )
}

/** pg-boss allows neither `+` nor long names. */
function queueName(parserVersion: string): string {
  const [core = '', ...definitions] = parserVersion.split('+')
  if (definitions.length === 0) return `reparse-${core}`
  return `reparse-${core}-${createHash('sha256').update(definitions.join('+')).digest('hex').slice(0, 12)}`
}
