/** The sample site with every way the web misbehaves, below `/misbehave/`; see `docs/sample-site.md`. */
import { type SampleSite, type SampleSiteOptions, startSampleSite } from '../../src/sample-site/server.ts'
import { misbehaviour } from './misbehave/routes.ts'

export interface MisbehavingSiteOptions extends Omit<SampleSiteOptions, 'intercept'> {
  /** Paths of the site that misbehave: `{ '/robots.txt': '/misbehave/robots?code=503' }`. */
  readonly instead?: Readonly<Record<string, string>>
}

export function startMisbehavingSite(options: MisbehavingSiteOptions = {}): Promise<SampleSite> {
  const { instead = {}, ...site } = options
  const misbehave = misbehaviour()
  return startSampleSite({
    ...site,
    intercept: (request, response) => {
      const path = request.url ?? '/'
      return misbehave(instead[path] ?? path, request, response)
    },
  })
}
