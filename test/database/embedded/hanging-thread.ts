/** A thread for the embedded database that opens, answers `select 1` and the ends of transactions, fails at `errno N` and hangs at any other statement. */
import { parentPort } from 'node:worker_threads'
import type { NumberedCall } from '../../../src/database/embedded/thread-calls.ts'

parentPort?.on('message', ({ id, call }: NumberedCall) => {
  const isQuick = call.kind === 'open' || (call.kind === 'query' && call.text === 'select 1')
  const isEnd = call.kind === 'exec' && ['BEGIN', 'COMMIT', 'ROLLBACK'].includes(call.text)
  const [, errno] = call.kind === 'query' ? (/^errno (\d+)$/.exec(call.text) ?? []) : []
  // As Emscripten does: an object that is no Error.
  const failure = { isError: false, fields: { name: 'ErrnoError', errno: Number(errno) } }
  if (errno !== undefined) parentPort?.postMessage({ id, failure })
  else if (isEnd) parentPort?.postMessage({ id, result: [] })
  else if (isQuick) parentPort?.postMessage({ id, result: { rows: [] } })
  else for (;;);
})
