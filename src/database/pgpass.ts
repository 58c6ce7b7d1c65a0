/**
 * Reads the password of a database from ~/.pgpass, as psql does, if neither its URL nor $PGPASSWORD has one. The package
 * pgpass reads the lines; its own search warns on stderr, reads process.env and takes the last line of a file that fits.
 */
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isValidEntry, match, parseLine } from 'pgpass/lib/helper.js'
import { codeOf, MondoError } from '../model/errors.ts'
import type { Environment } from './store-url.ts'

export interface Login {
  /** A path for a socket of this machine. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/** The first line of the file that fits. Throws `database-unreachable` where there is none: the server asks for one. */
export async function findPassword(login: Login, environment: Environment = {}): Promise<string> {
  const path = environment['PGPASSFILE'] ?? join(homedir(), '.pgpass')
  const { text, fault } = await readPrivate(path)
  const host = login.host.startsWith('/') ? 'localhost' : login.host
  for (const line of text.split('\n')) {
    const entry = line.startsWith('#') ? null : parseLine(line)
    if (entry !== null && isValidEntry(entry) && match({ ...login, host }, entry)) return entry.password
  }
  const place = `${login.host}:${login.port}/${login.database}`
  throw new MondoError(
    'database-unreachable',
    `The database at ${place} asks for the password of ${login.user}, and none was given${fault}`,
    { hint: `Give postgres://USER:PASSWORD@HOST/NAME, $PGPASSWORD, or a line of ${path}` },
  )
}

async function readPrivate(path: string): Promise<{ text: string; fault: string }> {
  try {
    const { mode } = await stat(path)
    // As psql does: a file that others can read is no secret.
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      return { text: '', fault: ` (${path} is left aside, for others can read it: chmod 600)` }
    }
    return { text: await readFile(path, 'utf8'), fault: '' }
  } catch (error) {
    return { text: '', fault: codeOf(error) === 'ENOENT' ? '' : ` (${path} cannot be read)` }
  }
}
