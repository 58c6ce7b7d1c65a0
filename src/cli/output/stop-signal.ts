/**
 * SIGINT, SIGTERM and SIGHUP as an AbortSignal for commands that stop cleanly (exit 130). A second signal ends the
 * process at once: nothing is half-written, because every write is a transaction or a whole WARC record.
 *
 * @example
 * ```ts
 * using stop = stopSignal()
 * await work(stop.signal)
 * ```
 */
import { exitCodes } from '../../app/exit-codes.ts'
import { endNow } from './end-process.ts'

/** Disposing of it gives the signals back to Node, which ends the process on them. */
export interface StopSignal extends Disposable {
  readonly signal: AbortSignal
}

/** One Ctrl-C arrives twice where a launcher (npx, bin/mondo.js) forwards what the terminal has sent to all. */
const sameKeyPressMs = 500

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export function stopSignal(): StopSignal {
  const controller = new AbortController()
  let firstAt = 0
  const stop = (): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now()
      controller.abort()
    } else if (performance.now() - firstAt > sameKeyPressMs) {
      endNow(exitCodes.stopped)
    }
  }
  for (const name of signals) process.on(name, stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, stop)
    },
  }
}
