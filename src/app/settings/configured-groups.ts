/** The host group that the configuration gives a host or a name. */
import { configPath, readConfig } from '../config.ts'

/** Null where the configuration names neither. Throws `usage` for a configuration that cannot be read. */
export function configuredGroupOf(nameOrHost: string, given: string | undefined): string | null {
  const path = configPath(given)
  const { hostGroups = {} } = path === undefined ? {} : readConfig(path)
  if (Object.hasOwn(hostGroups, nameOrHost)) return nameOrHost
  return Object.entries(hostGroups).find(([, { hosts }]) => hosts.includes(nameOrHost))?.[0] ?? null
}
