/** Reads a report in one snapshot of the database: of the last run, of a run by its id, or of a span of days. */
import type { Store } from '../../database/store.ts'
import { codeOf, MondoError } from '../../model/errors.ts'
import { type ReadLimits, type ReadSession, readSession, type SqlResult } from '../read-session.ts'
import { statusRefusals } from '../status.ts'
import { crawlFigures, paceFigures } from './crawl-figures.ts'
import { askFigure, type Figure, type FigurePlan } from './figure.ts'
import { questionFigures } from './question-figures.ts'
import { readingFigures } from './reading-figures.ts'
import { ofSites, type ReportOptions, type ReportScope, reportScope } from './report-scope.ts'

export interface Report {
  readonly title: string
  readonly readAt: Date
  /** Runs that it is about, the newest first. */
  readonly runs: SqlResult
  readonly runsStatement: string
  /** One row: what the crawl has used and what the database holds. */
  readonly totals: Readonly<Record<string, number>>
  readonly totalsStatement: string
  readonly chapters: readonly Chapter[]
}

export interface Chapter {
  readonly title: string
  readonly figures: readonly Figure[]
}

/**
 * Null before the first run. Throws `usage` for a run that is not there, and `database-refused` where the tables of the
 * crawl are missing, too old, or not readable for this login.
 */
export async function readReport(
  store: Store,
  options: ReportOptions,
  now: Date,
  limits: ReadLimits = {},
): Promise<Report | null> {
  try {
    return await readSession(store, limits, (session) => reportIn(session, options, now))
  } catch (error) {
    if (!(error instanceof Error) || !statusRefusals.has(codeOf(error))) throw error
    throw new MondoError('database-refused', `A report of this database cannot be made: ${error.message}`, {
      cause: error,
      hint: 'Bring the database up to date with mondo db migrate, and connect as its owner: a report reads crawl.',
    })
  }
}

async function reportIn(session: ReadSession, options: ReportOptions, now: Date): Promise<Report | null> {
  const scope = await reportScope(session, options)
  if (scope === null) return null
  const { title, runs, runsStatement } = scope
  const totalsStatement = totalsOf(scope)
  const totals = await session.all(totalsStatement)
  const chapter = async (name: string, plans: readonly FigurePlan[]): Promise<Chapter> => {
    const figures: Figure[] = []
    for (const plan of plans) figures.push(await askFigure(session, plan))
    return { title: name, figures }
  }
  return {
    title,
    readAt: now,
    runs,
    runsStatement,
    totals: Object.fromEntries(
      totals.columns.map((name, index) => [name, Number(totals.rows[0]?.[index] ?? 0)]),
    ),
    totalsStatement,
    chapters: [
      await chapter('Pages', crawlFigures(scope)),
      await chapter('Pace and hosts', paceFigures(scope)),
      await chapter('What was read', readingFigures(scope)),
      await chapter('Questions and answers', await questionFigures(session, scope)),
    ],
  }
}

function totalsOf(scope: ReportScope): string {
  const { visits, captures } = scope
  const here = ofSites(scope, 'q')
  return `select visited.*, received.*,
  (select count(*)::int from qa.question q where q.gone_at is null and ${here}) as questions,
  (select count(*)::int from qa.answer a join qa.question q using (site, question_id)
    where a.gone_at is null and q.gone_at is null and ${here}) as answers
from (
  select count(*)::int as visits, coalesce(sum(v.requests), 0)::float8 as requests, coalesce(sum(v.bytes), 0)::float8 as bytes,
    count(*) filter (where v.outcome = 'loaded')::int as loaded, count(*) filter (where v.outcome = 'unchanged')::int as unchanged,
    count(*) filter (where v.outcome = 'rejected')::int as rejected, count(*) filter (where v.outcome = 'failed')::int as failed
  from crawl.visit v where ${visits}
) visited, (
  select count(*)::int as responses from crawl.capture c where ${captures}
) received`
}
