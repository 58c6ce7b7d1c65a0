/**
 * The revisit rule against fixed intervals, at equal numbers of requests: `node bench/revisit.ts`. Which share of the
 * database is up to date, when the sample site's questions evolve over half a year. No network, no database; about three minutes.
 */
import { freshnessOf } from './freshness.ts'
import { type Policy, simulate } from './revisit-simulation.ts'
import { truthOf } from './revisit-truth.ts'

const day = 24 * 60 * 60 * 1000
const from = Date.parse('2023-01-01T00:00:00+09:00')
const crawlFrom = from + 900 * day
/** The first crawl finds 4,100 questions at once; what the rule makes of them then is not measured. */
const measureFrom = crawlFrom + 60 * day
const to = measureFrom + 180 * day
const questions = 5_000

interface Measured {
  readonly requests: number
  readonly ofAll: number
  readonly line: string
}

const truths = [1, 2, 3].map((seed) => truthOf({ seed, questions, from: new Date(from), to: new Date(to) }))
const rule: Policy = { usesCounts: true, questionInterval: null, listInterval: null }

say(
  `${questions} questions asked over ${(to - from) / day} days, ${truths.length} seeds; crawled for ${(to - crawlFrom) / day} days, the last ${(to - measureFrom) / day} measured`,
)
say('')
say(
  '                                    requests a day   up to date, mean over time              stale        new answers',
)
say(
  'policy                                 all   lists      loaded   all asked   last 30 days   mean hours   median hours',
)
const best = measure('the rule', rule)
show(best)
show(measure('the rule, deaf to what lists say', { ...rule, usesCounts: false }))
say('')
const lists = { usesCounts: false, listInterval: null }
const byRule = (seconds: number): Policy => ({ ...lists, questionInterval: seconds })
const forAll = (seconds: number): Policy => ({ ...lists, questionInterval: seconds, listInterval: seconds })
say('fixed intervals at the requests of the rule, and lists by the rule or at the same interval')
const isOften = ({ requests }: Measured) => requests > best.requests
show(fixed('lists by the rule', byRule, isOften))
show(fixed('all pages', forAll, isOften))
say('fixed intervals as fresh as the rule, of all questions asked')
const isFresh = ({ ofAll }: Measured) => ofAll > best.ofAll
show(fixed('lists by the rule', byRule, isFresh))
show(fixed('all pages', forAll, isFresh))

/** Bisects the interval to where the measure turns. */
function fixed(
  name: string,
  policyOf: (seconds: number) => Policy,
  isShort: (measured: Measured) => boolean,
): Measured {
  let [low, high] = [86_400 / 2, 60 * 86_400]
  for (;;) {
    const seconds = Math.sqrt(low * high)
    const measured = measure(`${(seconds / 86_400).toFixed(2)} days, ${name}`, policyOf(seconds))
    if (high / low < 1.01) return measured
    if (isShort(measured)) low = seconds
    else high = seconds
  }
}

function measure(name: string, policy: Policy): Measured {
  const days = ((to - measureFrom) / day) * truths.length
  let requests = 0
  let lists = 0
  const fresh = truths.map((truth) => {
    const { visits, listVisits } = simulate(truth, policy, { from: crawlFrom, to })
    const isMeasured = (at: number) => at >= measureFrom && at < to
    lists += listVisits.filter(isMeasured).length / days
    requests += visits.reduce((sum, times) => sum + times.filter(isMeasured).length, 0) / days
    return freshnessOf(truth, visits, measureFrom, to)
  })
  requests += lists
  const mean = (of: (one: (typeof fresh)[number]) => number) =>
    fresh.reduce((sum, one) => sum + of(one), 0) / fresh.length
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  const line = [
    name.padEnd(36),
    requests.toFixed(0).padStart(6),
    lists.toFixed(0).padStart(8),
    percent(mean(({ ofLoaded }) => ofLoaded)).padStart(12),
    percent(mean(({ ofAll }) => ofAll)).padStart(12),
    percent(mean(({ ofYoung }) => ofYoung)).padStart(15),
    mean(({ staleHours }) => staleHours)
      .toFixed(2)
      .padStart(13),
    mean(({ answerHours }) => answerHours)
      .toFixed(1)
      .padStart(15),
  ].join('')
  return { requests, ofAll: mean(({ ofAll }) => ofAll), line }
}

function show({ line }: Measured): void {
  say(line)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
