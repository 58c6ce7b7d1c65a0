/** Compares a batch of observations with those known of their questions: which to add, and which they replace. */
import type { PreparedRecord } from '../prepare-records.ts'
import type { Observation } from './observation.ts'
import { captureKeyOf, questionKeyOf } from './observation-store.ts'
import { compareParserVersions } from './parser-order.ts'

export interface NewObservations {
  readonly added: readonly Observation[]
  readonly removed: readonly Observation[]
  /** Questions, by `questionKeyOf`, with an observation that is replaced or not their newest. */
  readonly rewritten: ReadonlySet<string>
}

/** Of two records of one capture, the newer parser's counts. */
export function newObservations(
  records: readonly PreparedRecord[],
  known: readonly Observation[],
): NewObservations {
  const captures = new Map(known.map((observation) => [captureKeyOf(observation), observation]))
  const before = new Map(captures)
  const newest = new Map<string, string>()
  for (const observation of known) {
    const key = questionKeyOf(observation)
    if (observation.captured_at > (newest.get(key) ?? '')) newest.set(key, observation.captured_at)
  }
  for (const { observation } of records) {
    const old = captures.get(captureKeyOf(observation))
    if (old === undefined || replaces(observation, old)) captures.set(captureKeyOf(observation), observation)
  }
  const added = [...captures]
    .filter(([key, observation]) => before.get(key) !== observation)
    .map(([, one]) => one)
  const removed: Observation[] = []
  const rewritten = new Set<string>()
  for (const observation of added) {
    const old = before.get(captureKeyOf(observation))
    const question = questionKeyOf(observation)
    if (old !== undefined) {
      rewritten.add(questionKeyOf(old))
      if (questionKeyOf(old) !== question) removed.push(old)
    }
    if (observation.captured_at <= (newest.get(question) ?? '')) rewritten.add(question)
  }
  return { added, removed, rewritten }
}

/**
 * One parser version reads one record in one capture; if they differ (a parser under development), the last one counts.
 * Records without a capture id and of one instant may well differ: there the greater digest counts, not the order.
 */
function replaces(observation: Observation, old: Observation): boolean {
  const order = compareParserVersions(observation.parser_version, old.parser_version)
  if (order !== 0) return order > 0
  if (observation.capture_id === '') {
    const [one, other] = [contentKey(observation), contentKey(old)]
    if (one !== other) return one > other
  }
  const isSame = JSON.stringify({ ...observation, run_id: old.run_id }) === JSON.stringify({ ...old })
  return !isSame || (observation.run_id ?? '') > (old.run_id ?? '')
}

function contentKey({ record_digest, question_id, layout, checks }: Observation): string {
  const warned = checks?.map(({ code, severity, message }) => [code, severity, message])
  return JSON.stringify([record_digest, question_id, layout, warned ?? []])
}
