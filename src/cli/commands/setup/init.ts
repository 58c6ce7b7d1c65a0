/** `mondo init`: asks for contact, site, pace and database, and writes a commented configuration. */
import type { Command } from 'commander'
import { absoluteUrl } from '../../options/option-values.ts'
import type { Terminal } from '../../output/terminal.ts'
import { askForSetUp, type GivenAnswers } from './init-answers.ts'

interface InitFlags extends GivenAnswers {
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
  const { starterFiles, writeStarterFiles } = await import('../../../app/settings/starter-files.ts')
  const { isPublic } = await import('../../../app/crawl-manners.ts')
  const { parseStoreUrl } = await import('../../../database/store-url.ts')
  const files = starterFiles(flags.dir, { replace: flags.force === true })
  const { contact, url, rate, db } = await askForSetUp(flags, terminal)
  const place = db === 'embedded' ? null : parseStoreUrl(db)
  const database = place === null ? null : place.kind === 'postgres' ? place.place : db
  const host = url === null ? null : new URL(url).host
  await writeStarterFiles(files, { contact, host, rate, database })
  const next = nextSteps(url, database, url !== null && !isPublic(url))
  if (flags.json === true) return await terminal.printJson({ ...files, next })
  await terminal.print(
    [`wrote ${files.config} and ${files.schema}`, '', 'next:', ...next.map((line) => `  ${line}`)].join('\n'),
  )
}

function nextSteps(url: string | null, database: string | null, isOwn: boolean): readonly string[] {
  const own = isOwn ? ' --allow-private' : ''
  const seed = `${url ?? 'URL'}${own}`
  return [
    ...(database === null ? [] : [`export DATABASE_URL=…   # ${database}`]),
    `mondo doctor${own}`,
    ...(url === null ? [] : [`mondo try ${seed}`]),
    `mondo crawl ${seed} --dry-run`,
    `mondo crawl ${seed}`,
  ]
}
