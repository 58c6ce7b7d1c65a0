/**
 * Node's warnings in worker threads. Node prints them there as plain text on stderr; here the main thread emits each as its own,
 * so that whoever listens to the warnings of the process decides how they are written.
 */
import { parentPort } from 'node:worker_threads'

interface ThreadWarning {
  readonly warning: {
    readonly name: string
    readonly message: string
    readonly stack?: string
    /** Such as `DEP0040`. */
    readonly code?: string
    readonly detail?: string
  }
}

/** In a worker thread: sends the warnings of this thread to the main thread instead of printing them. */
export function passWarningsOn(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning: Error & { code?: string; detail?: string }) => {
    const { name, message, stack, code, detail } = warning
    parentPort?.postMessage({ warning: { name, message, stack, code, detail } })
  })
}

/** In the main thread: emits a warning that a thread has passed on. Returns whether the message was one. */
export function emitThreadWarning(message: unknown): boolean {
  if (!isThreadWarning(message)) return false
  const { message: text, ...facts } = message.warning
  process.emitWarning(Object.assign(new Error(text), facts))
  return true
}

function isThreadWarning(message: unknown): message is ThreadWarning {
  if (typeof message !== 'object' || message === null || !('warning' in message)) return false
  return typeof message.warning === 'object' && message.warning !== null
}
