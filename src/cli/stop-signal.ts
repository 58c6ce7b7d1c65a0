/**
 * SIGINT, SIGTERM and SIGHUP as an AbortSignal for commands that stop cleanly (exit 130). A second signal ends the
 * process at once: nothing is half-written, because every write is a transaction or a whole WARC record.
 */
import { exitCodes } from './exit-codes.ts'

export interface StopSignal extends Disposable {
  readonly signal: AbortSignal
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export function stopSignal(): StopSignal {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.stopped)
    controller.abort()
  }
  for (const name of signals) process.on(name, stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, stop)
    },
  }
}
