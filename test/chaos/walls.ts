/**
 * A site that refuses, or has lost, all question pages for an hour of simulated time. A run every ten minutes must say so
 * and change nothing; the first run after it must get everything. Nothing waits: the clock is the crawl's own.
 */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { RunSummary } from '../../src/crawl/engine/summary.ts'
import { openStore, type Store } from '../../src/database/store.ts'
import { closing } from '../../src/model/closing.ts'
import type { SampleAnswer } from '../../src/sample-site/pages.ts'
import { samplePaths } from '../../src/sample-site/special-pages.ts'
import { crawlInto } from '../integration/crawl/crawl-into.ts'
import { type FaultName, nothingSeen, seenTogether } from './faults.ts'
import { HoursClock } from './hours-clock.ts'
import type { Trial, TrialStage, Tried } from './trial.ts'
import { verdictOn } from './verdict.ts'
import { withSite } from './witnessed-site.ts'

type WallName = Extract<FaultName, 'wall' | 'vanish'>
/** What the site answers for a question page. */
type Answer = (path: string) => SampleAnswer

const status = (code: number): Answer => {
  return () => ({ status: code, body: 'no' })
}
const page = (title: string, text: string): SampleAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!DOCTYPE html><html lang="ja"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`,
})
const login = page('ログイン', 'このページを見るにはログインが必要です。')
const noSuchPage = page('ページが見つかりません', 'お探しのページは削除された可能性があります。')

const answers: readonly (readonly [fault: WallName, name: string, answer: Answer])[] = [
  ['wall', '403', status(403)],
  ['vanish', '404', status(404)],
  ['wall', 'a login page with status 200', () => login],
  ['vanish', '"no such page" with status 200', () => noSuchPage],
  ['wall', '401', status(401)],
  ['vanish', '410', status(410)],
  ['wall', '451', status(451)],
  ['wall', '500', status(500)],
  [
    'wall',
    'a redirect to the login page',
    (path) => ({ status: 302, headers: { location: `/login?next=${encodeURIComponent(path)}` } }),
  ],
]

export const wallTrials: readonly Trial[] = answers.map(([fault, name, answer]) => ({
  name: `an hour of ${name}`,
  fault,
  run: (stage) => hourOf(answer, fault === 'wall' ? refused : vanished, stage),
}))

const refused = { result: 'parked', exitCode: 5 } as const
const vanished = { result: 'gate', exitCode: 4 } as const
const runsInTheHour = 6
const tenMinutesMs = 10 * 60_000

async function hourOf(
  answer: Answer,
  end: typeof refused | typeof vanished,
  { folder, random }: TrialStage,
): Promise<Tried> {
  const questions = 60 + Math.floor(30 * random())
  const wall: Wall = { isUp: false }
  const respond = (path: string): SampleAnswer | undefined => {
    if (path.startsWith('/login')) return login
    return wall.isUp && path.startsWith('/qa/') ? answer(path) : undefined
  }
  const seed = 1 + Math.floor(1e6 * random())
  return await withSite({ questions, seed, respond }, async (site, siteLog) => {
    const db = `pglite:${join(folder, 'db')}`
    const archive = join(folder, 'archive')
    const clock = new HoursClock()
    const urls = [`${site.url}${samplePaths.newQuestions}`]
    const seen = await withStore(db, async (store) => {
      const run = async (maxPages: number | null) => {
        const limits = { maxPages, revisitAfter: 0, concurrency: 1, clock, random: () => 0 }
        return (await crawlInto(store, archive, { urls, ...limits })).summary
      }
      // Some pages were never seen before the wall: they must be got too.
      await run(questions - Math.floor(10 * random()))
      return await runsBehind(wall, { end, clock, store, run: () => run(null) })
    })
    // Each run asks for pages again, because that is what it is told.
    const round = { folders: [archive], db, gap: 0, mayRepeat: Number.POSITIVE_INFINITY, mayLose: 0 }
    const verdict = await verdictOn(round, siteLog())
    return {
      injected: 1,
      faults: [...seen.faults, ...verdict.faults],
      seen: seenTogether(verdict.seen, { ...nothingSeen, wrong: seen.changed }),
      note: `${runsInTheHour} runs and ${seen.requests} requests in the hour, ${questions} questions afterwards`,
    }
  })
}

interface Wall {
  isUp: boolean
}

interface Hour {
  /** How each run in the hour must end. */
  readonly end: { readonly result: string; readonly exitCode: number }
  readonly clock: HoursClock
  readonly store: Store
  readonly run: () => Promise<RunSummary>
}

async function runsBehind(wall: Wall, { end, clock, store, run }: Hour) {
  const faults: string[] = []
  let changed = 0
  let requests = 0
  const before = await rowsOf(store)
  wall.isUp = true
  for (let minutes = 10; minutes <= 10 * runsInTheHour; minutes += 10) {
    clock.advance(tenMinutesMs)
    const summary = await run()
    requests += summary.requests
    if (summary.result !== end.result || summary.exitCode !== end.exitCode)
      faults.push(`the run after ${minutes} minutes: ${summary.result}, exit ${summary.exitCode}`)
    if (!isDeepStrictEqual(await rowsOf(store), before)) changed += 1
  }
  wall.isUp = false
  clock.advance(tenMinutesMs)
  const { result, exitCode } = await run()
  if (result !== 'done') faults.push(`the run after the hour: ${result}, exit ${exitCode}`)
  if (changed > 0) faults.push(`rows were changed by ${changed} of ${runsInTheHour} runs`)
  return { faults, changed, requests }
}

async function withStore<Result>(db: string, use: (store: Store) => Promise<Result>): Promise<Result> {
  await using store = closing(await openStore(db))
  return await use(store)
}

/** All that analysts see of questions and answers. */
async function rowsOf({ db }: Store): Promise<unknown> {
  const tables = ['question', 'answer', 'reply', 'related_question', 'question_version']
  return await Promise.all(
    tables.map(
      async (table) => (await sql`select t::text from qa.${sql.raw(table)} t order by 1`.execute(db)).rows,
    ),
  )
}
