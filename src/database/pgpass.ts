/** The password of a database where neither its URL nor $PGPASSWORD has one: from ~/.pgpass, as psql finds it. */
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { codeOf, MondoError } from '../model/errors.ts'

export interface Login {
  /** A path for a socket of this machine. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/** Throws `database-unreachable` where there is none: the server asks for one. */
export async function findPassword(
  login: Login,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const path = environment['PGPASSFILE'] ?? join(homedir(), '.pgpass')
  const { lines, fault } = await readLines(path)
  const host = login.host.startsWith('/') ? 'localhost' : login.host
  const wanted = [host, String(login.port), login.database, login.user]
  for (const line of lines) {
    const fields = fieldsOf(line)
    const isMeant = wanted.every((value, index) => fields[index] === '*' || fields[index] === value)
    if (isMeant && fields[4] !== undefined) return fields[4]
  }
  const place = `${login.host}:${login.port}/${login.database}`
  throw new MondoError(
    'database-unreachable',
    `The database at ${place} asks for the password of ${login.user}, and none was given${fault}`,
    { hint: `Give postgres://USER:PASSWORD@HOST/NAME, $PGPASSWORD, or a line of ${path}` },
  )
}

async function readLines(path: string): Promise<{ lines: readonly string[]; fault: string }> {
  try {
    const { mode } = await stat(path)
    // As psql does: what others can read is no secret.
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      return { lines: [], fault: ` (${path} is left aside, for others can read it: chmod 600)` }
    }
    const text = await readFile(path, 'utf8')
    return { lines: text.split('\n').filter((line) => line !== '' && !line.startsWith('#')), fault: '' }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { lines: [], fault: '' }
    return { lines: [], fault: ` (${path} cannot be read)` }
  }
}

/** host:port:database:user:password, where a backslash makes the next character plain. */
function fieldsOf(line: string): readonly string[] {
  const fields = ['']
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? ''
    if (char === ':' && fields.length < 5) fields.push('')
    else {
      if (char === '\\') at += 1
      fields[fields.length - 1] += char === '\\' ? (line[at] ?? '') : char
    }
  }
  return fields
}
