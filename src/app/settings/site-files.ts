/**
 * The site definitions that a command uses: the bundled ones, those of `--sites`, and those of `"sites"` in the
 * configuration. Definitions are code, so nothing else names one: no database, no archive, no other file of the folder.
 */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { MondoError } from '../../model/errors.ts'
import { type LoadedSites, loadSites } from '../../parse/site/load-sites.ts'
import { configPath, readConfig } from '../config.ts'

export interface SiteFiles {
  /** Files of site definitions. */
  readonly sites?: readonly string[] | undefined
  /** The configuration file; left out, the command looks for ./mondo.config.json. */
  readonly config?: string | undefined
}

/**
 * For a command: reads the configuration of the working directory where no other is named.
 *
 * @throws MondoError `usage`, with file and line, for a definition that cannot be loaded or is wrong
 */
export async function commandSites({ sites = [], config }: SiteFiles): Promise<LoadedSites> {
  const path = configPath(config)
  const configured = path === undefined ? [] : configuredSites(path)
  if (path !== undefined && config === undefined && configured.length > 0) assertOwn(path)
  return await loadSites([...sites, ...configured])
}

/** For the library, which reads no configuration that its caller does not name. */
export async function namedSites({ sites = [], config }: SiteFiles): Promise<LoadedSites> {
  return await loadSites([...sites, ...(config === undefined ? [] : configuredSites(config))])
}

function configuredSites(path: string): readonly string[] {
  return (readConfig(path).sites ?? []).map((file) => resolve(dirname(path), file))
}

/** A folder that others can write to, such as /tmp, must not make whoever works in it run their code. */
function assertOwn(path: string): void {
  const user = process.getuid?.()
  if (user === undefined || statSync(path).uid === user) return
  throw new MondoError(
    'usage',
    `${path} names site definitions, which are code, and belongs to another user`,
    {
      hint: `If you trust it, name its files with --sites, or it with --config ${path} where the command has that option`,
    },
  )
}
