/** The adaptive pace: how long a host whose answers are slow rests between requests (docs/decisions/0055). */

const lastAnswersShare = 0.3
/** From here on a host counts as slow, and rests longer between requests. */
export const slowAnswerSeconds = 1
const longestSlowGapMs = 60_000

/**
 * How long answers take of late, in seconds, after one more. The last few count most: a host that recovers is soon asked at
 * its usual pace again. Null: none yet.
 */
export function smoothedAnswer(mean: number | null, seconds: number): number {
  return mean === null ? seconds : mean + lastAnswersShare * (seconds - mean)
}

/**
 * The gap from start to start in milliseconds that slow answers ask for; 0 for a host that is not slow. A host whose answers take
 * a second and more rests as long as it works: two answers' time. The longer of this gap and that of the rate counts.
 *
 * @example slowGapMs(3) // 6000
 */
export function slowGapMs(answerSeconds: number | null): number {
  if (answerSeconds === null || answerSeconds < slowAnswerSeconds) return 0
  return Math.min(longestSlowGapMs, 2_000 * answerSeconds)
}
