/** Which captures of a batch say anything new, against what is known of their questions. */

import type { PreparedRecord } from '../prepare-records.ts'
import { compareParserVersions } from './parser-order.ts'
import type { Sighting } from './sighting.ts'
import { captureKeyOf, questionKeyOf } from './sightings.ts'

export interface NewSightings {
  readonly added: readonly Sighting[]
  readonly removed: readonly Sighting[]
  /** Questions with a sighting that was replaced, or that is not their newest. */
  readonly rewritten: ReadonlySet<string>
}

/** Of two readings of one capture the newer parser's counts. */
export function newSightings(records: readonly PreparedRecord[], known: readonly Sighting[]): NewSightings {
  const captures = new Map(known.map((sighting) => [captureKeyOf(sighting), sighting]))
  const before = new Map(captures)
  const newest = new Map<string, string>()
  for (const sighting of known) {
    const key = questionKeyOf(sighting)
    if (sighting.captured_at > (newest.get(key) ?? '')) newest.set(key, sighting.captured_at)
  }
  for (const { sighting } of records) {
    const old = captures.get(captureKeyOf(sighting))
    if (old === undefined || replaces(sighting, old)) captures.set(captureKeyOf(sighting), sighting)
  }
  const added = [...captures].filter(([key, sighting]) => before.get(key) !== sighting).map(([, one]) => one)
  const removed: Sighting[] = []
  const rewritten = new Set<string>()
  for (const sighting of added) {
    const old = before.get(captureKeyOf(sighting))
    const question = questionKeyOf(sighting)
    if (old !== undefined) {
      rewritten.add(questionKeyOf(old))
      if (questionKeyOf(old) !== question) removed.push(old)
    }
    if (sighting.captured_at <= (newest.get(question) ?? '')) rewritten.add(question)
  }
  return { added, removed, rewritten }
}

/**
 * One parser reads one thing in one capture: where it reads another (somebody is at work on it), what came last counts.
 * Records that name no capture and are of one instant may well differ: there the greater digest counts, not the order.
 */
function replaces(sighting: Sighting, old: Sighting): boolean {
  const order = compareParserVersions(sighting.parser_version, old.parser_version)
  if (order !== 0) return order > 0
  if (sighting.capture_id === '') {
    const [one, other] = [sayingOf(sighting), sayingOf(old)]
    if (one !== other) return one > other
  }
  const isSame = JSON.stringify({ ...sighting, run_id: old.run_id }) === JSON.stringify({ ...old })
  return !isSame || (sighting.run_id ?? '') > (old.run_id ?? '')
}

function sayingOf({ record_digest, question_id, layout, checks }: Sighting): string {
  const warned = checks?.map(({ code, severity, message }) => [code, severity, message])
  return JSON.stringify([record_digest, question_id, layout, warned ?? []])
}
