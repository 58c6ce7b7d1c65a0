/** `mondo db docs`: prints the data dictionary and the diagram of the open database. */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Store } from '../../../database/store.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

interface DbDocsFlags extends CommonFlags {
  readonly out?: string
}

export function registerDbDocs(db: Command, terminal: Terminal): void {
  withCommonOptions(db.command('docs'), [
    'mondo db docs | less',
    'mondo db docs --out data-dictionary.md',
    'mondo db docs --json',
  ])
    .summary('describe every table, view, column and function')
    .description(
      'Writes the data dictionary of the database as Markdown, with a Mermaid diagram of its tables: every table, view,\n' +
        'column and function with its comment, from the database itself. With --json the same as one object.',
    )
    .option('--out <file>', 'write to a file (default: stdout)')
    .action((flags: DbDocsFlags) => docs(flags, terminal))
}

async function docs(flags: DbDocsFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { readStore } = await import('../../../database/store.ts')
  const { readSession } = await import('../../../analyse/read-session.ts')
  const { readCatalog, schemaVersion } = await import('../../../analyse/catalog.ts')
  const { dataDictionary } = await import('../../../analyse/data-dictionary.ts')

  const read = (store: Store) =>
    readSession(store, {}, async (session) => {
      const catalog = await readCatalog(session)
      const version = await schemaVersion(session)
      return json
        ? `${JSON.stringify({ schemaVersion: version, ...catalog })}\n`
        : dataDictionary(catalog, version)
    })
  const text = await readStore(databaseUrl, process.env, read, undefined, { besideHolder: true })
  if (flags.out === undefined) return await terminal.write(text)
  await write(flags.out, text)
}

async function write(path: string, text: string): Promise<void> {
  const { isSystemError } = await import('../../../app/input-files.ts')
  try {
    await writeFile(path, text)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new MondoError('usage', `cannot write ${path}: ${error.message}`, {
      cause: error,
      hint: 'Check the path and its permissions',
    })
  }
}
