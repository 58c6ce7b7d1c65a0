/** One round from its start to its verdict. */
import { mkdir } from 'node:fs/promises'
import type { Injected } from './faults.ts'
import type { Deaths } from './inject.ts'
import { poisonVerdict } from './poison-verdict.ts'
import type { RoundKind } from './rounds.ts'
import { gap, onScene, type Scene, type Stage } from './scene.ts'
import { finish, settle } from './supervise.ts'
import { type Verdict, verdictOn } from './verdict.ts'

/** Many times what a round takes: a limit for what hangs. */
const longestMs = 900_000

export interface RoundResult extends Verdict, Deaths {
  readonly injected: Injected
  /** Slices that were loaded from the archive. */
  readonly recoveries: number
  readonly leasesLost: number
  /** Milliseconds from start to start, as the rule is. */
  readonly gap: number
  readonly seconds: number
}

/** Null if this machine cannot run it. */
export async function runRound(kind: RoundKind, stage: Stage): Promise<RoundResult | null> {
  await mkdir(stage.folder)
  return await onScene(kind, stage, async (scene) => {
    let isTooLong = false
    const limit = setTimeout(() => {
      isTooLong = true
      void scene.endProcesses()
    }, longestMs)
    try {
      const result = await runOnScene(scene, kind, stage.random)
      const tooLong = isTooLong ? [`not over after ${longestMs / 1000} s`] : []
      return { ...result, faults: [...tooLong, ...result.faults] }
    } finally {
      clearTimeout(limit)
    }
  })
}

async function runOnScene(scene: Scene, kind: RoundKind, random: () => number): Promise<RoundResult> {
  const { crawlers, db, poison, site, world } = scene
  const startedAt = performance.now()
  const { faults = [], injected = {}, ...deaths } = await kind.inject({ ...scene, random, kills: kind.kills })
  const trouble = [
    ...faults,
    ...(await finish(crawlers)),
    ...(kind.folders === 'own' ? await settle(crawlers) : []),
    ...(await poisonVerdict(db, poison, world)),
  ]
  const verdict = await verdictOn(
    {
      folders: crawlers.map(({ archive }) => archive),
      db,
      gap,
      jumps: scene.clock.jumps,
      mayRepeat: kind.mayRepeat ?? 0,
      mayLose: deaths.atWork + deaths.idle + (kind.smallDisk === 'data' ? 1 : 0),
    },
    await site.siteLog(),
  )
  const lives = crawlers.map(({ said }) => said).join('')
  const kills = deaths.atWork + deaths.idle
  return {
    ...deaths,
    ...verdict,
    injected: {
      ...injected,
      ...(poison.length === 0 ? {} : { poison: poison.length }),
      ...(kills === 0 ? {} : { kill: kills }),
    },
    gap,
    faults: [...trouble, ...verdict.faults],
    recoveries: lives.split('uncommitted captures from the archive').length - 1,
    leasesLost: lives.split('another worker has taken over').length - 1,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  }
}
