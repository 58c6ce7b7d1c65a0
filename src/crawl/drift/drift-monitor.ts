/**
 * Monitors one slice for drift: adds its pages to the field coverage of the host group and says whether the quality gate
 * trips. It starts from the database and is saved in the slice's transaction, so that restarts and other workers resume
 * from there.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { BrokenField, DriftReport, SamplePage } from '../../model/drift-report.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import { type FrontierPage, pageUrl } from '../frontier/frontier.ts'
import { coverageOf, gateOf, lockGates, saveCoverage, saveQualityGate } from './coverage-store.ts'
import {
  brokenFields,
  gateReason,
  hasPast,
  isStillBroken,
  knownLayoutField,
  pastField,
  readField,
} from './drift-test.ts'
import { covered, type FieldCoverage, notCovered, recentOf } from './field-coverage.ts'
import { fieldsOf } from './field-rules.ts'

/** What the monitor needs to know of a visit. */
export interface ParsedVisit {
  readonly page: Pick<FrontierPage, 'kind' | 'origin' | 'path'>
  readonly captureId: string | null
  readonly reading:
    | { readonly kind: 'record'; readonly record: QuestionPage }
    | { readonly kind: 'ended'; readonly outcome: VisitOutcome }
}

export interface DriftMonitorOptions {
  readonly hostGroup: string
  readonly runId: string
  /** Share of the pages with a field that may lose it. */
  readonly loss: number
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

  private constructor(options: DriftMonitorOptions, read: Known) {
    const { rows, gate } = read
    this.#options = options
    this.#read = read
    this.#rows = new Map(rows.map((row) => [keyOf(row.layout, row.field), row]))
    this.#unchecked = new Set(rows.map(({ layout }) => layout))
    this.#gate = gate
    this.#hasPast = rows.some(hasPast)
  }

  static async open(db: Kysely<Database>, options: DriftMonitorOptions): Promise<DriftMonitor> {
    return new DriftMonitor(options, await knownOf(db, options.hostGroup))
  }

  /** Counts a visit. A page that says nothing about the parser (a list, a 304, a page that is gone) is ignored. */
  note({ page, reading, captureId }: ParsedVisit): void {
    const sample = { path: page.path, url: pageUrl(page), captureId }
    if (reading.kind === 'record') {
      const { layout } = reading.record
      this.#cover('', readField, true, sample)
      for (const [field, has] of fieldsOf(reading.record)) this.#cover(layout, field, has, sample)
      const isKnown = hasPast(this.#rows.get(keyOf(layout, pastField)) ?? notCovered(layout, pastField))
      this.#hasPast ||= isKnown
      // Before any layout has a past, an unknown one means nothing.
      if (this.#hasPast) this.#cover('', knownLayoutField, isKnown, sample)
    } else if (isReject(page.kind, reading.outcome)) this.#cover('', readField, false, sample)
  }

  /** Why the host group must stop; null while it may continue. */
  checkDrift(at: Date): DriftReport | null {
    // A response that was in flight when it tripped does not open it again.
    if (this.#hasTripped) return this.#gate
    const broken = this.#stillBroken() ?? this.#broken()
    const [first, ...rest] = broken
    if (first === undefined) return null
    const { runId } = this.#options
    const reason = gateReason(first)
    this.#gate = { reason, trippedAt: at.toISOString(), runId, parserVersion, broken: [first, ...rest] }
    this.#hasTripped = true
    return this.#gate
  }

  /**
   * Saves coverage and gate in the slice's transaction. Saves nothing where a run has reopened the gate, or accepted the
   * layout, since the slice began: the lease excludes other slices, not the start of a run.
   */
  async save(trx: Kysely<Database>): Promise<void> {
    const { hostGroup } = this.#options
    const changed = [...this.#changed].flatMap((key) => this.#rows.get(key) ?? [])
    if (changed.length === 0 && this.#gate === this.#read.gate) return
    await lockGates(trx, [hostGroup])
    if (!isDeepStrictEqual(await knownOf(trx, hostGroup), this.#read)) return
    await saveCoverage(trx, hostGroup, changed)
    if (this.#gate !== this.#read.gate) await saveQualityGate(trx, hostGroup, this.#gate)
  }

  /** For a host that is tried again; null where the whole rule must decide. */
  #stillBroken(): readonly BrokenField[] | null {
    if (this.#gate === null) return null
    const { broken } = this.#gate
    const rowOf = ({ layout, field }: BrokenField) => this.#rows.get(keyOf(layout, field))
    const isBroken = isStillBroken(rowOf(broken[0]), broken[0], this.#options.loss)
    if (isBroken === false) this.#gate = null
    if (isBroken !== true) return null
    return broken.map((one) => {
      const row = rowOf(one)
      return row === undefined ? one : { ...one, now: recentOf(row), sample: row.lacking }
    })
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
  return outcome.kind === 'not-a-question' && kind === 'question'
}

function keyOf(layout: string, field: string): string {
  return `${layout} ${field}`
}
