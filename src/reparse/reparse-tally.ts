/** What a batch of a re-parse comes to, page by page; the rows that it writes aside. */
import { nothingLoaded } from '../load/load-counts.ts'
import type { Difference } from '../model/differences.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import type { PlacedPage } from './compare-with-stored.ts'
import { FieldChanges } from './field-changes.ts'
import { type LostSample, mostLostSamples, type ReparseSummary } from './summary.ts'

const countNames = {
  rejected: 'rejected',
  'not-found': 'notFound',
  'not-a-question': 'notAQuestion',
} as const

export class ReparseTally {
  readonly #counts = {
    older: 0,
    gone: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    rejected: 0,
    notFound: 0,
    notAQuestion: 0,
    lost: 0,
  }
  readonly #fields = new FieldChanges()
  readonly #lost: LostSample[] = []
  readonly #reasons = new Map<RejectReason, number>()
  #pages = 0
  #withQuestion = 0

  /** Every page, whatever its standing. */
  read(outcome: ParseOutcome): void {
    this.#pages += 1
    if (outcome.kind === 'question') this.#withQuestion += 1
    if (outcome.kind === 'rejected')
      this.#reasons.set(outcome.reason, (this.#reasons.get(outcome.reason) ?? 0) + 1)
  }

  /** `changes`: null for a question that the database does not have. */
  question(
    question: { readonly site: string; readonly questionId: string },
    changes: readonly Difference[] | null,
  ): void {
    if (changes === null) this.#counts.new += 1
    else if (changes.length === 0) this.#counts.unchanged += 1
    else {
      this.#counts.changed += 1
      this.#fields.add(question, changes)
    }
  }

  passedOver(standing: 'older' | 'gone'): void {
    this.#counts[standing] += 1
  }

  noQuestion(outcome: Exclude<ParseOutcome, { kind: 'question' }>, page: PlacedPage): void {
    this.#counts[countNames[outcome.kind]] += 1
    if (page.questionId === null) return
    this.#counts.lost += 1
    if (this.#lost.length === mostLostSamples) return
    const reason = outcome.kind === 'rejected' ? outcome.reason : null
    this.#lost.push({ site: page.site, path: page.path, kind: outcome.kind, reason })
  }

  summary(): ReparseSummary {
    return {
      pages: this.#pages,
      ...this.#counts,
      withQuestion: this.#withQuestion,
      rejectedFor: [...this.#reasons]
        .map(([reason, pages]) => ({ reason, pages }))
        .sort((a, b) => b.pages - a.pages || (a.reason < b.reason ? -1 : 1)),
      lostSamples: this.#lost,
      fields: this.#fields.list(),
      rows: nothingLoaded,
    }
  }
}
