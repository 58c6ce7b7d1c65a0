/** The module that runs in the thread of the embedded database: it gives PGlite one call at a time. */
import { parentPort } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { passWarningsOn } from '../../model/threads/thread-warnings.ts'
import { pgliteParsers } from '../value-types.ts'
import { queryTexts } from './plain-pglite.ts'
import { type NumberedCall, type ThreadAnswer, type ThreadCall, toPlain } from './thread-calls.ts'

passWarningsOn()

let opened: PGlite | null = null

parentPort?.on('message', ({ id, call }: NumberedCall) => {
  void answer(id, call)
})

async function answer(id: number, call: ThreadCall): Promise<void> {
  let message: ThreadAnswer
  try {
    message = { id, result: await run(call) }
  } catch (error) {
    message = { id, failure: toPlain(error) }
  }
  parentPort?.postMessage(message)
}

async function run(call: ThreadCall): Promise<unknown> {
  if (call.kind === 'open') {
    const { folder, wasm, contents } = call
    opened = await PGlite.create({
      dataDir: folder,
      parsers: pgliteParsers,
      pgliteWasmModule: wasm,
      ...(contents === null ? {} : { loadDataDir: new Blob([contents]) }),
    })
    return null
  }
  if (opened === null) throw new Error('the embedded database is not open')
  switch (call.kind) {
    case 'query':
      return await opened.query(
        call.text,
        call.parameters,
        call.rowMode === undefined ? {} : { rowMode: call.rowMode },
      )
    case 'texts':
      return await queryTexts(opened, opened, call.text, call.parameters)
    case 'exec':
      return await opened.exec(call.text)
    case 'dump':
      return await opened.dumpDataDir(call.compression)
    case 'close':
      return await opened.close()
  }
}
