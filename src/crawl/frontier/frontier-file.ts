/**
 * The frontier as lines of a file: to move it to another database, to keep it, or to look at it with other tools. Written and
 * read in batches, so that a frontier of any size takes the same memory.
 */
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'

const time = z.iso.datetime({ offset: true })

/**
 * One page. What only a load can know (question, digest, validators) is not in it: with the validators of another database, an
 * answer "not modified" would leave a question out that this one has never seen.
 */
const frontierLine = z.strictObject({
  site: z.string().min(1),
  path: z.string().startsWith('/'),
  origin: z.string().regex(/^https?:\/\/[^/]+$/),
  hostGroup: z.string().min(1),
  kind: z.enum(['question', 'list', 'sitemap', 'other']),
  depth: z.int().min(0),
  discoveredAt: time,
  /** Null: not to be requested. */
  dueAt: time.nullable(),
  tries: z.int().min(0),
  lastOutcome: z.string().nullable(),
  lastReason: z.string().nullable(),
  intervalSeconds: z.number().positive().nullable(),
})

export type FrontierLine = z.output<typeof frontierLine>

/** What is wrong with a line as in `origin: Invalid string`, or the line itself. */
export function readFrontierLine(value: unknown): FrontierLine | string {
  const parsed = frontierLine.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a page'}`
}

const batchSize = 1_000

/** All pages, by site and path. A page that is added meanwhile may or may not be among them. */
export async function* exportFrontier(db: Kysely<Database>): AsyncGenerator<FrontierLine[]> {
  for (let after: readonly [site: string, path: string] = ['', '']; ; ) {
    const { rows } = await sql<
      Omit<FrontierLine, 'discoveredAt' | 'dueAt'> & { discoveredAt: Date; dueAt: Date | null }
    >`
      select site, path, origin, host_group as "hostGroup", kind, depth, discovered_at as "discoveredAt", due_at as "dueAt",
        tries, last_outcome as "lastOutcome", last_reason as "lastReason", interval_seconds as "intervalSeconds"
      from crawl.page where (site, path) > (${after[0]}, ${after[1]}) order by site, path limit ${batchSize}
    `.execute(db)
    if (rows.length > 0) {
      yield rows.map(({ discoveredAt, dueAt, ...row }) => ({
        ...row,
        discoveredAt: discoveredAt.toISOString(),
        dueAt: dueAt?.toISOString() ?? null,
      }))
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < batchSize) return
    after = [last.site, last.path]
  }
}

/** Adds pages that are not known; a known page keeps what this database knows of it. Returns how many were added. */
export async function importFrontier(db: Kysely<Database>, pages: readonly FrontierLine[]): Promise<number> {
  const { numAffectedRows } = await retryTransaction(db, (trx) =>
    sql`
      insert into crawl.page (site, path, origin, host_group, kind, depth, discovered_at, due_at, tries, last_outcome,
        last_reason, interval_seconds)
      select distinct on (site, path) site, path, origin, "hostGroup", kind, depth, "discoveredAt", "dueAt", tries,
        "lastOutcome", "lastReason", "intervalSeconds"
      from json_to_recordset(${JSON.stringify(pages)}::json) as line (site text, path text, origin text, "hostGroup" text,
        kind text, depth int, "discoveredAt" timestamptz, "dueAt" timestamptz, tries int, "lastOutcome" text,
        "lastReason" text, "intervalSeconds" float8)
      order by site, path
      on conflict (site, path) do nothing
    `.execute(trx),
  )
  return Number(numAffectedRows ?? 0)
}
