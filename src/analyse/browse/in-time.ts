/** Time limits for pages that show a quick result first, and a complete one if it is ready in time. */
import { tookTooLong } from './ask.ts'

/** Milliseconds from the request to the end of the last statement. This leaves 50 of 200 ms to write the HTML. */
export const inTimeMs = 150

/** No further statement starts with less time left than this, in milliseconds. */
const leastMs = 20

/**
 * Runs `read` with the remaining time as its limit; null if it times out. The session must be able to interrupt a statement.
 */
export async function inTime<Result>(
  leftMs: number,
  read: (withinMs: number) => Promise<Result>,
): Promise<Result | null> {
  return leftMs < leastMs ? null : await unlessTooLong(read(leftMs))
}

/** The result, or null if the statement timed out. */
export async function unlessTooLong<Result>(result: Promise<Result>): Promise<Result | null> {
  try {
    return await result
  } catch (error) {
    if (tookTooLong(error)) return null
    throw error
  }
}

/** A duration as text, such as `0.15 seconds`; at least 0.01 seconds. */
export function secondsText(ms: number): string {
  return `${(Math.max(ms, 10) / 1_000).toFixed(2)} seconds`
}
