/**
 * `sslmode` of a Postgres URL as libpq means it. The driver takes `require` for `verify-full` and says so in a warning on
 * stderr at each start; given explicit options it does neither. Beyond libpq: `no-verify`, which is `require`.
 */
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { MondoError } from '../model/errors.ts'

export interface SslChoice {
  /** The URL without what is said by `ssl`. */
  readonly connectionString: string
  /** False: not encrypted. Undefined: the URL leaves it to the driver. */
  readonly ssl: ConnectionOptions | false | undefined
  /** A server that cannot encrypt is taken as it is: `prefer` and `allow`. */
  readonly mayBePlain: boolean
}

const own = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat'] as const

/** Throws `usage` for a mode that there is not, `unreadable-input` for a certificate that cannot be read. */
export function sslChoice(
  connectionString: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SslChoice {
  const url = new URL(connectionString)
  const said = (name: (typeof own)[number], variable: string) =>
    url.searchParams.get(name) ?? environment[variable] ?? null
  const mode = said('sslmode', 'PGSSLMODE')
  if (mode === null) return { connectionString, ssl: undefined, mayBePlain: false }
  const root = said('sslrootcert', 'PGSSLROOTCERT')
  const ssl = optionsOf(mode, {
    // `system`, as libpq calls them: those that Node trusts anyway.
    ca: root === null || root === 'system' ? null : certificate(root),
    cert: certificate(said('sslcert', 'PGSSLCERT')),
    key: certificate(said('sslkey', 'PGSSLKEY')),
  })
  for (const name of own) url.searchParams.delete(name)
  return { connectionString: url.href, ssl, mayBePlain: mode === 'prefer' || mode === 'allow' }
}

interface Certificates {
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
}

function optionsOf(mode: string, { ca, cert, key }: Certificates): ConnectionOptions | false {
  const given = {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  }
  switch (mode) {
    case 'disable':
      return false
    case 'allow':
    case 'prefer':
    case 'no-verify':
      return { ...given, rejectUnauthorized: false }
    case 'require':
      // With a root certificate, libpq verifies as for verify-ca.
      return ca === null ? { ...given, rejectUnauthorized: false } : { ...given, ...anyHost }
    case 'verify-ca':
      if (ca !== null) return { ...given, ...anyHost }
      throw new MondoError('usage', 'sslmode=verify-ca needs a root certificate.', {
        hint: 'Give sslrootcert=FILE, or sslmode=verify-full for a server with a certificate that everybody trusts.',
      })
    case 'verify-full':
      return given
    default:
      throw new MondoError('usage', `The database URL has the sslmode ${mode}, which there is not.`, {
        hint: 'There are: disable, allow, prefer, require, no-verify, verify-ca, verify-full.',
      })
  }
}

const anyHost = { checkServerIdentity: () => undefined } as const

function certificate(path: string | null): string | null {
  if (path === null) return null
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MondoError(
      'unreadable-input',
      `The certificate of the database URL cannot be read: ${reason}`,
      {
        cause,
        hint: 'Check sslrootcert, sslcert and sslkey.',
      },
    )
  }
}
