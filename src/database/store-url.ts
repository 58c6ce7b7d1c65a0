/** Parses a database URL. Opens nothing. */
import { MondoError } from '../model/errors.ts'

/** Variables by name, as in process.env, which only the command line and src/app read. */
export type Environment = Readonly<Record<string, string | undefined>>

export type StoreUrl =
  /** `folder` null: in memory, for tests. */
  | { readonly kind: 'pglite'; readonly folder: string | null }
  | {
      readonly kind: 'postgres'
      readonly connectionString: string
      /** `host:port/database`, never with a password: safe to print. */
      readonly place: string
    }

const hint = 'Give pglite:FOLDER or postgres://USER:PASSWORD@HOST:PORT/DATABASE.'

/**
 * `pglite:./mondo-data/db`, `postgres://…` or `postgresql://…`; `pglite:` alone and `memory:` are in memory.
 * `environment` provides $PGHOST and $PGPORT for parts that the URL omits, as the driver does. Throws `usage` for anything
 * else, without repeating it: a mistyped URL may hold a password.
 */
export function parseStoreUrl(url: string, environment: Environment = {}): StoreUrl {
  if (url === 'memory:' || url === 'pglite:') return { kind: 'pglite', folder: null }
  if (url.startsWith('pglite:')) return { kind: 'pglite', folder: url.slice('pglite:'.length) }
  if (/(?:…|\/\.\.\.)$/.test(url)) {
    throw wrongUrl('The database URL is an example from the documentation: … stands for the rest of it.')
  }
  if (/^postgres(ql)?:/.test(url)) {
    if (hasRawDelimiter(url)) {
      throw wrongUrl(
        'The password in the database URL has a character that must be escaped: @ as %40, / as %2F.',
      )
    }
    const parsed = URL.parse(url)
    if (parsed === null || !/^postgres(ql)?:\/\//.test(url))
      throw wrongUrl('This Postgres URL cannot be read.')
    return { kind: 'postgres', connectionString: url, place: placeOf(parsed, environment) }
  }
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0]
  throw wrongUrl(
    url === ''
      ? 'The database URL is empty.'
      : scheme === undefined
        ? 'The database URL has no scheme.'
        : `The database URL begins with ${scheme}, which mondo does not know.`,
  )
}

/**
 * With an unescaped `@`, `/`, `?` or `#` in the password, what follows it would be taken for the host, and printed. A
 * database name or an option may hold an `@` only as %40.
 */
function hasRawDelimiter(url: string): boolean {
  const [, rest = ''] = /^postgres(?:ql)?:\/\/(.*)$/s.exec(url) ?? []
  const userInfo = rest.slice(0, Math.max(0, rest.lastIndexOf('@')))
  return /[@/?#]/.test(userInfo)
}

function placeOf(url: URL, { PGHOST, PGPORT }: Environment): string {
  const host = url.hostname || (url.searchParams.get('host') ?? PGHOST ?? 'localhost')
  return `${host}:${url.port || (PGPORT ?? '5432')}${url.pathname}`
}

function wrongUrl(message: string): MondoError {
  return new MondoError('usage', message, { hint })
}
