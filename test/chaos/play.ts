/** One round from its start to its verdict. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Crawler } from './crawler.ts'
import { CutWire } from './cut-wire.ts'
import type { Deaths } from './hurts.ts'
import { MachineClock } from './machine-clock.ts'
import type { ChaosPostgres } from './postgres.ts'
import type { RoundKind } from './rounds.ts'
import { SiteProcess } from './site.ts'
import { SmallDisk } from './small-disk.ts'
import { finish, settle } from './supervise.ts'
import { type Verdict, verdictOn } from './verdict.ts'

/** Requests a second: a gap that is twice what the log is late by, see `pace.ts`. */
const rate = 10
const gap = 1000 / rate
/** Several times what a round takes on a busy machine. */
const longestMs = 240_000

export interface Stage {
  readonly random: () => number
  /** The round's own. */
  readonly folder: string
  /** Its number: the seed of its site, the name of its database. */
  readonly round: number
  readonly postgres: ChaosPostgres | null
}

export interface Played extends Verdict, Deaths {
  /** Slices that were loaded from the archive. */
  readonly recoveries: number
  readonly leasesLost: number
  /** Milliseconds from start to start, as the rule is. */
  readonly gap: number
  readonly seconds: number
}

/** Null if this machine cannot run it. */
export async function play(kind: RoundKind, stage: Stage): Promise<Played | null> {
  const { folder, postgres, random, round } = stage
  await mkdir(folder)
  const data = (index: number): string => join(folder, kind.folders === 'own' ? `data-${index}` : 'data')
  const disk = kind.hasSmallDisk ? await SmallDisk.at(data(0)) : null
  if (kind.hasSmallDisk && disk === null) return null
  const wires: CutWire[] = []
  const crawlers: Crawler[] = []
  let isTooLong = false
  const limit = setTimeout(() => {
    isTooLong = true
    void Promise.all(crawlers.map((crawler) => crawler.close()))
  }, longestMs)
  const site = await SiteProcess.start(kind.questions, round + 1)
  try {
    const name = `chaos_${round}`
    if (kind.store === 'postgres') await postgres?.createDatabase(name)
    const db =
      (kind.store === 'postgres' ? postgres?.url(name) : undefined) ?? `pglite:${join(data(0), 'db')}`
    const clock = await MachineClock.in(join(folder, 'clock'))
    const startedAt = performance.now()
    for (let index = 0; index < kind.crawlers; index += 1) {
      const wire = kind.isWired && postgres !== null ? await CutWire.to(postgres.port) : null
      if (wire !== null) wires.push(wire)
      const own = wire === null ? db : (postgres?.url(name, wire.port) ?? db)
      const contact = `crawler-${index}@chaos.example`
      const place = { siteUrl: site.url, data: data(index), db: own, rate, contact, clockFile: clock.file }
      const command = index < kind.crawlers - (kind.workers ?? 0) ? 'crawl' : 'work'
      crawlers.push(new Crawler({ ...place, command }))
    }

    const glance = () => site.glance()
    const hurt = { random, blows: kind.blows, crawlers, glance, postgres, wires, clock, disk }
    const { faults = [], ...deaths } = await kind.hurt(hurt)
    const trouble = [
      ...faults,
      ...(await finish(crawlers)),
      ...(kind.folders === 'own' ? await settle(crawlers) : []),
    ]
    const verdict = await verdictOn(
      {
        folders: crawlers.map(({ archive }) => archive),
        db,
        gap,
        mayRepeat: kind.mayRepeat ?? 0,
        mayLose: deaths.atWork + deaths.idle + (disk === null ? 0 : 1),
      },
      await site.testimony(),
    )
    const lives = crawlers.map(({ said }) => said).join('')
    return {
      ...deaths,
      ...verdict,
      gap,
      faults: [...(isTooLong ? [`not over after ${longestMs / 1000} s`] : []), ...trouble, ...verdict.faults],
      recoveries: lives.split('loaded from the archive').length - 1,
      leasesLost: lives.split('another worker has taken over').length - 1,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    }
  } finally {
    clearTimeout(limit)
    await Promise.all(crawlers.map((crawler) => crawler.close()))
    await Promise.all(wires.map((wire) => wire.close()))
    await site.close()
    await disk?.close()
  }
}
