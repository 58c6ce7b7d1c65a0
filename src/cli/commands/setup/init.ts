/** `mondo init`: asks for contact, site, pace and database, and writes a commented configuration. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline/promises'
import type { Command } from 'commander'
import { MondoError } from '../../../model/errors.ts'
import { absoluteUrl, requestRate } from '../../options/option-values.ts'
import type { Terminal } from '../../output/terminal.ts'

interface InitFlags {
  readonly contact?: string
  readonly url?: string
  readonly rate?: string
  readonly db?: string
  readonly yes?: true
  readonly force?: true
  readonly dir: string
  readonly json?: true
}

export function registerInit(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .summary('write a first mondo.config.json')
    .description(
      'Asks for contact, site, pace and database, and writes mondo.config.json with comments, and its schema for editors,\n' +
        'into this folder. What a flag gives is not asked for; --yes takes the defaults of the rest. A file that is there\n' +
        'already stays, unless --force is given. Nothing is asked of the site.',
    )
    .option('--contact <url-or-mail>', 'who runs the crawl, for the operator of the site')
    .option('--url <url>', 'a list or question page of the site', absoluteUrl)
    .option('--rate <n>', 'requests a second for a host')
    .option('--db <url>', 'database, as postgres://USER@HOST/NAME, or embedded')
    .option('--yes', 'ask nothing: defaults for what no flag gives; --contact is needed')
    .option('--force', 'replace the files that are there')
    .option('--dir <folder>', 'folder for the files', '.')
    .option('--json', 'machine-readable result on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  mondo init\n  mondo init --yes --contact you@example.org --url https://okwave.jp/list/new_question',
    )
    .action((flags: InitFlags) => init(flags, terminal))
}

async function init(flags: InitFlags, terminal: Terminal): Promise<void> {
  const { schemaFileName, starterConfig } = await import('../../../app/settings/starter-config.ts')
  const { configSchemaText } = await import('../../../app/settings/config-schema-file.ts')
  const { parseStoreUrl } = await import('../../../database/store-url.ts')
  const files = { config: join(flags.dir, 'mondo.config.json'), schema: join(flags.dir, schemaFileName) }
  const inTheWay = existsSync(files.config)
  if (inTheWay && flags.force !== true) {
    throw new MondoError('usage', `${files.config} is there already`, {
      hint: 'Edit it, or give --force to replace it; mondo doctor checks it',
    })
  }
  const { contact, url, rate, db } = await answersOf(flags, terminal)
  const place = db === 'embedded' ? null : parseStoreUrl(db)
  const database = place === null ? null : place.kind === 'postgres' ? place.place : db
  await writeWhole(files.schema, configSchemaText())
  const host = url === null ? null : new URL(url).host
  await writeWhole(files.config, starterConfig({ contact, host, rate, database }))
  const next = nextSteps(url, database)
  if (flags.json === true) return await terminal.printJson({ ...files, next })
  await terminal.print(
    [`wrote ${files.config} and ${files.schema}`, '', 'next:', ...next.map((line) => `  ${line}`)].join('\n'),
  )
}

function nextSteps(url: string | null, database: string | null): readonly string[] {
  const seed = url ?? 'URL'
  return [
    ...(database === null ? [] : [`export DATABASE_URL=…   # ${database}`]),
    'mondo doctor',
    ...(url === null ? [] : [`mondo try ${seed}`]),
    `mondo crawl ${seed} --dry-run`,
    `mondo crawl ${seed}`,
  ]
}

interface Answers {
  readonly contact: string
  readonly url: string | null
  readonly rate: number
  /** A database URL, or `embedded`. */
  readonly db: string
}

const defaultRate = 0.5

async function answersOf(flags: InitFlags, terminal: Terminal): Promise<Answers> {
  const { contactFault } = await import('../../../app/settings/contact.ts')
  const { parseStoreUrl } = await import('../../../database/store-url.ts')
  const asking = flags.yes === true ? null : new Asking(terminal)
  try {
    const contact = await answer(flags.contact, asking, {
      flag: '--contact',
      question: 'Who runs the crawl, as a mail address or URL?',
      read: (text) => (text.trim() === '' ? 'a contact is needed' : contactFault(text)),
    })
    const url = await answer(flags.url, asking, {
      flag: '--url',
      question: 'A list or question page of the site (empty for none)?',
      otherwise: '',
      read: (text) =>
        text === '' || /^https?:/.test(URL.parse(text)?.protocol ?? '') ? null : 'not an http URL',
    })
    const rate = await answer(flags.rate, asking, {
      flag: '--rate',
      question: `Requests a second at most (${defaultRate})?`,
      otherwise: String(defaultRate),
      read: (text) => (isRate(text) ? null : 'not a number of requests a second, as in 0.5'),
    })
    const db = await answer(flags.db, asking, {
      flag: '--db',
      question: 'Database: embedded, or postgres://USER@HOST/NAME (embedded)?',
      otherwise: 'embedded',
      read: (text) => faultOf(() => text === 'embedded' || parseStoreUrl(text)),
    })
    return { contact: contact.trim(), url: url === '' ? null : url, rate: Number(rate), db }
  } finally {
    asking?.close()
  }
}

interface Question {
  readonly flag: string
  readonly question: string
  /** For no answer. Absent: an answer is needed. */
  readonly otherwise?: string
  /** What is wrong with an answer; null for nothing. */
  readonly read: (text: string) => string | null
}

/** The flag, else what is typed, asked again until it is right; without a person the default. */
async function answer(
  given: string | undefined,
  asking: Asking | null,
  { flag, question, otherwise, read }: Question,
): Promise<string> {
  if (given !== undefined || asking === null) {
    const text = given ?? otherwise ?? ''
    const fault = read(text)
    if (fault === null) return text
    throw new MondoError('usage', `${flag}: ${fault}`, { hint: 'See mondo init --help' })
  }
  for (;;) {
    const typed = await asking.ask(question)
    if (typed === null) {
      throw new MondoError('usage', `no answer to: ${question}`, {
        hint: `Give ${flag}, or --yes for defaults`,
      })
    }
    const text = typed.trim() === '' ? (otherwise ?? '') : typed.trim()
    const fault = read(text)
    if (fault === null) return text
    asking.say(fault)
  }
}

/** Questions on stderr, answers from stdin, which may be a terminal or a file of answers. */
class Asking {
  readonly #terminal: Terminal
  readonly #lines: Interface
  readonly #typed: AsyncIterator<string>

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#lines = createInterface({ input: terminal.stdin })
    this.#typed = this.#lines[Symbol.asyncIterator]()
  }

  /** Null at the end of the input. */
  async ask(question: string): Promise<string | null> {
    this.#terminal.writeNote(`${question} `)
    const { value, done } = await this.#typed.next()
    return done === true ? null : value
  }

  say(text: string): void {
    this.#terminal.note(text)
  }

  close(): void {
    this.#lines.close()
  }
}

function isRate(text: string): boolean {
  try {
    return typeof requestRate(text) === 'number'
  } catch {
    return false
  }
}

function faultOf(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (cause) {
    throw new MondoError('usage', `${path} cannot be written`, {
      cause,
      hint: 'Give another --dir, or the right to write there',
    })
  }
}
