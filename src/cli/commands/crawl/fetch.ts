/** `mondo fetch`: requests URLs politely and archives the responses; parses nothing. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import { commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl } from '../../options/option-values.ts'
import {
  type PoliteFlags,
  withPoliteFetching,
  withPoliteOptions,
  withRateOption,
} from '../../options/polite-options.ts'
import type { Terminal } from '../../output/terminal.ts'
import { fetchedLine } from '../../reports/fetched-line.ts'

export function registerFetch(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('fetch'), [
    'mondo fetch https://okwave.jp/qa/q8165099.html --contact you@example.org',
    'mondo fetch http://127.0.0.1:8080/qa/q1.html --allow-private --rate unlimited',
    'mondo parse mondo-data/archive/',
  ])
    .summary('fetch pages into the archive')
    .description(
      'Fetches URLs into the archive. It obeys robots.txt, the rate limit and the back-off of each host, follows\n' +
        'redirects (also by a Refresh header or a meta refresh), and archives every response unchanged. It loads nothing;\n' +
        'the database stores only when each host may be requested again. Makes the data folder where there is none.\n\n' +
        'Exit 5 when a URL cannot be fetched (robots.txt forbids it, the host is out of reach or asks for a pause).',
    )
    .argument('<url...>', 'http and https URLs', absoluteUrls)
  withPoliteOptions(withRateOption(command)).action((urls: string[], flags: PoliteFlags) =>
    fetchUrls(urls, flags, terminal),
  )
}

const absoluteUrls = (value: string, urls: readonly string[] = []): readonly string[] => [
  ...urls,
  absoluteUrl(value),
]

async function fetchUrls(urls: readonly string[], flags: PoliteFlags, terminal: Terminal): Promise<void> {
  const { json } = commonOptions(flags)
  const { fetchIntoArchive } = await import('../../../crawl/politeness/fetch-into-archive.ts')
  await withPoliteFetching(urls, flags, { begins: true }, async ({ deps, sync }, signal) => {
    for (const url of urls) {
      const fetched = await fetchIntoArchive(url, deps)
      await sync()
      if (json) await terminal.printJson(fetched)
      else await terminal.print(fetchedLine(fetched))
      if (fetched.kind !== 'captured') terminal.exitCode = exitCodes.hostParked
      if (signal.aborted) break
    }
    if (signal.aborted) terminal.exitCode = exitCodes.stopped
  })
}
