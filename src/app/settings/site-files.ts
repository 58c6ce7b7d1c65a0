/**
 * The site definitions that a command uses: the bundled ones, those of `--sites`, and those of `"sites"` in the
 * configuration. Definitions are code, so they are never named by a database, an archive or another file of the folder.
 */
import { dirname, resolve } from 'node:path'
import { type LoadedSites, loadSites } from '../../parse/site/load-sites.ts'
import { isConfigured } from './config-place.ts'

export interface SiteFiles {
  /** Files of site definitions. */
  readonly sites?: readonly string[] | undefined
  /** The configuration file. Default: ./mondo.config.json, if there is one. */
  readonly config?: string | undefined
}

/**
 * For a command: without a named configuration, it reads that of the working directory.
 *
 * @throws MondoError `usage`, with file and line, for a definition that cannot be loaded or is wrong
 */
export async function commandSites({ sites = [], config }: SiteFiles): Promise<LoadedSites> {
  if (!isConfigured(config)) return await loadSites(sites)
  const { configPath } = await import('../config.ts')
  const path = configPath(config)
  const configured = path === undefined ? [] : await configuredSites(path)
  return await loadSites([...sites, ...configured])
}

/** For the library, which reads only a configuration that its caller names. */
export async function namedSites({ sites = [], config }: SiteFiles): Promise<LoadedSites> {
  return await loadSites([...sites, ...(config === undefined ? [] : await configuredSites(config))])
}

async function configuredSites(path: string): Promise<readonly string[]> {
  const { readConfig } = await import('../config.ts')
  return (readConfig(path).sites ?? []).map((file) => resolve(dirname(path), file))
}
