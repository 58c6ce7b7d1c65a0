/** `mondo site`: teaches mondo a site. */
import type { Command } from 'commander'
import {
  type CommonFlags,
  commonOptions,
  examplesText,
  withCommonOptions,
} from '../../../options/common-options.ts'
import { absoluteUrl } from '../../../options/option-values.ts'
import type { Terminal } from '../../../output/terminal.ts'

interface NewFlags extends CommonFlags {
  readonly url?: string
  readonly dir: string
}

export function registerSite(program: Command, terminal: Terminal): void {
  const site = program
    .command('site')
    .summary('teach mondo a site')
    .description('Site definitions of your own; docs/add-a-site.md goes through one from page to crawl.')
    .addHelpText(
      'after',
      examplesText(['mondo site new lake page.html --url https://ask.lake.example/q/17/frogs']),
    )
  withCommonOptions(site.command('new'), [
    'mondo site new lake page.html --url https://ask.lake.example/q/17/frogs',
  ])
    .summary('write a definition for a saved page')
    .description(
      'Writes a site definition with selectors that are guessed from one saved page, with a note for each that is not\n' +
        'found, and makes a fixture of the page. Read each guess against the page before you use it.',
    )
    .argument('<name>', 'the name of the site: small letters, digits and hyphens')
    .argument('<page>', 'a saved page of a question, in HTML')
    .option('--url <url>', 'the URL the page came from (default: the one that the page claims)', absoluteUrl)
    .option('--dir <folder>', 'where the folders sites and fixtures are made', '.')
    .action((name: string, page: string, flags: NewFlags) => make(name, page, flags, terminal))
}

async function make(name: string, page: string, flags: NewFlags, terminal: Terminal): Promise<void> {
  const { newSite } = await import('./new-site.ts')
  const made = await newSite({ name, page, url: flags.url, dir: flags.dir })
  const { definitionPath, fixture, url } = made
  if (commonOptions(flags).json) {
    const { pagePath, recordPath } = fixture
    return await terminal.printJson({ definition: definitionPath, page: pagePath, record: recordPath })
  }
  await terminal.print(`${definitionPath}: correct the selectors, then see what they read:`)
  await terminal.print(`  mondo parse ${fixture.pagePath} --url '${url}' --sites ${definitionPath} --explain`)
  await terminal.print(
    `${fixture.recordPath}: correct the record by the page, set "read" to true, and keep it right:`,
  )
  await terminal.print(`  mondo fixture check --watch --sites ${definitionPath}`)
}
