/** Marks questions that their site has deleted. Their rows stay; they come back when their page comes back. */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Observation } from './history/observation.ts'
import { questionKeyOf, removeObservations, saveObservations } from './history/observation-store.ts'
import { lockQuestions, type Recomputed, recomputeQuestions } from './history/recompute-questions.ts'
import type { PageStateStore } from './page-state.ts'

export interface GoneQuestion {
  readonly site: string
  readonly questionId: string
  /** Time of the capture that said so (404, 410, or the site's own page). */
  readonly capturedAt: Date
  /** That capture; it need not be known. */
  readonly captureId?: string | null
}

/** Returns how many were present until now. A question loaded from a newer capture was gone in the meantime. */
export async function markQuestionsGone(
  trx: Kysely<Database>,
  gone: readonly GoneQuestion[],
  pageStates: PageStateStore,
): Promise<number> {
  if (gone.length === 0) return 0
  const { written } = await recomputeAfter(trx, gone, pageStates, saveObservations)
  return written.question.gone
}

/** Takes back what `markQuestionsGone` was told: as if these captures had never said so. Returns how many are back. */
export async function unmarkQuestionsGone(
  trx: Kysely<Database>,
  gone: readonly GoneQuestion[],
  pageStates: PageStateStore,
): Promise<number> {
  if (gone.length === 0) return 0
  const { written } = await recomputeAfter(trx, gone, pageStates, removeObservations)
  return written.question.changed
}

async function recomputeAfter(
  trx: Kysely<Database>,
  gone: readonly GoneQuestion[],
  pageStates: PageStateStore,
  change: typeof saveObservations,
): Promise<Pick<Recomputed, 'written'>> {
  const observations = gone.map(goneObservation)
  const questions = [...new Map(observations.map((one) => [questionKeyOf(one), one])).values()].map(
    ({ site, question_id }) => ({ site, question_id }),
  )
  await lockQuestions(trx, questions, pageStates)
  await change(trx, observations)
  const rewritten = new Set(questions.map(questionKeyOf))
  return await recomputeQuestions(trx, { questions, fresh: new Map(), rewritten, removed: [] }, pageStates)
}

function goneObservation({ site, questionId, capturedAt, captureId }: GoneQuestion): Observation {
  return {
    site,
    question_id: questionId,
    path: '',
    part: '',
    captured_at: capturedAt.toISOString(),
    capture_id: captureId ?? '',
    record_digest: null,
    layout: null,
    checks: null,
    parser_version: null,
    run_id: null,
    complete: false,
    next_path: null,
  }
}
