/** The sample site in this process, with the evidence that the verdict asks for. */
import { type SampleSite, type SampleSiteOptions, startSampleSite } from '../../src/sample-site/server.ts'
import type { SiteLog } from './site.ts'

export async function withSite<Result>(
  options: SampleSiteOptions,
  use: (site: SampleSite, siteLog: () => SiteLog) => Promise<Result>,
): Promise<Result> {
  const site = await startSampleSite(options)
  try {
    return await use(site, () => ({
      requests: site.requests.map(({ at, url, status }) => ({ at: at.getTime(), url, status, by: '' })),
      expected: site.expected(),
    }))
  } finally {
    await site.close()
  }
}
