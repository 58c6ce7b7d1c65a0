/** Marks questions that their site has deleted. Their rows stay; they come back when their page comes back. */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Observation } from './history/observation.ts'
import { questionKeyOf, saveObservations } from './history/observation-store.ts'
import { lockQuestions, recomputeQuestions } from './history/recompute-questions.ts'
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
  const observations = gone.map(
    ({ site, questionId, capturedAt, captureId }): Observation => ({
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
    }),
  )
  const questions = [...new Map(observations.map((one) => [questionKeyOf(one), one])).values()].map(
    ({ site, question_id }) => ({ site, question_id }),
  )
  await lockQuestions(trx, questions, pageStates)
  await saveObservations(trx, observations)
  const rewritten = new Set(questions.map(questionKeyOf))
  const { written } = await recomputeQuestions(
    trx,
    { questions, fresh: new Map(), rewritten, removed: [] },
    pageStates,
  )
  return written.question.gone
}
