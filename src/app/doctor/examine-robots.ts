/** Asks the configured hosts for robots.txt, as a crawl would, and says whether it may go on from there. */
import { MondoError } from '../../model/errors.ts'
import { onlyBundled } from '../../parse/site/load-sites.ts'
import { isPublic } from '../crawl-manners.ts'
import { resolveCrawl } from '../crawl-settings.ts'
import { withDryRun } from '../dry-run/open-dry-run.ts'
import { type CrawlPlan, planCrawl } from '../dry-run/plan-crawl.ts'
import { type DoctorOptions, type Finding, mend } from './finding.ts'

/** A request beside those of a crawl would come before the host's pace allows it. */
const unasked: Finding = {
  what: 'robots',
  state: 'note',
  found: 'no host was asked: a crawl may be asking them, and its pace cannot be kept from here',
  advice: 'See what is said of the database; mondo status shows the hosts of a crawl that runs',
}

export async function examineRobots(
  urls: readonly string[],
  options: Pick<DoctorOptions, 'config' | 'allowPrivate' | 'signal' | 'dataFolder'> & {
    readonly contact: string
    /** Null where a crawl may ask the same hosts at a pace that cannot be kept from here. */
    readonly paceUrl: string | null
  },
): Promise<readonly Finding[]> {
  const { config, allowPrivate, signal, contact, paceUrl, dataFolder } = options
  const asked = [...new Set(urls.map((url) => (isPublic(url) ? url : url.replace(/^https:/, 'http:'))))]
  if (asked.length === 0) return []
  if (paceUrl === null) return [unasked]
  try {
    const settings = { urls: asked, contact, allowPrivate, db: paceUrl, data: dataFolder, follow: [] }
    const resolved = resolveCrawl(config === undefined ? settings : { ...settings, config })
    const plan = await withDryRun(resolved, { sites: onlyBundled, signal }, (parts) =>
      planCrawl(resolved.options, parts, { sites: onlyBundled.sites }),
    )
    return robotsFindings(plan, asked)
  } catch (error) {
    // A crawl began after the database was looked at.
    if (error instanceof MondoError && error.code === 'data-folder-locked') return [unasked]
    return [mend('robots', error)]
  }
}

/** One finding for each host in the plan of a crawl of these URLs. */
export function robotsFindings(
  plan: Pick<CrawlPlan, 'hosts' | 'refused'>,
  asked: readonly string[],
): readonly Finding[] {
  const refused = plan.refused.filter(({ by, url }) => by === 'robots' && asked.includes(url))
  return plan.hosts.map((host): Finding => {
    const { group, blocked, crawlDelay, isPaused } = host
    if (isPaused) {
      const advice = `A crawl leaves it out. Resume it with: mondo resume ${group}`
      return { what: 'robots', state: 'note', found: `${group}: ${blocked}`, advice }
    }
    if (blocked !== null) {
      const advice = 'Check the name of the host and the network; if it is right, try again later'
      return { what: 'robots', state: 'mend', found: `${group}: ${blocked}`, advice }
    }
    const rule = refused.find(({ url }) => host.hosts.includes(new URL(url).host))
    const delay = crawlDelay === null ? '' : `, Crawl-delay ${crawlDelay} s`
    if (rule === undefined) {
      return { what: 'robots', state: 'ok', found: `${group}: read${delay}`, advice: null }
    }
    const advice = `See what may be asked for: mondo robots ${rule.url}`
    return { what: 'robots', state: 'note', found: `${group}: ${rule.detail}${delay}`, advice }
  })
}
