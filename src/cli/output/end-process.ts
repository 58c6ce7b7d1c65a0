/**
 * Ends the process even if a thread is inside a native call: `Worker.terminate` does not interrupt one, and `process.exit`
 * waits for it.
 */
import type { ExitCode } from '../../app/exit-codes.ts'

/** Together with the three seconds that a page has after a stop, and the second that its pool takes to close: five. */
const patienceMs = 1_000

/** For the end of the program: it has a second to end by itself. Output that its reader has not taken yet is waited for. */
export function endSoon(code: ExitCode): void {
  setInterval(() => {
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) endNow(code)
  }, patienceMs).unref()
}

/** Ends all threads at once: after the `exit` handlers the process becomes another, which ends with this exit code. */
export function endNow(code: ExitCode): void {
  // Windows lacks it.
  if (process.execve === undefined) process.exit(code)
  process.emit('exit', code)
  process.execve(process.execPath, [process.execPath, '--eval', `process.exit(${code})`], {})
}
