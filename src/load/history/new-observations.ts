/** Which captures of a batch say anything new, against what is known of their questions. */

import type { PreparedRecord } from '../prepare-records.ts'
import type { Observation } from './observation.ts'
import { captureKeyOf, questionKeyOf } from './observation-store.ts'
import { compareParserVersions } from './parser-order.ts'

export interface NewObservations {
  readonly added: readonly Observation[]
  readonly removed: readonly Observation[]
  /** Questions with a observation that was replaced, or that is not their newest. */
  readonly rewritten: ReadonlySet<string>
}

/** Of two readings of one capture the newer parser's counts. */
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
 * One parser reads one thing in one capture: where it reads another (somebody is at work on it), what came last counts.
 * Records that name no capture and are of one instant may well differ: there the greater digest counts, not the order.
 */
function replaces(observation: Observation, old: Observation): boolean {
  const order = compareParserVersions(observation.parser_version, old.parser_version)
  if (order !== 0) return order > 0
  if (observation.capture_id === '') {
    const [one, other] = [signalKey(observation), signalKey(old)]
    if (one !== other) return one > other
  }
  const isSame = JSON.stringify({ ...observation, run_id: old.run_id }) === JSON.stringify({ ...old })
  return !isSame || (observation.run_id ?? '') > (old.run_id ?? '')
}

function signalKey({ record_digest, question_id, layout, checks }: Observation): string {
  const warned = checks?.map(({ code, severity, message }) => [code, severity, message])
  return JSON.stringify([record_digest, question_id, layout, warned ?? []])
}
