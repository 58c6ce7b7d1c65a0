/** The options of a run, read back from `crawl.run`: for workers on other machines, and to follow links by its rules. */
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../database/schema/schema.ts'
import { type CrawlOptions, crawlOptionsSchema } from '../options.ts'

const storedDefinitions = z
  .object({ definitions: z.array(z.string()) })
  .transform(({ definitions }) => definitions)

export interface StoredRun {
  readonly runId: string
  readonly startedAt: Date
  /** False for a run whose process is gone: workers go on with it. */
  readonly isEnded: boolean
  /** Null where this version does not understand them. */
  readonly options: CrawlOptions | null
  /** The site definitions that it needs, as `NAME.VERSION`. */
  readonly definitions: readonly string[]
}

/** A crawl as a worker on another machine needs it to take part; null where there is none. */
export async function storedRun(db: Kysely<Database>, runId: string): Promise<StoredRun | null> {
  const row = await db
    .selectFrom('crawl.run')
    .select(['started_at', 'ended_at', 'result', 'options'])
    .where('run_id', '=', runId)
    .where('kind', '=', 'crawl')
    .executeTakeFirst()
  if (row === undefined) return null
  const { started_at: startedAt, ended_at: endedAt, result } = row
  const { data: options = null } = crawlOptionsSchema.safeParse(row.options)
  const { data: definitions = [] } = storedDefinitions.safeParse(row.options)
  return { runId, startedAt, isEnded: endedAt !== null && result !== 'lost', options, definitions }
}
