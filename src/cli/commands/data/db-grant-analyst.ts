/** `mondo db grant-analyst`: creates a login that can only read `qa`. */
import type { Command } from 'commander'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { durationFlag } from '../../options/option-values.ts'
import type { Terminal } from '../../output/terminal.ts'

interface GrantFlags extends CommonFlags {
  readonly passwordFile?: string
  /** Seconds. */
  readonly timeout?: number
}

/** Default time limit of a statement, seconds. */
const defaultTimeout = 60

export function registerDbGrantAnalyst(db: Command, terminal: Terminal): void {
  withCommonOptions(db.command('grant-analyst'), [
    'mondo db grant-analyst hanako --db postgres://owner:password@host/mondo',
    'mondo db grant-analyst hanako --password-file hanako.txt --timeout 5m',
  ])
    .summary('make a login that can only read qa (Postgres)')
    .description(
      'Makes a login that can read every table and view of the schema qa, also those to come, and nothing else: no\n' +
        'crawl, no writing, no tables of its own. Run again, it brings the grant up to date and keeps the password.\n' +
        'Without --password-file a new login gets a generated password, which is printed once.\n' +
        'Only on a Postgres server, as the owner of the schema, with the right to create roles.\n' +
        'With --json: {"name","created","password","beyond"}.',
    )
    .argument('<name>', 'name of the login')
    .option('--password-file <file>', 'the password, on the first line of a file; - is stdin')
    .option('--timeout <duration>', 'what one statement of the analyst may take (default: 60s)', durationFlag)
    .action((name: string, flags: GrantFlags) => grant(name, flags, terminal))
}

async function grant(name: string, flags: GrantFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  assertName(name)
  const timeoutMs = (flags.timeout ?? defaultTimeout) * 1000
  const password = flags.passwordFile === undefined ? null : await passwordIn(flags.passwordFile, terminal)
  const { openStore } = await import('../../../database/store.ts')
  const { embeddedHasNoLogins, grantAnalyst } = await import('../../../analyse/grant-analyst.ts')
  const { parseStoreUrl } = await import('../../../database/store-url.ts')

  if (parseStoreUrl(databaseUrl).kind === 'pglite') throw embeddedHasNoLogins()
  const { randomBytes } = await import('node:crypto')
  const store = await openStore(databaseUrl, process.env)
  let granted: Awaited<ReturnType<typeof grantAnalyst>>
  try {
    granted = await grantAnalyst(store, { name, password, timeoutMs }, () =>
      randomBytes(18).toString('base64url'),
    )
  } finally {
    await store.close()
  }
  for (const right of granted.beyond) {
    terminal.note(
      `mondo: ${name} can also ${right}, as everyone here can. Revoke it from PUBLIC if that is not meant`,
    )
  }
  if (json) return await terminal.printJson(granted)
  await terminal.print(`${name} ${granted.created ? 'can now' : 'could already'} read the schema qa.`)
  if (granted.password !== null) {
    await terminal.print(`password: ${granted.password}\nIt is not kept anywhere: note it now.`)
  }
}

/** What needs no quotes in psql and in a URL, and is no role of Postgres's own. */
function assertName(name: string): void {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name) && !name.startsWith('pg_') && name !== 'public') return
  throw new MondoError('usage', `not a name for a login: ${name}`, {
    hint: 'Use lower-case letters, digits and _, beginning with a letter',
  })
}

const maxPasswordFile = 64 * 1024

async function passwordIn(path: string, terminal: Terminal): Promise<string> {
  const { openFile, readWhole } = await import('../../../app/input-files.ts')
  const bytes =
    path === '-'
      ? await readWhole(terminal.stdin, 'stdin', maxPasswordFile)
      : await readWhole(openFile(path), path, maxPasswordFile)
  const password = new TextDecoder().decode(bytes).split(/\r?\n/, 1)[0] ?? ''
  if (/^[\u0020-\u007e]{8,200}$/.test(password)) return password
  throw new MondoError('usage', `the first line of ${path} is not a password that can be used`, {
    hint: 'Give 8 to 200 characters of printable ASCII',
  })
}
