/**
 * Crawls that are hurt: `npm run chaos -- [--kills 50] [--seed N]`. Real processes crawl the sample site, a real process
 * too, whose log is the witness; they are killed, stalled, cut off, and their database with them. Afterwards every page
 * is loaded once, none is lost, none twice, and the host was never asked faster than the rule.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Crawler } from './crawler.ts'
import { CutWire } from './cut-wire.ts'
import { fullDisk } from './full-disk.ts'
import { ChaosPostgres } from './postgres.ts'
import { archiveOf, finish, type RoundKind, roundKinds, settle } from './rounds.ts'
import { seeded } from './seeded.ts'
import { SiteProcess } from './site.ts'
import { verdictOn } from './verdict.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    only: { type: 'string' },
  },
})
const killsWanted = Number(values.kills)
const random = seeded(Number(values.seed))
const rate = 5

const folder = await mkdtemp(join(tmpdir(), 'mondo-chaos-'))
let kills = 0
let failed = 0
let postgres: ChaosPostgres | null = null
say(`chaos: ${killsWanted} kills, --seed ${values.seed}`)
try {
  const kinds = roundKinds.filter(({ name }) => values.only === undefined || name.includes(values.only))
  // One kind is played once: a round that ends before it is hurt kills nobody.
  for (
    let round = 0;
    kills < killsWanted && (values.only === undefined || round < kinds.length);
    round += 1
  ) {
    const kind = kinds[round % kinds.length]
    if (kind === undefined) throw new Error(`no round is named ${values.only}`)
    if (kind.store === 'postgres') postgres ??= await ChaosPostgres.start(join(folder, 'pg'))
    const { killed, faults, said } = await play(kind, round)
    kills += killed
    report(`${kind.name}: ${said}; ${kills} kills so far`, faults)
    if (round === kinds.length - 1) await hurtTheDisk()
  }
} finally {
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
}
say(failed === 0 ? `chaos: survived ${kills} kills` : `chaos: ${failed} rounds failed, --seed ${values.seed}`)
process.exitCode = failed === 0 ? 0 : 1

async function play(kind: RoundKind, round: number) {
  const site = await SiteProcess.start(kind.questions, round + 1)
  const data = (index: number): string => join(folder, `round-${round}-${kind.folders === 'own' ? index : 0}`)
  const name = `chaos_${round}`
  if (kind.store === 'postgres') await postgres?.createDatabase(name)
  const wires: CutWire[] = []
  for (let index = 0; kind.isWired === true && index < kind.crawlers; index += 1) {
    wires.push(await CutWire.to(postgres?.port ?? 0))
  }
  const db = kind.store === 'postgres' ? (postgres?.url(name) ?? '') : `pglite:${join(data(0), 'db')}`
  const startedAt = performance.now()
  const crawlers = Array.from({ length: kind.crawlers }, (_, index) => {
    const port = wires[index]?.port
    const own = port === undefined ? db : (postgres?.url(name, port) ?? db)
    return new Crawler({ siteUrl: site.url, data: data(index), db: own, rate })
  })
  try {
    const killed = await kind.hurt({
      random,
      kills: kind.kills,
      crawlers,
      postgres,
      wires,
      seen: () => site.count(),
    })
    const trouble = [...(await finish(crawlers)), ...(kind.folders === 'own' ? await settle(crawlers) : [])]
    const mayRepeat = kind.name !== 'killed, on PGlite' && kind.folders === 'own'
    const verdict = await verdictOn(
      {
        folders: crawlers.map(archiveOf),
        db,
        gap: 1000 / rate,
        mayRepeat: mayRepeat || kind.name === 'stalled',
      },
      await site.testimony(),
    )
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    const { requests, captures, repeated, smallestGap } = verdict
    const lives = crawlers.map((crawler) => crawler.said).join('')
    const recovered = lives.split('loaded from the archive').length - 1
    const lost = lives.split('another worker has taken over').length - 1
    const said = `${recovered} recoveries, ${lost} leases lost, ${requests} requests, ${captures} captures, ${repeated} pages twice, smallest gap ${smallestGap} ms, ${seconds} s`
    return { killed, faults: [...trouble, ...verdict.faults], said }
  } finally {
    for (const crawler of crawlers) if (crawler.isRunning) await crawler.kill()
    for (const wire of wires) await wire.close()
    await site.close()
  }
}

async function hurtTheDisk(): Promise<void> {
  const site = await SiteProcess.start(60, 1)
  try {
    const { said, faults } = await fullDisk({ site, folder: join(folder, 'disk'), rate })
    report(`full disk: ${said}`, faults)
  } finally {
    await site.close()
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function report(line: string, faults: readonly string[]): void {
  say(`${faults.length === 0 ? 'ok' : 'FAILED'}  ${line}`)
  for (const fault of faults) say(`        ${fault}`)
  if (faults.length > 0) failed += 1
}
