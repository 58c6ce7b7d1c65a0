/** Asks the configured hosts for robots.txt, as a crawl would, and says whether it may go on from there. */
import { onlyBundled } from '../../parse/site/load-sites.ts'
import { isPublic } from '../crawl-manners.ts'
import { resolveCrawl } from '../crawl-settings.ts'
import { withDryRun } from '../dry-run/open-dry-run.ts'
import { planCrawl } from '../dry-run/plan-crawl.ts'
import { type DoctorOptions, type Finding, mend } from './finding.ts'

export async function examineRobots(
  urls: readonly string[],
  options: Pick<DoctorOptions, 'config' | 'allowPrivate' | 'signal' | 'dataFolder'> & {
    readonly contact: string
    readonly databaseUrl: string
  },
): Promise<readonly Finding[]> {
  const { config, allowPrivate, signal, contact, databaseUrl, dataFolder } = options
  const asked = [...new Set(urls.map((url) => (isPublic(url) ? url : url.replace(/^https:/, 'http:'))))]
  if (asked.length === 0) return []
  try {
    const settings = { urls: asked, contact, allowPrivate, db: databaseUrl, data: dataFolder, follow: [] }
    const resolved = resolveCrawl(config === undefined ? settings : { ...settings, config })
    const plan = await withDryRun(resolved, { sites: onlyBundled, signal }, (parts) =>
      planCrawl(resolved.options, parts, { sites: onlyBundled.sites }),
    )
    const refused = plan.refused.filter(({ by, url }) => by === 'robots' && asked.includes(url))
    return plan.hosts.map((host): Finding => {
      const { group, blocked, crawlDelay, isPaused } = host
      if (isPaused) {
        const advice = `A crawl leaves it out. Let it go on with: mondo resume ${group}`
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
  } catch (error) {
    return [mend('robots', error)]
  }
}
