/** Pages that show at once what is found soon, and more where that comes in time too. */
import { tookTooLong } from './ask.ts'

/** Milliseconds from the request to the end of the last statement. A page within 200 also makes its HTML. */
export const inTimeMs = 150

/** With less time left than this no other statement is begun. */
const leastMs = 20

/** Reads within what is left of the time, on a session that can interrupt a statement; null where it takes longer. */
export async function inTime<Result>(
  leftMs: number,
  read: (withinMs: number) => Promise<Result>,
): Promise<Result | null> {
  return leftMs < leastMs ? null : await unlessTooLong(read(leftMs))
}

/** Null where it took too long. */
export async function unlessTooLong<Result>(result: Promise<Result>): Promise<Result | null> {
  try {
    return await result
  } catch (error) {
    if (tookTooLong(error)) return null
    throw error
  }
}

/** `0.15 seconds`, and not less than a hundredth. */
export function secondsText(ms: number): string {
  return `${(Math.max(ms, 10) / 1_000).toFixed(2)} seconds`
}
