/**
 * Monitors one slice for drift: adds its pages to the field coverage of the host group and says whether the quality gate
 * trips. It starts from the database and is saved in the slice's transaction, so that restarts and other workers resume
 * from there.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import {
  answeredField,
  type BrokenField,
  type DriftReport,
  isOutcomeReport,
  presentField,
  type SamplePage,
} from '../../model/drift-report.ts'
import type { BadAnswer, HostAnswer } from '../../model/host-answer.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { type FoundPage, type FrontierPage, pageUrl } from '../frontier/frontier.ts'
import {
  coverageOf,
  gateOf,
  hostAnswersOf,
  lockGates,
  saveAnswers,
  saveCoverage,
  saveQualityGate,
} from './coverage-store.ts'
import {
  brokenFields,
  gateReason,
  hasPast,
  isStillBroken,
  knownLayoutField,
  pastField,
  readField,
} from './drift-test.ts'
import { covered, earlierThan, type FieldCoverage, notCovered, recentOf } from './field-coverage.ts'
import { fieldsOf } from './field-rules.ts'
import {
  answerOf,
  badAnswers,
  coveredBy,
  isKnownAlready,
  judgedCounts,
  recentAnswers,
  type Trip,
  tripOf,
  tripReason,
} from './outcome-breaker.ts'

/** What the monitor needs to know of a visit. */
export interface ParsedVisit {
  readonly page: Pick<
    FrontierPage,
    'kind' | 'site' | 'origin' | 'path' | 'questionId' | 'lastOutcome' | 'tries'
  >
  readonly captureId: string | null
  readonly reading:
    | { readonly kind: 'record'; readonly record: QuestionPage }
    | { readonly kind: 'ended'; readonly outcome: VisitOutcome }
  readonly found: readonly Pick<FoundPage, 'kind'>[]
}

export interface DriftMonitorOptions {
  readonly hostGroup: string
  readonly runId: string
  /** Share of the pages with a field that may lose it. */
  readonly loss: number
  /** `--accept-layout`: vanished questions are marked gone and do not trip the outcome breaker. */
  readonly acceptsGone: boolean
  /** The known sites, and the version of the parser that reads the host group. */
  readonly sites: Sites
  readonly parserVersion: string
}

export class DriftMonitor {
  readonly #options: DriftMonitorOptions
  readonly #rows: Map<string, FieldCoverage>
  /** As read from the database. */
  readonly #read: Known
  readonly #changed = new Set<string>()
  /** Layouts with pages that have not been checked yet. */
  readonly #unchecked: Set<string>
  /** At first the report that stopped the host before: set while a run tries it again. */
  #gate: DriftReport | null
  #hasTripped = false
  #hasPast: boolean
  /** Of this run; while it has tripped, all of them. */
  #answers: readonly HostAnswer[]
  readonly #readAnswers: readonly HostAnswer[]

  private constructor(options: DriftMonitorOptions, read: Known, answers: readonly HostAnswer[]) {
    const { rows, gate } = read
    this.#options = options
    this.#read = read
    this.#rows = new Map(rows.map((row) => [keyOf(row.layout, row.field), row]))
    this.#unchecked = new Set(rows.map(({ layout }) => layout))
    this.#gate = gate
    this.#hasPast = rows.some(hasPast)
    this.#answers = answers
    this.#readAnswers = answers
  }

  static async open(db: Kysely<Database>, options: DriftMonitorOptions): Promise<DriftMonitor> {
    const { hostGroup, runId } = options
    return new DriftMonitor(options, await knownOf(db, hostGroup), await hostAnswersOf(db, runId, hostGroup))
  }

  /** An independent copy of the current state. It judges the visits of a slice that is fetched ahead, and is never saved. */
  copy(): DriftMonitor {
    const copy = new DriftMonitor(this.#options, this.#read, this.#answers)
    for (const [key, row] of this.#rows) copy.#rows.set(key, row)
    for (const layout of this.#unchecked) copy.#unchecked.add(layout)
    copy.#gate = this.#gate
    copy.#hasTripped = this.#hasTripped
    copy.#hasPast = this.#hasPast
    return copy
  }

  /** Whether a host that was stopped before is being tried again: the first few pages decide. */
  get isOnProbation(): boolean {
    return this.#gate !== null
  }

  /** Counts a visit. A page that says nothing about host or parser, such as a list, is ignored. */
  note(visit: ParsedVisit): void {
    const { page, reading, captureId } = visit
    const sample = { path: page.path, url: pageUrl(page), captureId }
    const answer = answerOf(visit, this.#options.sites)
    if (answer !== null && !isKnownAlready(answer, this.#answers)) {
      const answers = [...this.#answers, answer]
      this.#answers = this.#hasTripped ? answers : recentAnswers(answers)
      for (const [field, has] of coveredBy(answer)) this.#cover('', field, has, sample)
    }
    if (reading.kind === 'record') {
      const { layout } = reading.record
      this.#cover('', readField, true, sample)
      for (const [field, has] of fieldsOf(reading.record)) this.#cover(layout, field, has, sample)
      const isKnown = hasPast(this.#rows.get(keyOf(layout, pastField)) ?? notCovered(layout, pastField))
      this.#hasPast ||= isKnown
      // Before any layout has a past, an unknown one means nothing.
      if (this.#hasPast) this.#cover('', knownLayoutField, isKnown, sample)
    } else if (isReject(this.#kindOf(page), reading.outcome)) this.#cover('', readField, false, sample)
  }

  /** Why the host group must stop; null while it may continue. `isEnd`: nothing is left to ask for. */
  checkDrift(at: Date, { isEnd }: { readonly isEnd: boolean } = { isEnd: false }): DriftReport | null {
    // A response that was in flight when it tripped does not open it again.
    if (this.#hasTripped) return this.#gate
    const broken = this.#stillBroken(isEnd) ?? this.#refusedOrGone(isEnd) ?? this.#broken()
    const [first, ...rest] = broken
    if (first === undefined) return null
    const { runId, parserVersion } = this.#options
    const reason = isOutcomeReport({ broken: [first] })
      ? tripReason(first.field === presentField ? presentField : answeredField, this.#answers)
      : gateReason(first)
    this.#gate = { reason, trippedAt: at.toISOString(), runId, parserVersion, broken: [first, ...rest] }
    this.#hasTripped = true
    return this.#gate
  }

  /**
   * Saves coverage and gate in the slice's transaction. Saves nothing where a run has reopened the gate, or accepted the
   * layout, since the slice began: the lease excludes other slices, not the start of a run. Returns the pages whose
   * outcomes do not count, because the outcome breaker has tripped over them: they are to be put back.
   */
  async save(trx: Kysely<Database>): Promise<readonly BadAnswer[]> {
    const { hostGroup, runId } = this.#options
    const changed = [...this.#changed].flatMap((key) => this.#rows.get(key) ?? [])
    const hasNews = changed.length > 0 || this.#answers !== this.#readAnswers
    if (!hasNews && this.#gate === this.#read.gate) return []
    await lockGates(trx, [hostGroup])
    if (!isDeepStrictEqual(await knownOf(trx, hostGroup), this.#read)) return []
    await saveCoverage(trx, hostGroup, changed)
    if (this.#gate !== this.#read.gate) await saveQualityGate(trx, hostGroup, this.#gate)
    const isPutBack = this.#hasTripped && this.#gate !== null && isOutcomeReport(this.#gate)
    await saveAnswers(trx, { runId, hostGroup }, isPutBack ? [] : this.#answers)
    return isPutBack ? badAnswers(this.#answers) : []
  }

  /** A page that was taken for a question by the shape of its URL alone, and never was one, may be anything. */
  #kindOf(page: ParsedVisit['page']): FrontierPage['kind'] {
    const isGuess = page.kind === 'question' && page.questionId === null
    return isGuess ? this.#options.sites.identify(pageUrl(page), page.site).kind : page.kind
  }

  /** For a host that is tried again; null where the whole rule must decide. */
  #stillBroken(isEnd: boolean): readonly BrokenField[] | null {
    if (this.#gate === null) return null
    const { broken } = this.#gate
    const rowOf = ({ layout, field }: BrokenField) => this.#rows.get(keyOf(layout, field))
    const isOutcome = isOutcomeReport(this.#gate)
    const loss = isOutcome ? outcomeLoss : this.#options.loss
    const isBroken = isStillBroken(rowOf(broken[0]), broken[0], { loss, isEnd: isEnd && isOutcome })
    const isServed =
      isEnd && isBroken === null && isClosedByLists(this.#gate) && this.#answers.some(isNoRefusal)
    if (isBroken === false || isServed) this.#gate = null
    if (isBroken !== true) return null
    return broken.map((one) => {
      const row = rowOf(one)
      return row === undefined ? one : { ...one, now: recentOf(row), sample: row.lacking }
    })
  }

  /** Whether the outcome breaker trips; null where the fields of the pages decide. */
  #refusedOrGone(isEnd: boolean): readonly BrokenField[] | null {
    // Asked after every page, and on most hosts no recent page is bad: `tripOf` trips over bad ones alone.
    if (badAnswers(this.#answers).length === 0) return null
    const counts = judgedCounts(this.#answers)
    const rowOf = (field: string) => this.#rows.get(keyOf('', field)) ?? notCovered('', field)
    const past = {
      answered: earlierThan(counts.answered, rowOf(answeredField)),
      present: earlierThan(counts.present, rowOf(presentField)),
    }
    const { acceptsGone } = this.#options
    const trip: Trip | null = tripOf({ answers: this.#answers, past, isEnd, acceptsGone })
    const sample = counts.answered + counts.present === 0 ? null : rowOf(trip?.field ?? answeredField).lacking
    return trip === null ? null : [{ ...trip, layout: '', sample }]
  }

  #broken(): readonly BrokenField[] {
    const rows = [...this.#rows.values()]
    for (const layout of this.#unchecked) {
      const broken = brokenFields(rows, layout, this.#options.loss)
      if (broken.length > 0) return broken
    }
    this.#unchecked.clear()
    return []
  }

  #cover(layout: string, field: string, has: boolean, page: SamplePage): void {
    const key = keyOf(layout, field)
    this.#rows.set(key, covered(this.#rows.get(key) ?? notCovered(layout, field), has, page))
    this.#changed.add(key)
    this.#unchecked.add(layout)
  }
}

/** Of the five probe pages more than half must be well. */
const outcomeLoss = 0.5

/** Whether only lists were refused: without them the run found no question pages. */
function isClosedByLists({ broken: [{ field, sample }] }: DriftReport): boolean {
  return field === answeredField && sample === null
}

function isNoRefusal({ is }: HostAnswer): boolean {
  return is !== 'refused'
}

/** A host group's state in the database. */
interface Known {
  readonly rows: readonly FieldCoverage[]
  readonly gate: DriftReport | null
}

async function knownOf(db: Kysely<Database>, hostGroup: string): Promise<Known> {
  return { rows: await coverageOf(db, hostGroup), gate: await gateOf(db, hostGroup) }
}

/** A question URL without a question counts like one that fails its checks: an app shell, a login, a new layout. */
function isReject(kind: FrontierPage['kind'], outcome: VisitOutcome): boolean {
  // A page that took too long says nothing about the layout.
  if (outcome.kind === 'rejected') return outcome.reason !== 'timeout'
  if (outcome.kind !== 'not-a-question' || outcome.several === true) return false
  return outcome.wall === undefined && kind === 'question'
}

function keyOf(layout: string, field: string): string {
  return `${layout} ${field}`
}
