/**
 * Applies `sslmode` of a Postgres URL as libpq defines it, by pg-connection-string's libpq mode. Without it the driver takes
 * `require` for `verify-full` and prints a warning at each start. Beyond the package: `allow`, `no-verify` (as `require`,
 * whatever the certificates), $PGSSLMODE, an error for an unknown mode, and the plain-text fallback of `prefer`.
 */
import type { ConnectionOptions } from 'node:tls'
import { parse, toClientConfig } from 'pg-connection-string'
import { codeOf, MondoError } from '../model/errors.ts'
import type { Environment } from './store-url.ts'

export interface SslChoice {
  /** The URL without the parameters that `ssl` stands for. */
  readonly connectionString: string
  /** False: not encrypted. Undefined: neither URL nor environment has a mode, so the driver decides. */
  readonly ssl: ConnectionOptions | boolean | undefined
  /** `prefer` and `allow`: connect in plain text where the server cannot encrypt. */
  readonly mayBePlain: boolean
}

const variables = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
} as const

/** Mode to what the package calls it. */
const modes = new Map([
  ['disable', 'disable'],
  ['allow', 'prefer'],
  ['prefer', 'prefer'],
  ['require', 'require'],
  ['no-verify', 'prefer'],
  ['verify-ca', 'verify-ca'],
  ['verify-full', 'verify-full'],
])

/** Throws `usage` for an unknown mode, `unreadable-input` for a certificate that cannot be read. */
export function sslChoice(connectionString: string, environment: Environment = {}): SslChoice {
  const url = new URL(connectionString)
  const plain = new URL(connectionString)
  for (const name of [...Object.keys(variables), 'uselibpqcompat']) plain.searchParams.delete(name)
  for (const [name, variable] of Object.entries(variables)) {
    const value = url.searchParams.get(name) ?? environment[variable]
    if (value !== undefined) url.searchParams.set(name, value)
  }
  const mode = url.searchParams.get('sslmode')
  if (mode === null) return { connectionString, ssl: undefined, mayBePlain: false }
  url.searchParams.set('sslmode', knownMode(mode))
  url.searchParams.delete('uselibpqcompat')
  // libpq's name for the certificates that the system trusts, which are those that Node trusts anyway.
  if (url.searchParams.get('sslrootcert') === 'system') url.searchParams.delete('sslrootcert')
  if (mode === 'verify-ca' && !url.searchParams.has('sslrootcert')) {
    throw new MondoError('usage', 'sslmode=verify-ca needs a root certificate.', {
      hint: 'Give sslrootcert=FILE, or sslmode=verify-full for a server with a certificate that everybody trusts.',
    })
  }
  return {
    connectionString: plain.href,
    ssl: optionsOf(url),
    mayBePlain: mode === 'prefer' || mode === 'allow',
  }
}

function knownMode(mode: string): string {
  const known = modes.get(mode)
  if (known !== undefined) return known
  throw new MondoError('usage', `The database URL has the sslmode ${mode}, which there is not.`, {
    hint: 'There are: disable, allow, prefer, require, no-verify, verify-ca, verify-full.',
  })
}

function optionsOf(url: URL): SslChoice['ssl'] {
  try {
    return toClientConfig(parse(url.href, { useLibpqCompat: true })).ssl
  } catch (cause) {
    // A system error has an errno; anything else is no matter of a file.
    if (!(cause instanceof Error) || codeOf(cause) === null) throw cause
    throw new MondoError(
      'unreadable-input',
      `The certificate of the database URL cannot be read: ${cause.message}`,
      { cause, hint: 'Check sslrootcert, sslcert and sslkey.' },
    )
  }
}
