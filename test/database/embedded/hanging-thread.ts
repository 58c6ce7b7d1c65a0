/** A thread for the embedded database that opens, answers `select 1` and hangs at any other statement. */
import { parentPort } from 'node:worker_threads'
import type { NumberedCall } from '../../../src/database/embedded/thread-calls.ts'

parentPort?.on('message', ({ id, call }: NumberedCall) => {
  const isQuick = call.kind === 'open' || (call.kind === 'query' && call.text === 'select 1')
  if (isQuick) parentPort?.postMessage({ id, result: { rows: [] } })
  else for (;;);
})
