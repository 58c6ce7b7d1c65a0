/** A run as `crawl.run` keeps it: what a worker on another machine needs to take part in it. */
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../database/schema/schema.ts'
import { type CrawlOptions, defaultMaxCrawlDelay, follows } from '../options.ts'

const way = {
  follow: z.array(z.enum(follows)),
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  depth: z.int().min(0).nullable(),
}
const rate = z.union([z.number().positive(), z.literal('unlimited')])

/** Defaults for what runs of earlier versions did not say. */
const storedOptions = z.object({
  ...way,
  include: way.include.default([]),
  exclude: way.exclude.default([]),
  depth: way.depth.default(null),
  urls: z.array(z.string()),
  site: z.string().nullable(),
  hostGroup: z.string().nullable(),
  hostGroups: z
    .array(
      z
        .object({
          name: z.string(),
          hosts: z.array(z.string()),
          rate: z.number().positive(),
          maxCrawlDelay: z.number().positive(),
          maxPages: z.int().positive(),
          gateLoss: z.number(),
          ...way,
        })
        .partial()
        .required({ name: true, hosts: true }),
    )
    .default([]),
  ids: z.object({ first: z.int(), last: z.int(), template: z.string() }).nullable().default(null),
  maxPages: z.int().nullable(),
  maxTimeMs: z.number().nullable(),
  maxBytes: z.number().nullable().default(null),
  rate,
  maxCrawlDelay: z.number().default(defaultMaxCrawlDelay),
  concurrency: z.int(),
  revisitAfter: z.number().nullable(),
  gateLoss: z.number().optional(),
})

export interface StoredRun {
  readonly runId: string
  readonly startedAt: Date
  readonly isEnded: boolean
  /** Null: not understood by this version. */
  readonly options: CrawlOptions | null
}

export async function storedRun(db: Kysely<Database>, runId: string): Promise<StoredRun | null> {
  const row = await db
    .selectFrom('crawl.run')
    .select(['started_at', 'ended_at', 'options'])
    .where('run_id', '=', runId)
    .where('kind', '=', 'crawl')
    .executeTakeFirst()
  if (row === undefined) return null
  const parsed = storedOptions.safeParse(row.options)
  return {
    runId,
    startedAt: row.started_at,
    isEnded: row.ended_at !== null,
    options: parsed.success ? withoutUndefined(parsed.data) : null,
  }
}

/** zod gives absent fields as undefined; here an absent field is absent. */
function withoutUndefined(options: z.output<typeof storedOptions>): CrawlOptions {
  return JSON.parse(JSON.stringify(options))
}
