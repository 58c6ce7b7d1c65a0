/** What may happen to a rate limiter: requests, refusals, robots.txt, restarts, kills and clocks that jump. */
import fc from 'fast-check'
import type { Kysely } from 'kysely'
import type { Database } from '../../../src/database/schema/schema.ts'
import { JumpingMachines } from './jumping-machines.ts'
import { block, processAt, RateLimiterModel, request } from './rate-limiter-model.ts'
import { type ModelCommand, tryModel } from './try-model.ts'

type Command = ModelCommand<RateLimiterModel, JumpingMachines>

/** A command that may always run. */
function command(name: string, run: Command['run']): Command {
  return { check: () => true, run, toString: () => name }
}

const hostGroup = fc.constantFrom('okwave.jp', 'okwave.jp', 'example.org')
const by = fc.nat(2)
const aRequest = fc.record({
  hostGroup,
  latestMs: fc.constantFrom(null, null, null, 0, 5_000),
  connectingMs: fc.constantFrom(0, 0, 0, 3, 1_500, 9_000),
  latencyMs: fc.constantFrom(0, 0, 20, 12_000),
})
const hour = 3_600_000

const requests = fc
  .tuple(by, aRequest)
  .map(([process, drawn]) =>
    command(`request(${process}, ${fc.stringify(drawn)})`, (model, machines) =>
      request(model, machines, process % machines.processes.length, drawn),
    ),
  )

/** The other process asks while the first one sleeps; on the embedded store there is none. */
const meetings = fc
  .tuple(by, fc.constantFrom(1, 2), aRequest, aRequest)
  .map(([process, apart, drawn, others]) =>
    command(
      `meeting(${process}, ${fc.stringify(drawn)}, ${process + apart}, ${fc.stringify(others)})`,
      async (model, machines) => {
        const first = process % machines.processes.length
        const other = (process + apart) % machines.processes.length
        if (first !== other) machines.duringSleep = () => request(model, machines, other, others)
        await request(model, machines, first, drawn)
        machines.duringSleep = null
      },
    ),
  )

const blocks = fc
  .tuple(
    by,
    fc.record({
      hostGroup,
      ageMs: fc.constantFrom(0, 400, 30_000),
      retryAfterSeconds: fc.oneof(fc.constant(null), fc.nat(5_000), fc.constant(200_000)),
    }),
  )
  .map(([process, drawn]) =>
    command(`block(${process}, ${fc.stringify(drawn)})`, (model, machines) =>
      block(model, machines, process % machines.processes.length, drawn),
    ),
  )

const delays = fc.tuple(by, hostGroup, fc.constantFrom(null, 1, 5, 30)).map(([process, group, seconds]) =>
  command(`crawlDelay(${process}, ${group}, ${seconds})`, async (model, machines) => {
    await processAt(machines, process).rateLimiter.setCrawlDelay(group, seconds)
    const truth = model.of(group)
    truth.delaySeconds = seconds ?? 0
    truth.longestDelaySeconds = Math.max(truth.longestDelaySeconds, truth.delaySeconds)
  }),
)

/** A process ends, by itself or killed, and starts again. */
const restarts = fc.tuple(by, hostGroup, fc.boolean()).map(([process, group, isKilled]) =>
  command(`restart(${process}, ${group}, ${isKilled ? 'killed' : 'ended'})`, async (model, machines) => {
    const crawling = processAt(machines, process)
    if (!isKilled) await crawling.rateLimiter.handOver(machines.db, group)
    if (machines.isAlone) crawling.landJump()
    crawling.start()
    if (!machines.isAlone) return
    // No clock is left that knows how long ago the last request was.
    if (crawling.hasJumped) model.hostGroups.clear()
    crawling.hasJumped = false
    for (const known of model.hostGroups.keys()) await crawling.rateLimiter.clocks(machines.db, known)
  }),
)

const jumps = fc
  .tuple(by, fc.constantFrom(hour, 26 * hour, 5_000, -5_000, -hour, -26 * hour), fc.nat(12))
  .map(([process, ms, looks]) =>
    command(`jump(${process}, ${ms} ms, after ${looks} looks)`, async (_, machines) =>
      processAt(machines, process).jump(ms, looks),
    ),
  )

const pauses = fc.constantFrom(1, 700, 5_000, 100_000, hour, 25 * hour).map((ms) =>
  command(`pause(${ms} ms)`, async (_, machines) => {
    machines.now += ms
  }),
)

const surroundings = fc.record({
  rate: fc.constantFrom(0.5, 2, 0.05),
  jitter: fc.constantFrom(0, 0.3, 0.999),
  ticks: fc.array(fc.constantFrom(0, 0, 0, 1, 5, 40), { minLength: 1, maxLength: 20 }),
})

/** Returns how much was seen of what the model is about. */
export async function tryRateLimiter(
  db: Kysely<Database>,
  {
    isAlone,
    ...sizes
  }: { readonly isAlone: boolean; readonly numRuns: number; readonly maxCommands: number },
): Promise<RateLimiterModel['seen']> {
  const seen = { starts: 0, waits: 0, blocks: 0 }
  await tryModel<
    RateLimiterModel,
    JumpingMachines,
    typeof surroundings extends fc.Arbitrary<infer T> ? T : never
  >({
    commands: [
      requests,
      requests,
      requests,
      meetings,
      meetings,
      jumps,
      jumps,
      blocks,
      delays,
      restarts,
      pauses,
    ],
    surroundings,
    ...sizes,
    setUp: async (given) => {
      await db.deleteFrom('crawl.host').execute()
      const machines = new JumpingMachines({ db, isAlone, ...given })
      return { model: new RateLimiterModel(seen), real: machines }
    },
  })
  return seen
}
