/** `mondo crawl --dry-run`: what a crawl would ask for, at what pace, how long it takes, and what it would not ask for. */
import type { ResolvedCrawl } from '../../../app/crawl-settings.ts'
import { exitCodes } from '../../../app/exit-codes.ts'
import type { SeedList } from '../../../crawl/scope/seeds.ts'
import type { LoadedSites } from '../../../parse/site/load-sites.ts'
import type { Terminal } from '../../output/terminal.ts'

export interface DryRunContext {
  readonly sites: LoadedSites
  readonly signal: AbortSignal
  readonly seedList?: SeedList | undefined
  readonly json: boolean
  readonly terminal: Terminal
}

export async function dryRun(resolved: ResolvedCrawl, context: DryRunContext): Promise<void> {
  const { sites, signal, seedList, json, terminal } = context
  const { withDryRun } = await import('../../../app/dry-run/open-dry-run.ts')
  const { planCrawl } = await import('../../../app/dry-run/plan-crawl.ts')
  const { planReport } = await import('../../reports/plan-report.ts')
  const plan = await withDryRun(resolved, { sites, signal }, (parts) =>
    planCrawl(resolved.options, parts, { sites: sites.sites, seedList }),
  )
  if (json) await terminal.printJson(plan)
  else await terminal.print(planReport(plan))
  if (signal.aborted) terminal.exitCode = exitCodes.stopped
  // As the crawl itself would end.
  else if (plan.hosts.every(({ blocked }) => blocked !== null)) terminal.exitCode = exitCodes.hostParked
}
