/** `mondo pause` and `mondo resume`: pause all requests to a host, and resume them. */
import { hostname, userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Store } from '../../../database/store.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { placeFlags } from '../../options/place-flags.ts'
import type { Terminal } from '../../output/terminal.ts'

interface PauseFlags extends CommonFlags {
  readonly config?: string
  readonly reason?: string
  readonly by?: string
}

const hostArgument =
  'name of a host group, or one of its hosts, with its port where that is not the usual one'
const configOption = 'configuration that names host groups (default: ./mondo.config.json if it exists)'

export function registerPause(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('pause'), [
    'mondo pause okwave.jp',
    'mondo pause okwave.jp --reason "they move servers until Monday"',
  ])
    .summary('request nothing more of a host, until mondo resume')
    .description(
      'Pauses the host group of a host for every crawl and worker of this database, also for those that run now: a slice\n' +
        'that has begun ends within seconds. The pause holds over restarts and new crawls. A crawl goes on with its other\n' +
        'hosts and ends with exit 5; the pages stay due. mondo status shows who paused a host, and why.\n\n' +
        'A crawl that holds the embedded database does it for you.',
    )
    .argument('<host>', hostArgument)
    .option('--reason <text>', 'why, for mondo status')
    .option('--by <name>', 'who (default: user and machine)')
    .option('--config <file>', configOption)
    .action((host: string, flags: PauseFlags) => pause(host, flags, terminal))
  withCommonOptions(program.command('resume'), ['mondo resume okwave.jp'])
    .summary('let a paused host go on')
    .description(
      'Ends a pause. A crawl that still runs goes on with the host when its other hosts are done, and a new one at once.',
    )
    .argument('<host>', hostArgument)
    .option('--config <file>', configOption)
    .action((host: string, flags: PauseFlags) => resume(host, flags, terminal))
}

async function pause(host: string, flags: PauseFlags, terminal: Terminal): Promise<void> {
  const { pauseHost } = await import('../../../crawl/politeness/paused-hosts.ts')
  const { systemClock } = await import('../../../app/system-clock.ts')
  const pause = { at: systemClock.now(), by: flags.by ?? thisPerson(), reason: flags.reason ?? null }
  await onHostGroup(host, flags, async ({ db, holder }, { hostGroup, isKnown }) => {
    if (holder === null) await pauseHost(db, hostGroup, pause)
    else await holder.command('pause', { hostGroup, ...pause })
    if (flags.json === true) return await terminal.printJson({ hostGroup, paused: pause })
    await terminal.print(
      `${hostGroup} is paused. Resume it with: mondo resume ${hostGroup}${placeFlags(flags)}`,
    )
    if (!isKnown) terminal.note(`mondo: no crawl of this database has named ${hostGroup} yet`)
  })
}

async function resume(host: string, flags: PauseFlags, terminal: Terminal): Promise<void> {
  const { resumeHost } = await import('../../../crawl/politeness/paused-hosts.ts')
  await onHostGroup(host, flags, async ({ db, holder }, { hostGroup }) => {
    const wasPaused =
      holder === null
        ? await resumeHost(db, hostGroup)
        : (await holder.command('resume', { hostGroup })) === true
    if (flags.json === true) return await terminal.printJson({ hostGroup, wasPaused })
    await terminal.print(wasPaused ? `${hostGroup} is resumed` : `${hostGroup} was not paused`)
  })
}

interface NamedGroup {
  readonly hostGroup: string
  /** Whether a crawl or the configuration names it. */
  readonly isKnown: boolean
}

async function onHostGroup(
  named: string,
  flags: PauseFlags,
  use: (store: Store, group: NamedGroup) => Promise<void>,
): Promise<void> {
  const names = namesOf(named)
  const { readStore } = await import('../../../database/store.ts')
  const { configuredGroupOf } = await import('../../../app/settings/configured-groups.ts')
  const { knownHostGroup } = await import('../../../crawl/politeness/paused-hosts.ts')
  const configured = names
    .map((name) => configuredGroupOf(name, flags.config))
    .find((group) => group !== null)
  const useGroup = async (store: Store) => {
    let hostGroup = configured ?? null
    for (const name of names) hostGroup ??= await knownHostGroup(store.db, name)
    await use(store, { hostGroup: hostGroup ?? names.at(-1) ?? names[0], isKnown: hostGroup !== null })
  }
  const { databaseUrl } = commonOptions(flags)
  await readStore(databaseUrl, process.env, useGroup, undefined, { besideHolder: true })
}

/**
 * What a name may stand for, in the order in which it is looked for: as it is given, because host groups may have capitals, and
 * as the host that crawls keep, in small letters and without the usual port. A URL is taken for its host: it is what people
 * have at hand.
 */
function namesOf(text: string): readonly [string, ...string[]] {
  const isUrl = /^https?:\/\//i.test(text)
  const isHost = /^[^\s/\\?#@]+$/.test(text)
  const host = isUrl || isHost ? URL.parse(isUrl ? text : `http://${text}`)?.host : undefined
  if (isHost && /^[\w.:[\]-]+$/.test(text)) return host === undefined ? [text] : [text, host]
  if (host !== undefined && host !== '') return [host]
  throw new MondoError('usage', `not a host: ${text}`, {
    hint: 'Give a host such as okwave.jp, or the name of a host group as mondo status shows it',
  })
}

function thisPerson(): string {
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    // A user id without a name, as in many containers.
    return `user ${process.getuid?.() ?? 'unknown'}@${hostname()}`
  }
}
