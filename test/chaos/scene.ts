/** What a round runs on: a site, a disk, a database, wires and crawlers of its own. Closed in reverse. */
import { join } from 'node:path'
import { openStore } from '../../src/database/store.ts'
import { closing } from '../../src/model/closing.ts'
import { questionIdOf, type World } from '../../src/sample-site/world.ts'
import { refuseQuestion } from '../integration/refused-question.ts'
import { Crawler } from './crawler.ts'
import { CutWire } from './cut-wire.ts'
import type { RoundTarget } from './inject.ts'
import { MachineClock } from './machine-clock.ts'
import { drawnPoison, type Poison } from './poison.ts'
import { ChaosPostgres } from './postgres.ts'
import type { RoundKind } from './rounds.ts'
import { SiteProcess } from './site.ts'
import { SmallDisk } from './small-disk.ts'
import { StatusWatcher } from './status-watcher.ts'

/** Requests a second: a gap that is twice what the log is late by, see `pace.ts`. */
const rate = 10
/** Milliseconds from start to start. */
export const gap = 1000 / rate

export interface Stage {
  readonly random: () => number
  /** The round's own. */
  readonly folder: string
  /** Its number: the seed of its site, the name of its database. */
  readonly round: number
  readonly postgres: ChaosPostgres | null
}

export interface Scene extends Omit<RoundTarget, 'random' | 'kills'> {
  readonly site: SiteProcess
  readonly db: string
  readonly world: World
  readonly poison: readonly Poison[]
  /** Ends the processes of the round, which makes whoever waits for them go on. */
  endProcesses(): Promise<void>
}

/** Null if this machine cannot run it: no small disk can be mounted. */
export async function onScene<Result>(
  kind: RoundKind,
  stage: Stage,
  use: (scene: Scene) => Promise<Result>,
): Promise<Result | null> {
  const { folder, random, round } = stage
  const data = (index: number): string => join(folder, kind.folders === 'own' ? `data-${index}` : 'data')
  await using cleanUps = new AsyncDisposableStack()
  const disk = kind.smallDisk === undefined ? null : await SmallDisk.at(diskFolder(kind, folder, data(0)))
  if (kind.smallDisk !== undefined && disk === null) return null
  if (disk !== null) cleanUps.defer(() => disk.close())
  const postgres =
    kind.smallDisk === 'postgres' ? await ChaosPostgres.start(join(folder, 'disk', 'pg')) : stage.postgres
  if (postgres !== null && postgres !== stage.postgres) cleanUps.defer(() => postgres.stop())

  const world = { questions: kind.questions, seed: round + 1 }
  const poison = kind.poison === undefined ? [] : drawnPoison(kind.poison, kind.questions, random)
  const site = await SiteProcess.start({ ...world, poison })
  cleanUps.defer(() => site.close())
  const name = `chaos_${round}`
  if (kind.store === 'postgres') await postgres?.createDatabase(name)
  const db = (kind.store === 'postgres' ? postgres?.url(name) : undefined) ?? `pglite:${join(data(0), 'db')}`
  const refused = poison.filter((one) => one.name === 'refused')
  for (const { index } of refused) await refuseInDatabase(db, questionIdOf(world, index))

  const clock = await MachineClock.in(join(folder, 'clock'))
  const wires: CutWire[] = []
  const crawlers: Crawler[] = []
  const watchers: StatusWatcher[] = []
  const endProcesses = async (): Promise<void> => {
    const closed = [
      ...crawlers.map((crawler) => crawler.close()),
      ...watchers.map((watcher) => watcher.stop()),
    ]
    await Promise.all(closed)
  }
  cleanUps.defer(async () => {
    await endProcesses()
    await Promise.all(wires.map((wire) => wire.close()))
  })
  for (let index = 0; index < kind.crawlers; index += 1) {
    const wire = kind.isWired && postgres !== null ? await CutWire.to(postgres.port) : null
    if (wire !== null) wires.push(wire)
    const own = wire === null ? db : (postgres?.url(name, wire.port) ?? db)
    const contact = `crawler-${index}@chaos.example`
    const command = index < kind.crawlers - (kind.workers ?? 0) ? 'crawl' : 'work'
    const isWeak = poison.length > 0
    const place = {
      siteUrl: site.url,
      data: data(index),
      db: own,
      rate,
      contact,
      clockFile: clock.file,
      isWeak,
    }
    crawlers.push(new Crawler({ ...place, command }))
  }
  const watch = (): StatusWatcher => {
    const watcher = new StatusWatcher(db)
    watchers.push(watcher)
    return watcher
  }
  const glance = () => site.glance()
  return await use({
    site,
    db,
    world,
    poison,
    crawlers,
    glance,
    postgres,
    wires,
    clock,
    disk,
    watch,
    endProcesses,
  })
}

function diskFolder(kind: RoundKind, folder: string, data: string): string {
  return kind.smallDisk === 'data' ? data : join(folder, 'disk')
}

/** Before the crawl: the database is migrated, and refuses one question from then on. */
async function refuseInDatabase(db: string, questionId: string): Promise<void> {
  await using store = closing(await openStore(db))
  await refuseQuestion(store.db, questionId)
}
