/** Queries that are kept under a name: those of `sql/examples`, and a user's own in a folder. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeOf, MondoError } from '../../model/errors.ts'
import { packageFile } from '../../model/package-files.ts'
import { parametersOf, type QueryParameter } from './named-parameters.ts'

export interface SavedQuery {
  readonly name: string
  /** The comment that it begins with: what it answers. */
  readonly question: string
  readonly parameters: readonly QueryParameter[]
  readonly text: string
}

const bundled = fileURLToPath(packageFile('sql/examples/'))

/** Those of the folder before those of mondo with the same name, in order of their names. */
export async function savedQueries(folder: string): Promise<readonly SavedQuery[]> {
  const found = new Map<string, SavedQuery>()
  for (const place of [bundled, folder]) {
    for (const file of await sqlFiles(place)) {
      const query = savedQuery(file.replace(/\.sql$/, ''), await readFile(join(place, file), 'utf8'))
      found.set(query.name, query)
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Throws `usage` where there is none of this name. */
export async function savedQueryNamed(name: string, folder: string): Promise<SavedQuery> {
  const known = await savedQueries(folder)
  const found = known.find((query) => query.name === name)
  if (found !== undefined) return found
  throw new MondoError('usage', `There is no saved query @${name}.`, {
    hint: `mondo sql --list shows them; your own are files NAME.sql in ${folder}.`,
  })
}

async function sqlFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith('.sql'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

function savedQuery(name: string, text: string): SavedQuery {
  const head = /^(?:--.*\n)*/.exec(text)?.[0] ?? ''
  const lines = head.split('\n').filter((line) => !/^--\s*:\w+\s*=/.test(line))
  const question = lines
    .map((line) => line.replace(/^--\s?/, ''))
    .join(' ')
    .trim()
  return { name, question, parameters: parametersOf(text), text }
}
