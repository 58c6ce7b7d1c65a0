/** `--data` and `--db` as they were given, for commands that a message tells to copy. */
import type { CommonFlags } from './common-options.ts'

/**
 * With a space before each; empty where the defaults hold. A password in the URL of a database is left out: it is asked for
 * otherwise, as by ~/.pgpass.
 */
export function placeFlags({ data, db }: Pick<CommonFlags, 'data' | 'db'>): string {
  const folder = data === './mondo-data' ? '' : ` --data ${shellWord(data)}`
  return db === undefined ? folder : `${folder} --db ${shellWord(withoutPassword(db))}`
}

function withoutPassword(db: string): string {
  const url = URL.parse(db)
  if (url === null || url.password === '') return db
  url.password = ''
  return url.href
}

/** A word that a shell takes as it is, in quotes where it must be. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
