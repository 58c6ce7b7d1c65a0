/** What may happen to a frontier: links, slices that commit or not, retries, manual edits, new runs, time. */
import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { expect } from 'vitest'
import { settle } from '../../../src/crawl/commit/settle.ts'
import { addPages, makeDue, makeDueAgain, makeFoundDue } from '../../../src/crawl/frontier/add-pages.ts'
import { dropPages, requeuePages } from '../../../src/crawl/frontier/edit-frontier.ts'
import {
  countDue,
  type FoundPage,
  type FrontierPage,
  nextDueAt,
  settlePages,
  takeDue,
} from '../../../src/crawl/frontier/frontier.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'
import { FrontierModel } from './frontier-model.ts'
import { type ModelCommand, tryModel } from './try-model.ts'

type Db = Kysely<Database>
type Command = ModelCommand<FrontierModel, Db>

const site = 'okwave'
const groups = ['okwave.jp', 'm.okwave.jp'] as const
const path = fc.constantFrom('/qa/q1.html', '/qa/q2.html', '/qa/q3.html', '/list/', '/qa/q_4.html', '/a%b')

const foundPage: fc.Arbitrary<FoundPage> = fc
  .record({
    path,
    hostGroup: fc.constantFrom(...groups, 'elsewhere.example'),
    kind: fc.constantFrom('question' as const, 'list' as const),
    depth: fc.nat(3),
    refused: fc.constantFrom(null, null, null, 'depth', 'excluded'),
  })
  // A host group is one host here: where a page is requested and whose it is go together.
  .map((page) => ({ ...page, site, origin: `https://${page.hostGroup}` }))

/** Runs a command, then compares every page and every question that a crawl asks of the frontier. */
function command(name: string, run: Command['run']): Command {
  return {
    check: () => true,
    run: async (model, db) => {
      await run(model, db)
      await compare(model, db)
    },
    toString: () => name,
  }
}

async function compare(model: FrontierModel, db: Db): Promise<void> {
  const rows = await db
    .selectFrom('crawl.page')
    .select(['path', 'host_group as hostGroup', 'origin', 'kind', 'depth', 'due_at as dueAt', 'tries'])
    .select(['last_run_id as runId', 'last_outcome as outcome', 'last_reason as reason'])
    .execute()
  const stored = rows.map(({ dueAt, ...row }) => ({ ...row, dueAt: dueAt?.getTime() ?? null }))
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
  expect(stored.toSorted(byPath)).toEqual([...model.pages.values()].toSorted(byPath))
  const of = { runId: model.runId, now: new Date(model.now) }
  for (const hostGroup of groups) {
    const due = await takeDue(db, { ...of, hostGroup, limit: 100 })
    expect(due.map((page) => page.path)).toEqual(model.due(hostGroup))
    const next = await nextDueAt(db, { ...of, hostGroup })
    expect(next?.getTime() ?? null).toBe(model.nextDueAt(hostGroup))
  }
  expect(await countDue(db, { ...of, groups })).toBe(model.countDue(groups))
}

const additions = fc.array(foundPage, { minLength: 1, maxLength: 5 }).map((found) =>
  command(`add(${fc.stringify(found.map(brief))})`, async (model, db) => {
    const added = await addPages(db, found, new Date(model.now), groups)
    expect(added.map((page) => page.path).toSorted()).toEqual(model.add(found, groups).toSorted())
  }),
)

const outcome = fc.constantFrom<(now: number) => VisitOutcome>(
  () => ({ kind: 'loaded', changes: 1 }),
  () => ({ kind: 'unchanged' }),
  () => ({ kind: 'links', found: 3 }),
  () => ({ kind: 'gone', how: 404 }),
  () => ({ kind: 'not-a-question' }),
  () => ({ kind: 'skipped', by: 'robots' }),
  () => ({ kind: 'skipped', by: 'crawl-scope' }),
  () => ({ kind: 'failed', reason: 'http-403' }),
  (now) => ({ kind: 'retry', reason: 'timeout', notBefore: new Date(now + 60_000) }),
  (now) => ({ kind: 'retry', reason: 'rate-limited', notBefore: new Date(now + 3_600_000) }),
)

/** A worker takes due pages, visits them and commits, or has lost its lease: then all is as before. */
const slices = fc
  .tuple(
    fc.constantFrom(...groups),
    fc.integer({ min: 1, max: 4 }),
    fc.array(outcome, { minLength: 4, maxLength: 4 }),
    fc.constantFrom('commits', 'commits', 'commits', 'lost its lease'),
  )
  .map(([hostGroup, limit, outcomes, end]) => {
    const names = outcomes.map((make) => fc.stringify(make(0)))
    return command(`slice(${hostGroup}, ${limit}, ${end}, ${names.join(' ')})`, async (model, db) => {
      const of = { hostGroup, runId: model.runId, now: new Date(model.now) }
      const taken = await takeDue(db, { ...of, limit })
      expect(taken.map((page) => page.path)).toEqual(model.due(hostGroup).slice(0, limit))
      model.seen.handedOut += taken.length
      const settled = taken.map((page, i) => settledPage(page, outcomes[i]?.(model.now), model.now))
      const commit = db.transaction().execute(async (trx) => {
        await settlePages(trx, model.runId, settled)
        if (end !== 'commits') throw new Error(end)
      })
      if (end !== 'commits') return await expect(commit).rejects.toThrow(end)
      await commit
      model.settle(settled)
      model.seen.settled += settled.length
      model.seen.retried += settled.filter((page) => page.outcome === 'retry').length
    })
  })

function settledPage(page: FrontierPage, made: VisitOutcome | undefined, now: number) {
  const given = made ?? ({ kind: 'unchanged' } as const)
  const isLoaded = given.kind === 'loaded'
  return settle(
    {
      page,
      outcome: given,
      record: isLoaded ? { status: 'open', postedAt: null } : null,
      hasNews: false,
      validators: { etag: null, lastModified: null },
      linkRules: 'rules',
      capturedAt: new Date(now),
    },
    new Date(now),
    null,
  )
}

const seeds = fc.array(foundPage, { minLength: 1, maxLength: 2 }).map((found) => {
  const unique = [...new Map(found.map((page) => [page.path, page])).values()]
  return command(`makeDue(${fc.stringify(unique.map(brief))})`, async (model, db) => {
    await makeDue(db, unique, new Date(model.now))
    for (const { path: name, origin, hostGroup, kind } of unique) {
      const page = model.pages.get(name)
      if (page === undefined) continue
      const dueAt = Math.min(page.dueAt ?? model.now, model.now)
      // No page of this model is known as a question by its id.
      Object.assign(page, { dueAt, origin, hostGroup, depth: 0 })
      if (page.kind === 'question') page.kind = kind
    }
  })
})

const edits = fc
  .tuple(fc.constantFrom('requeue', 'drop', 'put back', 'repair'), path, fc.constantFrom(...groups))
  .map(([edit, name, hostGroup]) =>
    command(`${edit}(${name}, ${hostGroup})`, async (model, db) => {
      const now = new Date(model.now)
      const page = model.pages.get(name)
      if (edit === 'requeue') {
        expect(await requeuePages(db, { path: name }, now)).toBe(page === undefined ? 0 : 1)
        if (page !== undefined) Object.assign(page, { dueAt: model.now, tries: 0 })
      } else if (edit === 'drop') {
        expect(await dropPages(db, { path: name }, now)).toBe(page === undefined ? 0 : 1)
        if (page !== undefined) Object.assign(page, { dueAt: null, outcome: 'skipped', reason: 'dropped' })
      } else if (edit === 'put back') {
        await makeDueAgain(db, [{ site, path: name }], now)
        if (page !== undefined) Object.assign(page, { dueAt: model.now, tries: 0, outcome: 'retry' })
      } else {
        const late = [...model.pages.values()].filter(
          (one) =>
            one.hostGroup === hostGroup &&
            (one.dueAt ?? 0) > model.now &&
            one.runId === null &&
            one.outcome !== 'skipped',
        )
        expect(await makeFoundDue(db, [hostGroup], now)).toBe(late.length)
        for (const one of late) one.dueAt = model.now
      }
    }),
  )

const runs = fc.constant(null).map(() =>
  command('the next run', async (model) => {
    model.run += 1
  }),
)

const minute = 60_000
const time = fc.constantFrom(1, minute, 90 * minute, 60 * 24 * 60 * minute, -10 * minute).map((ms) =>
  command(`time(${ms} ms)`, async (model) => {
    model.now += ms
  }),
)

function brief({ path: name, hostGroup, kind, depth, refused }: FoundPage) {
  return [name, hostGroup, kind, depth, refused]
}

/** A last run long after finds every page that a crawl may still ask for: nothing was lost. */
async function nothingIsLost(model: FrontierModel, db: Db): Promise<void> {
  model.now += 2 * 365 * 24 * 60 * minute
  model.run += 1
  const of = { runId: model.runId, now: new Date(model.now) }
  for (const hostGroup of groups) {
    const due = await takeDue(db, { ...of, hostGroup, limit: 100 })
    const wanted = [...model.pages.values()].filter((page) => page.hostGroup === hostGroup && !isOver(page))
    expect(due.map((page) => page.path).toSorted()).toEqual(wanted.map((page) => page.path).toSorted())
  }
}

/** Dropped, refused before any visit, or gone in two visits. */
function isOver({ dueAt, reason, runId, outcome: last }: FrontierModelPage): boolean {
  const isEnded = reason === 'dropped' || (runId === null && last === 'skipped') || last === 'gone'
  if (dueAt === null) expect(isEnded, 'a page without a due time has ended').toBe(true)
  return dueAt === null
}

type FrontierModelPage = ReturnType<FrontierModel['pageAt']>

/** Returns how much was seen of what the model is about. */
export async function tryFrontier(
  db: Db,
  sizes: { readonly numRuns: number; readonly maxCommands: number },
): Promise<FrontierModel['seen']> {
  const seen = { handedOut: 0, settled: 0, retried: 0 }
  await tryModel<FrontierModel, Db, null>({
    commands: [additions, additions, slices, slices, slices, time, time, edits, seeds, runs],
    surroundings: fc.constant(null),
    ...sizes,
    setUp: async () => {
      await db.deleteFrom('crawl.page').execute()
      return { model: new FrontierModel(seen), real: db }
    },
    atEnd: nothingIsLost,
  })
  return seen
}
