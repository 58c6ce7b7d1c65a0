/** `mondo doctor`: looks whether a crawl could run here, and says what to mend. */
import type { Command } from 'commander'
import type { Finding } from '../../../app/doctor/finding.ts'
import { exitCodes } from '../../../app/exit-codes.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl } from '../../options/option-values.ts'
import { withPoliteOptions } from '../../options/polite-options.ts'
import { plainReason } from '../../output/plain-reason.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'
import { wrapped } from '../../output/wrapped.ts'

interface DoctorFlags extends CommonFlags {
  readonly contact?: string
  readonly config?: string
  readonly allowPrivate?: true
}

export function registerDoctor(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('doctor'), [
    'mondo doctor',
    'mondo doctor https://okwave.jp/ --db postgres://user:password@host/database --json',
  ])
    .summary('check the set-up, and say what to mend')
    .description(
      'Checks Node, the disk, the configuration, the contact, the proxies, the database and the rights of its login, the\n' +
        'clocks, and robots.txt of the hosts that the configuration or the arguments name.\n\n' +
        'It requests robots.txt at the pace of a crawl. It sends no request when it cannot know that pace: while another\n' +
        'process holds the embedded database, or with a read-only login. It never makes a database. In an existing one it\n' +
        'stores robots.txt and when each host may be requested again; it migrates an embedded one.\n\n' +
        'Exit 0 when a crawl can run; 2 when something must be fixed, also when the database is out of reach.',
    )
    .argument('[url...]', 'pages or hosts to look at, beside those of the configuration', allUrls)
  withPoliteOptions(command).action((urls: string[], flags: DoctorFlags) => doctor(urls, flags, terminal))
}

const allUrls = (value: string, urls: readonly string[] = []): readonly string[] => [
  ...urls,
  absoluteUrl(value),
]

async function doctor(urls: readonly string[], flags: DoctorFlags, terminal: Terminal): Promise<void> {
  const { json, ...folder } = commonOptions(flags)
  const { examine } = await import('../../../app/doctor/examine.ts')
  using stop = stopSignal()
  const findings = await examine({
    ...folder,
    config: flags.config,
    contact: flags.contact,
    urls,
    allowPrivate: flags.allowPrivate === true,
    environment: process.env,
    signal: stop.signal,
  })
  const mends = findings.filter(({ state }) => state === 'mend').length
  if (json) await terminal.printJson({ ok: mends === 0, findings })
  else await terminal.print(doctorReport(findings, terminal.columns))
  if (mends > 0) terminal.exitCode = exitCodes.usage
  if (stop.signal.aborted) terminal.exitCode = exitCodes.stopped
}

const words = { ok: 'ok', note: 'note', mend: 'MEND' } as const
/** Where a line begins that continues one: below what was found, or on a narrow terminal below its name. */
const indentOf = (width: number) => ' '.repeat(width < 60 ? 6 : 22)

function doctorReport(findings: readonly Finding[], width: number): string {
  const indent = indentOf(width)
  const lines = findings.flatMap(({ what, state, found, advice }) => {
    const head = `${words[state].padEnd(6)}${what.padEnd(16)}`
    const text = plainReason(found.replace(/\s+/g, ' '))
    const beside = wrapped(text, width - head.length)
    const isNarrow = width < 60 && head.length + text.length > width
    const below = isNarrow ? wrapped(text, width - indent.length) : beside.slice(1)
    const more = [...below, ...(advice === null ? [] : wrapped(advice, width - indent.length))]
    return [`${head}${isNarrow ? '' : beside[0]}`.trimEnd(), ...more.map((line) => indent + line)]
  })
  const mends = findings.filter(({ state }) => state === 'mend').length
  const end = mends === 0 ? 'a crawl can run here' : `${mends} to mend before a crawl can run here`
  return [...lines, '', end].join('\n')
}
