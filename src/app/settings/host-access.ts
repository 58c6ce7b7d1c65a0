/** Reads the headers, cookies and proxies of the host groups, with their secrets from the environment. */
import { type ConfiguredCookie, Cookies } from '../../fetch/cookies.ts'
import type { AccessFor, HostAccess } from '../../fetch/host-access.ts'
import { type Proxies, proxyFor } from '../../fetch/proxies.ts'
import type { Header } from '../../model/capture.ts'
import type { Clock } from '../../model/clock.ts'
import { MondoError } from '../../model/errors.ts'
import { glob } from '../../model/glob.ts'
import { configPath, readConfig } from '../config.ts'
import { systemClock } from '../system-clock.ts'
import {
  type AccessSettings,
  type CookieSource,
  isCookieLine,
  isVariableName,
  type Secret,
} from './access-fields.ts'

export interface AccessGroup extends AccessSettings {
  readonly name: string
  /** With their ports where those are not the scheme's own. */
  readonly hosts: readonly string[]
  /** Headers of single paths, in addition; of several that match, the first that has any. */
  readonly paths?: readonly PathHeaders[] | undefined
}

interface PathHeaders {
  readonly path: string
  readonly headers?: AccessSettings['headers']
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/**
 * What is configured for each host. All variables are read at once, so that a missing one is known before any request.
 *
 * @throws MondoError `usage` for a variable that is not set, and for a value that no header can carry. It names the key and
 * the variable, never the value.
 */
export function hostAccess(groups: readonly AccessGroup[], surroundings: Surroundings): AccessFor {
  const byHost = new Map<string, (path: string) => HostAccess | null>()
  for (const group of groups) {
    const access = accessByPath(group, surroundings)
    if (access !== null) for (const host of group.hosts) byHost.set(host, access)
  }
  return (url) => {
    const { host, pathname, search } = new URL(url)
    return byHost.get(host)?.(`${pathname}${search}`) ?? null
  }
}

/** For a worker: what its own configuration says, that of the working directory where none is named. */
export function configuredAccess(given: string | undefined): AccessFor {
  const path = configPath(given)
  const { hostGroups = {} } = path === undefined ? {} : readConfig(path)
  const groups = Object.entries(hostGroups).map(([name, group]) => ({ name, ...group }))
  return hostAccess(groups, { environment: process.env, clock: systemClock })
}

/** Null where nothing is configured. */
function accessByPath(
  group: AccessGroup,
  surroundings: Surroundings,
): ((path: string) => HostAccess | null) | null {
  const access = accessOf(group, surroundings)
  const paths = (group.paths ?? []).flatMap(({ path, headers = {} }) => {
    if (Object.keys(headers).length === 0) return []
    const own = accessOf({ name: `${group.name}.paths`, hosts: [], headers }, surroundings)
    return own === null ? [] : [{ matches: glob(path), headers: own.headers }]
  })
  if (paths.length === 0) return access === null ? null : () => access
  const bare: HostAccess = access ?? { headers: [], cookies: [], kept: null }
  return (path) => {
    const own = paths.find(({ matches }) => matches(path))
    if (own === undefined) return access
    const names = new Set(own.headers.map(([name]) => name.toLowerCase()))
    const others = bare.headers.filter(([name]) => !names.has(name.toLowerCase()))
    return { ...bare, headers: [...others, ...own.headers] }
  }
}

type SecretOf = (secret: Secret, key: string) => string

function accessOf(
  { name, headers = {}, cookies, proxy }: AccessGroup,
  { environment, clock }: Surroundings,
): HostAccess | null {
  if (Object.keys(headers).length === 0 && cookies === undefined && proxy === undefined) return null
  const secretOf: SecretOf = (secret, key) => readSecret(secret, `hostGroups.${name}.${key}`, environment)
  const keeps = cookies === 'keep' || Array.isArray(cookies)
  const source = Array.isArray(cookies) ? cookies[1] : cookies
  return {
    headers: Object.entries(headers).map(
      ([one, secret]): Header => [one, secretOf(secret, `headers.${one}`)],
    ),
    cookies: source === undefined || cookies === 'keep' ? [] : configuredCookies(source, secretOf),
    kept: keeps ? new Cookies(clock) : null,
    ...(proxy === undefined ? {} : { proxies: proxiesFrom(secretOf(proxy, 'proxy'), name) }),
  }
}

function configuredCookies(source: CookieSource, secretOf: SecretOf): readonly ConfiguredCookie[] {
  if (typeof source !== 'string' && !isVariable(source)) {
    return Object.entries(source).map(([one, secret]) => [one, secretOf(secret, `cookies.${one}`)])
  }
  const line = secretOf(source, 'cookies')
  // Only a variable can be wrong here: the schema has seen the others.
  if (!isCookieLine(line)) throw refused('cookies: the variable does not hold NAME=VALUE; NAME=VALUE')
  return line
    .split(';')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    })
}

function isVariable(source: Exclude<CookieSource, string>): source is { env: string } {
  return (
    Object.keys(source).length === 1 && typeof source['env'] === 'string' && isVariableName(source['env'])
  )
}

function proxiesFrom(value: string, name: string): Proxies | null {
  return value === 'none' ? null : proxyFor(value, `hostGroups.${name}.proxy`)
}

function readSecret(secret: Secret, key: string, environment: Surroundings['environment']): string {
  // A file or a command substitution often ends in a line break.
  const value = (typeof secret === 'string' ? secret : (environment[secret.env] ?? '')).trim()
  if (value === '' && typeof secret !== 'string') {
    throw refused(`${key}: the environment variable ${secret.env} is not set`)
  }
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw refused(`${key}: the value has a character that no header can carry`)
  }
  return value
}

function refused(message: string): MondoError {
  return new MondoError('usage', message, { hint: 'docs/configuration.md lists every key' })
}
